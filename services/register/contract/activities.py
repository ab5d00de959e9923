"""What the register (登记簿) promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod

from temporalio import activity

from services.register.contract.messages import (
    ApplyFiling,
    CloseFiling,
    CodesTakenOver,
    EndTakeOver,
    EntityRead,
    ExamineRevocation,
    FilingApplied,
    FilingClosed,
    FilingOpened,
    OpenFiling,
    ReadEntity,
    RevocationExamined,
    RevokeFiling,
    SuspensionTurned,
    TakenOver,
    TakeOver,
    TakeOverCodes,
    TakeOverEnded,
    TurnSuspension,
)

TASK_QUEUE = "register"


class RegisterActivities(ABC):
    @abstractmethod
    @activity.defn(name="register.open_filing")
    def open_filing(self, request: OpenFiling) -> FilingOpened:
        """Say what is registered besides, and keep the entity for this filing: two filings that change one entity
        cannot be under way at once. Refusals: `register.filing_under_way` names the other (409),
        `register.entity_unknown`, `register.entity_ended`, `register.state_bars` where its state does not allow such a
        filing, `register.barred_by_mark` where a mark does not, `register.changed_since` where the application it is
        about is not the one that made the version in force."""

    @abstractmethod
    @activity.defn(name="register.apply_filing")
    def apply_filing(self, request: ApplyFiling) -> FilingApplied:
        """Write the version that the decision makes, in one transaction: entity, facts, parties, and for a new entity
        its code, which is never used twice whatever fails (GB 32100-2015).

        Refusal `register.person_restricted` where somebody of the case was restricted after the decision; Outage
        `identity.facts_unavailable` while nobody can be asked. Defects: `register.no_approval`, `register.wrong_case`,
        `register.name_differs`, `register.filing_not_open`, `register.code_block_exhausted`. Outage
        `register.taking_over` until the businesses licensed earlier are here. With `tells_naming` also Outage
        `naming.unavailable` and Defect `naming.declined`; it stands in the register then all the same.
        """

    @abstractmethod
    @activity.defn(name="register.close_filing")
    def close_filing(self, request: CloseFiling) -> FilingClosed:
        """Let go of the entity; a filing that was never opened is answered with `closed=False`."""

    @abstractmethod
    @activity.defn(name="register.read_entity")
    def read_entity(self, request: ReadEntity) -> EntityRead:
        """Deposit a version of an entity for others. Refusal `register.entity_unknown`."""

    @abstractmethod
    @activity.defn(name="register.turn_suspension")
    def turn_suspension(self, request: TurnSuspension) -> SuspensionTurned:
        """Let a business rest from its first day on, and trade again when its rest is over (实施细则 Art. 42)."""

    @abstractmethod
    @activity.defn(name="register.take_over_codes")
    def take_over_codes(self, request: TakeOverCodes) -> CodesTakenOver:
        """Go on with the blocks the licence service gave codes from, where it stopped."""

    @abstractmethod
    @activity.defn(name="register.take_over")
    def take_over(self, request: TakeOver) -> TakenOver:
        """Write a business licensed earlier into the register as its first version; its code is used for good.

        Defects: `register.wrong_case`, `register.no_approval`, `register.licence_differs`, `register.code_taken`."""

    @abstractmethod
    @activity.defn(name="register.end_take_over")
    def end_take_over(self, request: EndTakeOver) -> TakeOverEnded:
        """Begin to give codes."""

    @abstractmethod
    @activity.defn(name="register.examine_revocation")
    def examine_revocation(self, request: ExamineRevocation) -> RevocationExamined:
        """Mark a business whose registration is examined, or lift the mark. Refusals `register.entity_unknown`, also
        where `about` made no version of it."""

    @abstractmethod
    @activity.defn(name="register.revoke_filing")
    def revoke_filing(self, request: RevokeFiling) -> FilingApplied:
        """Undo what a filing registered: a business whose establishment is revoked has ended, of a change only the
        items that it changed are restored; its licence is void at once, a name that ends rests. Where the revocation is
        withdrawn, what stood before it stands again. Refusals `register.entity_unknown`; Defect
        `register.no_approval`; Outages `licence.unavailable`, `naming.unavailable`, after which it stands written."""
