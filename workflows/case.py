"""One application in its workflow's memory: where it stands, what it holds, what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import ConfigDict

from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType, SectionDescribed
from catalogues.filing_types.words import Actor, PartKind, Stage
from kernel.exchange import DocumentRef, Reference
from services.approval.contract import Outcome
from services.archive.contract import FiledBefore
from services.filing.contract.messages import StageEntered
from workflows.contract import CaseClosed, OpenCase, Step, StepTaken
from workflows.state import CaseState
from workflows.steps import (
    CLOSED,
    ENDED,
    IN_CORRECTION,
    REVIEW_CAN_BE_REQUESTED,
    SIGNING,
    STEPS_AT_MOST,
    WAITING,
    WITH_APPLICANT,
    WITHIN,
    Waiting,
    table_of,
)

SIGNING_DEADLINE = "签名期限"
NAME_RESERVATION = "名称保留期"
CORRECTION = "补正期限"


class Case(CaseState):
    """Where it stands, and what follows from that. `carried`: it goes on from an earlier run."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    opened: OpenCase
    carried: bool

    @classmethod
    def begin(cls, opened: OpenCase) -> Case:
        """A case that is opened now, or goes on from an earlier run."""
        state = dict(opened.carried) if opened.carried else {}
        return cls.model_construct(opened=opened, carried=bool(state), **state)

    def carry(self) -> OpenCase:
        """What a new run goes on with."""
        state = {name: getattr(self, name) for name in CaseState.model_fields}
        return self.opened.model_copy(update={"carried": CaseState.model_construct(**state)})

    @property
    def began_on_this_course(self) -> bool:
        """Its history began when the register existed; an older one may go on as it began."""
        return self.opened.filing_type is not None or self.carried

    @property
    def services_ask_each_other(self) -> bool:
        """The approval service asks the register, and the register tells the naming service."""
        return self.opened.course >= 1

    @property
    def services_hand_on(self) -> bool:
        """What follows from an act for one other service is handed on with it, instead of asked for by an act more."""
        return self.opened.course >= 2

    @property
    def reminds(self) -> bool:
        """The applicant is told before a limit passes."""
        return self.opened.course >= 3

    @property
    def filing(self) -> FilingType:
        """What kind of filing it is, in the edition that holds for it as long as it lives."""
        return editions.of_case(self.opened.filing_type, self.opened.edition)

    @property
    def with_applicant(self) -> bool:
        """The application, or its correction, is still to be handed in."""
        return self.stage in WITH_APPLICANT

    @property
    def ended(self) -> bool:
        return self.stage in ENDED

    @property
    def name_part(self) -> Reference | None:
        return self.name.part if self.name else None

    @property
    def confirmed_application(self) -> Reference:
        """The application as its applicant confirmed it; exists from the first signing window on."""
        assert self.application
        return self.application

    @property
    def window_ends(self) -> datetime:
        """The end of the current signing window."""
        assert self.signing_deadline
        return self.signing_deadline

    @property
    def handed_in_at(self) -> datetime:
        """When the applicant submitted."""
        assert self.submitted_at
        return self.submitted_at

    @property
    def signed_documents(self) -> tuple[DocumentRef, ...]:
        """What was signed and handed in."""
        assert self.signatures
        return self.signatures.documents

    @property
    def named_by(self) -> PartKind:
        """The part that tells the name to others: the entity's, once there is one."""
        return PartKind.ENTITY if self.registered else PartKind.NAME

    @property
    def told_by(self) -> PartKind:
        """The part by which others are told that it is done: the licence, the end of it, or what stands in the
        register now."""
        if self.filing.closes_register:
            return PartKind.LICENCE_VOIDED
        return PartKind.LICENCE if self.filing.prints_licence else PartKind.ENTITY

    @property
    def to_correct(self) -> SectionDescribed:
        """The section in which the correction that was asked for begins: what the filing does not ask for is put right
        where its form ends."""
        section = self.decision and self.decision.return_to
        return self.filing.section(section) if section and self.filing.asks_for(section) else self.filing.last_form

    @property
    def was_returned(self) -> bool:
        """Whether it was sent back with a limit, and is not handed in again."""
        return bool(self.decision and self.decision.correction_until) and self.with_applicant

    @property
    def uscc(self) -> str | None:
        """The code of the entity, once it has one, or of the one that is changed."""
        given = self.registered or self.licence or self.held
        return given.uscc if given else None

    def parts(self, *kinds: PartKind) -> dict[str, Reference]:
        """What the services left so far, of these kinds."""
        left: Mapping[PartKind, Reference | None] = {
            PartKind.APPLICATION: self.application,
            PartKind.NAME: self.name_part,
            PartKind.AUTHENTICATION: self.authentication,
            PartKind.SIGNATURES: self.signatures.part if self.signatures else None,
            PartKind.FILING_FACTS: self.facts,
            PartKind.REGISTER_FACTS: self.register_facts,
            PartKind.DECISION: self.decision.part if self.decision else None,
            PartKind.ENTITY: self.registered.entity if self.registered else None,
            PartKind.ENTITY_BEFORE: self.held.entity if self.held else None,
            PartKind.LICENCE: self.licence.part if self.licence else None,
            PartKind.LICENCE_VOIDED: self.voided.part if self.voided else None,
            PartKind.REPLIES: self.replies,
        }
        return {kind: reference for kind in kinds if (reference := left[kind])}

    def file_documents(self) -> tuple[DocumentRef, ...]:
        """What the archive takes over of the last submission and its decision, in the order of the file."""
        signed = self.signatures.documents if self.signatures else self.originals
        decided = self.decision.documents if self.decision else ()
        licensed = (self.licence.document,) if self.licence else ()
        kept = {filed.document.key for filed in self.filed_before()}
        return tuple(each for each in (*signed, *self.file_papers, *decided, *licensed) if each.key not in kept)

    def filed_before(self) -> tuple[FiledBefore, ...]:
        """What the file holds from before the last submission. A document that was handed in unchanged with that one
        too, its signature standing, belongs to it."""
        signed = {each.key for each in self.signatures.documents} if self.signatures else set()
        return tuple(filed for filed in self.earlier if filed.document.key not in signed)

    def file_before(
        self, documents: Iterable[DocumentRef], outcome: str | None = None, made_at: datetime | None = None
    ) -> None:
        """Keep documents for the file, each once, before others take their place."""
        kept = {filed.document.key for filed in self.earlier}
        new = [each for each in documents if each.key not in kept]
        self.earlier = (
            *self.earlier,
            *(FiledBefore(document=d, submission=self.submission, outcome=outcome, made_at=made_at) for d in new),
        )

    def file_decision_before(self) -> None:
        """Keep what the present decision was told with: another one takes its place."""
        if self.decision:
            self.file_before(self.decision.documents, self.decision.outcome, self.decision.decided_at)

    @property
    def was_decided_anew(self) -> bool:
        """Whether an approval of it gave way to another decision."""
        return any(filed.outcome == Outcome.APPROVE for filed in self.earlier)

    def decide_anew(self) -> None:
        """What was approved cannot be registered. Nobody was told of the approval; it stays in the file, and the case
        is decided once more, like one that was submitted again."""
        self.file_decision_before()
        self.submission += 1
        self.stage = Stage.SUBMITTED

    def closed(self) -> CaseClosed:
        return CaseClosed(
            application_no=self.opened.application_no,
            stage=self.stage,
            uscc=self.uscc,
            archive_no=self.filed.archive_no if self.filed else None,
            volume_name=self.filed.volume_name if self.filed else None,
        )

    # ---- what is possible, whom it waits for, and until when -------------------------------------------------------

    def is_possible(self, step: Step) -> bool:
        """Whether it is the step's turn where the case stands now."""
        if step is Step.RETRY:
            return bool(self.parked)
        if step in {Step.REQUEST_REVIEW, Step.ACCEPT_REFUSAL} and self.review_request_until is None:
            return False
        return self.stage in table_of(self.filing).get(step, ())

    @property
    def possible_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in Step if self.is_possible(step))

    @property
    def waiting(self) -> Waiting:
        if self.stage is Stage.REJECTED and self.review_request_until:
            return REVIEW_CAN_BE_REQUESTED
        return WAITING.get(self.stage, CLOSED)

    @property
    def waits_for(self) -> Actor:
        return self.waiting.actor

    @property
    def deadline(self) -> datetime | None:
        """Whichever limit runs out first where the case stands."""
        if self.stage is Stage.MANUAL_REVIEW:
            return self.review_due
        if self.stage is Stage.REJECTED:
            return self.review_request_until
        if self.stage is Stage.DEPARTMENTS_ASKED:
            return self.objections_until
        if self.stage is Stage.FILE_REQUESTED:
            return self.file_until
        if self.stage in SIGNING:
            return self.signing_deadline
        ends = self.next_limit()
        return ends[1] if ends else None

    def next_limit(self) -> tuple[str, datetime] | None:
        """What runs out first while the applicant prepares the application or its correction."""
        return min(self.limits(), key=lambda end: end[1], default=None)

    def limits(self) -> list[tuple[str, datetime]]:
        """Everything that runs out while the applicant prepares."""
        ends = []
        if self.stage in IN_CORRECTION and self.correction_until:
            ends.append((CORRECTION, self.correction_until))
        if self.stage in SIGNING and self.signing_deadline:
            ends.append((SIGNING_DEADLINE, self.signing_deadline))
        if self.with_applicant and self.name:
            ends.append((NAME_RESERVATION, self.name.held_until))
        return ends

    def too_soon(self, now: datetime) -> float | None:
        """Seconds until another step may be taken, when too many were taken lately."""
        lately = [at for at in self.taken if at > now - WITHIN]
        return (lately[-STEPS_AT_MOST] + WITHIN - now).total_seconds() if len(lately) >= STEPS_AT_MOST else None

    def count_step(self, now: datetime) -> None:
        self.taken = [*(at for at in self.taken if at > now - WITHIN), now]

    # ---- the timeline ----------------------------------------------------------------------------------------------

    def entering(self, at: datetime, *stages: Stage) -> tuple[StageEntered, ...]:
        """The timeline lines the filing service does not have yet, as if `stages` were entered now. The deadline of a
        new signing window is not known before the filing service opens it, and not told to it."""
        ahead = self.model_copy(update={"timeline": list(self.timeline), "signing_deadline": None})
        for stage in stages:
            ahead.enter(stage, at)
        return tuple(ahead.timeline[self.recorded :])

    def enter(self, stage: Stage, at: datetime) -> None:
        self.stage = stage
        line = StageEntered(
            number=len(self.timeline) + 1, stage=stage, at=at, waits_for=self.waits_for, deadline=self.deadline
        )
        self.timeline.append(line)

    def answer(self) -> StepTaken:
        return StepTaken(
            application_no=self.opened.application_no,
            stage=self.stage,
            possible_steps=self.possible_steps,
            waits_for=self.waits_for,
            deadline=self.deadline,
            signing_deadline=self.signing_deadline if self.stage in SIGNING else None,
            last_signing_day=self.last_signing_day if self.stage in SIGNING else None,
            name_held_until=self.name.held_until if self.name else None,
        )
