"""A registration is examined and revoked, or not (撤销登记): begun by an authority or by whose identity was used.

What officials do is written down with the approval service, which says where it stands and which period runs; the
workflow sleeps until one ends or something was done, and carries out what two persons decided: who is responsible is
refused everywhere first, then the register and the licence, publicity and tax, the file (条例 Art. 40-42).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types import editions
    from catalogues.filing_types.words import PartKind
    from kernel.exchange import Reference
    from services.approval.contract import ApprovalActivities, RevocationStanding, StandRevocation
    from services.archive.contract import ArchiveActivities, HandOverFile
    from services.identity.contract import IdentityActivities, RestrictPersons
    from services.notice.contract import AnnounceRevocation, NoticeActivities
    from services.register.contract.activities import RegisterActivities
    from services.register.contract.messages import ExamineRevocation, ReadEntity, RevokeFiling
    from workflows.contract import REVOCATION, REVOCATION_MOVED, ExamineRegistration, RegistrationExamined
    from workflows.options import CALLS

Result = TypeVar("Result")

_BUSINESS_TYPE = editions.in_force(editions.REVOCATION, editions.REVOCATION_SINCE).business_type


@workflow.defn(name=REVOCATION)
class RevocationWorkflow:
    """One revocation, or the withdrawal of one. A service that is down is waited for."""

    @workflow.init
    def __init__(self, examined: ExamineRegistration) -> None:
        self._examined = examined
        self._moved = 0
        self._marked = examined.restores

    @workflow.signal(name=REVOCATION_MOVED)
    def moved(self) -> None:
        """Something was written down about it."""
        self._moved += 1

    @workflow.run
    async def run(self, examined: ExamineRegistration) -> RegistrationExamined:
        standing = await self._until_decided()
        conclusion = standing.conclusion
        assert conclusion
        volume = None
        if conclusion != "NOT_ACCEPTED":
            volume = await self._carry_out(standing)
        return RegistrationExamined(conclusion=conclusion, volume_name=volume)

    async def _until_decided(self) -> RevocationStanding:
        number = self._examined.revocation_no
        while True:
            seen = self._moved
            asked = StandRevocation(revocation_no=number, restores=self._examined.restores)
            standing = await _ask(ApprovalActivities.stand_revocation, asked)
            if standing.under_examination and standing.about and not self._marked:
                await self._mark(standing, over=False)
                self._marked = True
            if standing.conclusion:
                return standing
            left = standing.due - workflow.now() + timedelta(seconds=1) if standing.due else None
            with contextlib.suppress(TimeoutError):
                await workflow.wait_condition(
                    partial(self._moved_since, seen), timeout=left, timeout_summary=standing.clock
                )

    def _moved_since(self, seen: int) -> bool:
        return self._moved > seen

    async def _mark(self, standing: RevocationStanding, *, over: bool) -> None:
        assert standing.about
        number = self._examined.revocation_no
        request = ExamineRevocation(revocation_no=number, uscc=standing.uscc, about=standing.about, over=over)
        await _ask(RegisterActivities.examine_revocation, request)

    async def _carry_out(self, standing: RevocationStanding) -> str:
        number = self._examined.revocation_no
        assert standing.part and standing.application
        decided = {PartKind.REVOCATION: standing.part}
        if standing.conclusion == "REFUSED":
            read = ReadEntity(application_no=number, uscc=standing.uscc)
            entity = (await _ask(RegisterActivities.read_entity, read)).entity
        else:
            await _ask(IdentityActivities.restrict_persons, RestrictPersons(application_no=number, parts=decided))
            revoke = RevokeFiling(revocation_no=number, uscc=standing.uscc, parts=decided)
            entity = (await _ask(RegisterActivities.revoke_filing, revoke)).entity
        parts = {**decided, PartKind.APPLICATION: standing.application, PartKind.ENTITY: entity}
        if standing.conclusion != "REFUSED":
            told = AnnounceRevocation(application_no=number, uscc=standing.uscc, parts=parts)
            await _ask(NoticeActivities.announce_revocation, told)
        if not self._examined.restores:
            await self._mark(standing, over=True)
        return await self._file(standing, parts)

    async def _file(self, standing: RevocationStanding, parts: dict[PartKind, Reference]) -> str:
        number = self._examined.revocation_no
        filed = await _ask(
            ArchiveActivities.hand_over_file,
            HandOverFile(
                application_no=(standing.decision_no or number) if self._examined.restores else number,
                business_type=_BUSINESS_TYPE,
                authority_code=standing.authority_code,
                outcome="REVOKED" if standing.conclusion == "REVOKED" else "REJECTED",
                uscc=standing.uscc,
                documents=standing.documents,
                parts=parts,
            ),
        )
        return filed.volume_name


async def _ask(method: Callable[[Any, Any], Result], request: Any) -> Result:
    call = CALLS[method]
    return await workflow.execute_activity_method(
        method, request, task_queue=call.queue, summary=call.summary, **call.options
    )
