"""The register and the licence service as a province of memory has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from temporalio import activity

from catalogues.entity_states import EntityStatus
from kernel.exchange import Reference
from services.licence import contract as licences
from services.register.contract import messages as entities
from services.register.contract.activities import RegisterActivities
from tests.workflows.references import USCC, document, ref


class Answering(Protocol):
    """What the fakes need of a province."""

    licensed: list[licences.LicensedBusiness]
    taken_over: bool
    now: datetime
    voided: Reference | None
    turns: list[entities.SuspensionTurned]

    def answer(self, name: str, request: Any, result: Any) -> Any: ...


def entered(p: Answering, request: entities.ApplyFiling) -> entities.FilingApplied:
    """Asked by a workflow, or by the licence service."""
    applied = entities.FilingApplied(
        uscc=request.uscc or USCC,
        version=2 if request.uscc else 1,
        established_on=date(2026, 1, 1),
        effective_on=date(2026, 1, 1),
        entity=ref("entity"),
    )
    p.answer("apply_filing", request, applied)
    return applied


def register(p: Answering) -> RegisterActivities:
    class Register(RegisterActivities):
        @activity.defn(name="register.open_filing")
        def open_filing(self, request: entities.OpenFiling) -> entities.FilingOpened:
            uscc = request.uscc or (USCC if request.about else None)
            entity = ref("entity_before") if uscc else None
            opened = entities.FilingOpened(facts=ref("register_facts"), entity=entity, uscc=uscc)
            return p.answer("open_filing", request, opened)

        @activity.defn(name="register.apply_filing")
        def apply_filing(self, request: entities.ApplyFiling) -> entities.FilingApplied:
            return entered(p, request)

        @activity.defn(name="register.close_filing")
        def close_filing(self, request: entities.CloseFiling) -> entities.FilingClosed:
            return p.answer("close_filing", request, entities.FilingClosed(closed=True))

        @activity.defn(name="register.read_entity")
        def read_entity(self, request: entities.ReadEntity) -> entities.EntityRead:
            return p.answer(
                "read_entity",
                request,
                entities.EntityRead(
                    uscc=request.uscc,
                    version=request.version or 1,
                    status=EntityStatus.ACTIVE,
                    entity=ref("entity"),
                ),
            )

        @activity.defn(name="register.turn_suspension")
        def turn_suspension(self, request: entities.TurnSuspension) -> entities.SuspensionTurned:
            turned = p.turns.pop(0) if p.turns else entities.SuspensionTurned(uscc=USCC, entity=ref("entity"))
            return p.answer("turn_suspension", request, turned)

        @activity.defn(name="register.examine_revocation")
        def examine_revocation(self, request: entities.ExamineRevocation) -> entities.RevocationExamined:
            return p.answer("examine_revocation", request, entities.RevocationExamined(marked=not request.over))

        @activity.defn(name="register.revoke_filing")
        def revoke_filing(self, request: entities.RevokeFiling) -> entities.FilingApplied:
            applied = entities.FilingApplied(
                uscc=request.uscc,
                version=2,
                established_on=date(2026, 1, 1),
                effective_on=date(2026, 1, 1),
                entity=ref("entity"),
            )
            return p.answer("revoke_filing", request, applied)

        @activity.defn(name="register.take_over_codes")
        def take_over_codes(self, request: entities.TakeOverCodes) -> entities.CodesTakenOver:
            return p.answer("take_over_codes", request, entities.CodesTakenOver(blocks=1, ended=p.taken_over))

        @activity.defn(name="register.take_over")
        def take_over(self, request: entities.TakeOver) -> entities.TakenOver:
            return p.answer("take_over", request, entities.TakenOver(new=True))

        @activity.defn(name="register.end_take_over")
        def end_take_over(self, request: entities.EndTakeOver) -> entities.TakeOverEnded:
            return p.answer("end_take_over", request, entities.TakeOverEnded(entities=len(p.licensed)))

    return Register()


def licence(p: Answering) -> licences.LicenceActivities:
    class Licence(licences.LicenceActivities):
        @activity.defn(name="licence.issue_licence")
        def issue_licence(self, request: licences.IssueLicence) -> licences.LicenceIssued:
            applied = entered(p, entities.ApplyFiling.model_validate(request.enters)) if request.enters else None
            return p.answer(
                "issue_licence",
                request,
                licences.LicenceIssued(
                    uscc=USCC,
                    licence_no="L1",
                    established_on=date(2026, 1, 1),
                    issued_at=p.now,
                    part=ref("licence"),
                    document=document("licence"),
                    entered=applied.model_dump(mode="json") if applied else None,
                ),
            )

        @activity.defn(name="licence.void_licence")
        def void_licence(self, request: licences.VoidLicence) -> licences.LicenceVoided:
            applied = entered(p, entities.ApplyFiling.model_validate(request.enters)) if request.enters else None
            answer = licences.LicenceVoided(
                uscc=USCC, part=p.voided, entered=applied.model_dump(mode="json") if applied else None
            )
            return p.answer("void_licence", request, answer)

        @activity.defn(name="licence.list_licensed")
        def list_licensed(self, request: licences.ListLicensed) -> licences.LicensedListed:
            following = [one for one in p.licensed if one.application_no > request.after][: request.limit]
            return p.answer("list_licensed", request, licences.LicensedListed(businesses=tuple(following)))

        @activity.defn(name="licence.hand_over_codes")
        def hand_over_codes(self, request: licences.HandOverCodes) -> licences.CodesHandedOver:
            return p.answer("hand_over_codes", request, licences.CodesHandedOver(codes=ref("codes")))

    return Licence()
