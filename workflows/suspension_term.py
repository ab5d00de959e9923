"""The days of a rest (歇业): it begins on its first day, and is over by itself after its last (实施细则 Art. 42)."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types.words import PartKind
    from services.notice.contract import AnnounceRegistration, MessageApplicant, NoticeActivities
    from services.register.contract.activities import RegisterActivities
    from services.register.contract.messages import TurnSuspension
    from workflows.contract import SUSPENSION_TERM, TermBegun
    from workflows.options import CALLS


@workflow.defn(name=SUSPENSION_TERM)
class SuspensionTermWorkflow:
    """Asks the register what is due, and sleeps until then. One that was filed anew, or ended by its owner, is not ours
    any more: the register says so."""

    @workflow.run
    async def run(self, begun: TermBegun) -> bool:
        """True where it was over by itself, which agencies and applicant are told."""
        turn = CALLS[RegisterActivities.turn_suspension]
        while True:
            turned = await workflow.execute_activity_method(
                RegisterActivities.turn_suspension,
                TurnSuspension(application_no=begun.application_no),
                task_queue=turn.queue,
                summary=turn.summary,
                **turn.options,
            )
            if turned.next_at is None:
                break
            await workflow.sleep(max(turned.next_at - workflow.now(), timedelta(seconds=1)), summary="歇业期限")
        if turned.entity is None or turned.uscc is None:
            return False
        parts = {PartKind.APPLICATION: begun.application, PartKind.ENTITY: turned.entity}
        told = AnnounceRegistration(application_no=begun.application_no, uscc=turned.uscc, parts=parts)
        message = MessageApplicant(
            application_no=begun.application_no,
            template="resumed",
            occasion=1,
            parts={PartKind.APPLICATION: begun.application},
        )
        announce, tell = CALLS[NoticeActivities.announce_registration], CALLS[NoticeActivities.message_applicant]
        await workflow.execute_activity_method(
            NoticeActivities.announce_registration,
            told,
            task_queue=announce.queue,
            summary=announce.summary,
            **announce.options,
        )
        await workflow.execute_activity_method(
            NoticeActivities.message_applicant, message, task_queue=tell.queue, summary=tell.summary, **tell.options
        )
        return True
