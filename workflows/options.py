"""Where each activity runs, how long it may take and how it is tried again: the only place that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

from services.approval import contract as approval
from services.archive import contract as archive
from services.filing import contract as filing
from services.identity import contract as identity
from services.licence import contract as licence
from services.naming import contract as naming
from services.notice import contract as notice
from services.register import contract as register
from services.signing import contract as signing

PATIENT = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=0,
)
"""An outage is waited out, however long. Refusals and repeated defects come back as non-retryable."""


@dataclass(frozen=True)
class Call:
    """How one activity is called; `summary` is what operators read in the Web UI."""

    queue: str
    summary: str
    seconds: int

    @property
    def options(self) -> dict[str, Any]:
        return {"start_to_close_timeout": timedelta(seconds=self.seconds), "retry_policy": PATIENT}


_TRANSACTION, _RENDERING, _OUTSIDE = 15, 60, 45

CALLS: dict[Callable[..., Any], Call] = {
    naming.NamingActivities.reserve_name: Call(naming.TASK_QUEUE, "reserve the name", _TRANSACTION),
    naming.NamingActivities.release_name: Call(naming.TASK_QUEUE, "release the name", _TRANSACTION),
    naming.NamingActivities.confirm_name: Call(naming.TASK_QUEUE, "register the name", _TRANSACTION),
    filing.FilingActivities.lock_operator: Call(filing.TASK_QUEUE, "lock the operator", _TRANSACTION),
    filing.FilingActivities.prepare_documents: Call(filing.TASK_QUEUE, "prepare the documents", _RENDERING),
    filing.FilingActivities.fix_documents: Call(filing.TASK_QUEUE, "fix the documents", _TRANSACTION),
    filing.FilingActivities.open_signing_window: Call(filing.TASK_QUEUE, "open a signing window", _TRANSACTION),
    filing.FilingActivities.accept_submission: Call(filing.TASK_QUEUE, "receive the application", _TRANSACTION),
    filing.FilingActivities.record_stages: Call(filing.TASK_QUEUE, "record the stage", _TRANSACTION),
    filing.FilingActivities.confirmed_application: Call(
        filing.TASK_QUEUE, "find the confirmed application", _TRANSACTION
    ),
    identity.IdentityActivities.authenticate_persons: Call(identity.TASK_QUEUE, "authenticate the persons", _OUTSIDE),
    identity.IdentityActivities.invite_persons: Call(identity.TASK_QUEUE, "invite the other signers", _OUTSIDE),
    identity.IdentityActivities.conclude_authentications: Call(
        identity.TASK_QUEUE, "conclude the authentication", _TRANSACTION
    ),
    signing.SigningActivities.open_session: Call(signing.TASK_QUEUE, "open the signing session", _TRANSACTION),
    signing.SigningActivities.collect_signatures: Call(signing.TASK_QUEUE, "collect the signatures", _RENDERING),
    signing.SigningActivities.void_signatures: Call(signing.TASK_QUEUE, "void the signatures", _TRANSACTION),
    approval.ApprovalActivities.decide_case: Call(approval.TASK_QUEUE, "decide", _RENDERING),
    approval.ApprovalActivities.confirm_examiner_decision: Call(
        approval.TASK_QUEUE, "confirm the examiner's decision", _RENDERING
    ),
    approval.ApprovalActivities.confirm_extension: Call(approval.TASK_QUEUE, "confirm the extension", _TRANSACTION),
    approval.ApprovalActivities.open_review: Call(approval.TASK_QUEUE, "open the review asked for", _TRANSACTION),
    approval.ApprovalActivities.close_task: Call(approval.TASK_QUEUE, "close the examiner's task", _TRANSACTION),
    register.RegisterActivities.open_filing: Call(register.TASK_QUEUE, "ask the register", _TRANSACTION),
    register.RegisterActivities.apply_filing: Call(register.TASK_QUEUE, "write into the register", _TRANSACTION),
    register.RegisterActivities.close_filing: Call(register.TASK_QUEUE, "let go of the entity", _TRANSACTION),
    register.RegisterActivities.read_entity: Call(register.TASK_QUEUE, "read the entity", _TRANSACTION),
    register.RegisterActivities.take_over_codes: Call(register.TASK_QUEUE, "take over the code blocks", _TRANSACTION),
    register.RegisterActivities.take_over: Call(register.TASK_QUEUE, "take over a business", _TRANSACTION),
    register.RegisterActivities.end_take_over: Call(register.TASK_QUEUE, "end the take-over", _TRANSACTION),
    licence.LicenceActivities.list_licensed: Call(licence.TASK_QUEUE, "list the licences", _TRANSACTION),
    licence.LicenceActivities.hand_over_codes: Call(licence.TASK_QUEUE, "hand over the code blocks", _TRANSACTION),
    licence.LicenceActivities.issue_licence: Call(licence.TASK_QUEUE, "issue the licence", _RENDERING),
    notice.NoticeActivities.announce_registration: Call(notice.TASK_QUEUE, "publish to publicity and tax", _OUTSIDE),
    notice.NoticeActivities.message_applicant: Call(notice.TASK_QUEUE, "message the applicant", _OUTSIDE),
    archive.ArchiveActivities.hand_over_file: Call(archive.TASK_QUEUE, "hand over to the archive", _RENDERING),
}
