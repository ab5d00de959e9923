"""The state of one registration: where it stands, what it holds, what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from catalogues.filing_types.words import PartKind, Stage
from kernel.exchange import DocumentRef, Reference
from services.approval.contract import CaseDecided
from services.archive.contract import FileHandedOver
from services.filing.contract import StageEntered
from services.licence.contract import LicenceIssued
from services.naming.contract import NameReserved
from services.signing.contract import SignaturesCollected
from workflows.contract import CaseClosed, OpenCase, Step, StepTaken

ENDED = frozenset({Stage.ARCHIVED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ABANDONED})

BEFORE_DECISION = frozenset({Stage.SUBMITTED, Stage.UNDER_REVIEW, Stage.MANUAL_REVIEW, Stage.CORRECTION_REQUIRED})
"""Withdrawal is possible from acceptance until the decision (辽宁 2017 plan: 暂未作出核准意见)."""

IN_PREPARATION = frozenset(
    {
        Stage.DRAFT,
        Stage.NAME_RESERVED,
        Stage.OPERATOR_LOCKED,
        Stage.INFO_READY,
        Stage.AUTH_PENDING,
        Stage.SIGN_PENDING,
        Stage.SIGNED,
        Stage.LAPSED,
    }
)
"""The applicant still prepares the application and may abandon it (辽宁 2017 plan: 暂未受理)."""

SIGNING = frozenset({Stage.AUTH_PENDING, Stage.SIGN_PENDING, Stage.SIGNED})

POSSIBLE_AT: dict[Step, frozenset[Stage]] = {
    Step.DECLARE_NAME: frozenset({Stage.DRAFT, Stage.NAME_RESERVED}),
    Step.CONFIRM_OPERATOR: frozenset({Stage.NAME_RESERVED}),
    Step.COMPLETE_DETAILS: frozenset({Stage.OPERATOR_LOCKED, Stage.INFO_READY}),
    Step.CONFIRM_DOCUMENTS: frozenset({Stage.INFO_READY}),
    Step.AUTHENTICATE: frozenset({Stage.AUTH_PENDING}),
    Step.COLLECT_SIGNATURES: frozenset({Stage.SIGN_PENDING}),
    Step.SUBMIT: frozenset({Stage.SIGN_PENDING, Stage.SIGNED}),
    Step.REAUTHENTICATE: frozenset({Stage.LAPSED}),
    Step.CORRECT: frozenset({Stage.CORRECTION_REQUIRED}),
    Step.DECIDE: frozenset({Stage.MANUAL_REVIEW}),
    Step.EXTEND: frozenset({Stage.MANUAL_REVIEW}),
    Step.REQUEST_REVIEW: frozenset({Stage.REJECTED}),
    Step.WITHDRAW: BEFORE_DECISION,
    Step.ABANDON: IN_PREPARATION,
}

WITHIN_WINDOW = frozenset({Step.AUTHENTICATE, Step.COLLECT_SIGNATURES, Step.SUBMIT})
"""Possible only before the signing deadline."""

NEEDS_NO_PAUSE = frozenset({Step.WITHDRAW, Step.ABANDON})
"""Possible while another step is being carried out; they stop it."""

_WAITS_FOR = {
    Stage.DRAFT: ("applicant", "choose a name, or none, and the premises"),
    Stage.NAME_RESERVED: ("applicant", "confirm the operator"),
    Stage.OPERATOR_LOCKED: ("applicant", "complete the business details"),
    Stage.INFO_READY: ("applicant", "preview and confirm the documents"),
    Stage.AUTH_PENDING: ("applicant", "real-name authentication"),
    Stage.SIGN_PENDING: ("applicant", "sign every document on the phone"),
    Stage.SIGNED: ("applicant", "submit"),
    Stage.LAPSED: ("applicant", "authenticate again; the signing deadline passed"),
    Stage.SUBMITTED: ("system", "receive the application"),
    Stage.UNDER_REVIEW: ("system", "decide"),
    Stage.CORRECTION_REQUIRED: ("applicant", "correct what the one-time notice names"),
    Stage.MANUAL_REVIEW: ("examiner", "decide"),
    Stage.APPROVED: ("system", "issue the licence and publish the registration"),
    Stage.LICENSED: ("system", "hand the file over to the archive"),
}


@dataclass
class Case:
    """One application's state. Changed only under the workflow's lock.

    `review_due` is the legal limit of an examiner's review. `review_request_until` is set while an automatic refusal
    can still be brought before a person; the case is not closed then, though its stage is REJECTED already.
    """

    opened: OpenCase
    stage: Stage = Stage.DRAFT
    timeline: list[StageEntered] = field(default_factory=list)
    recorded: int = 0
    revision: int = 0
    window: int = 0
    submission: int = 0
    occasions: int = 0
    name: NameReserved | None = None
    application: Reference | None = None
    originals: tuple[DocumentRef, ...] = ()
    signing_deadline: datetime | None = None
    last_signing_day: date | None = None
    authentication: Reference | None = None
    signatures: SignaturesCollected | None = None
    facts: Reference | None = None
    submitted_at: datetime | None = None
    decision: CaseDecided | None = None
    licence: LicenceIssued | None = None
    filed: FileHandedOver | None = None
    parked: dict[str, str] = field(default_factory=dict)
    retries: int = 0
    review_due: datetime | None = None
    extended: bool = False
    overdue: bool = False
    review_request_until: datetime | None = None

    @property
    def prepared(self) -> bool:
        """Handed in or given up: nothing more to prepare."""
        return self.stage is Stage.SUBMITTED or self.stage in ENDED

    def is_possible(self, step: Step) -> bool:
        """Whether it is the step's turn where the case stands now."""
        if step is Step.REQUEST_REVIEW and self.review_request_until is None:
            return False
        return self.stage in POSSIBLE_AT[step]

    @property
    def name_part(self) -> Reference | None:
        return self.name.part if self.name else None

    @property
    def confirmed_application(self) -> Reference:
        """The application as its applicant confirmed it; exists from the first signing window on."""
        assert self.application
        return self.application

    @property
    def deadline(self) -> datetime:
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

    def parts(self, *kinds: PartKind) -> dict[str, Reference]:
        """What the services left so far, of these kinds."""
        left = {
            PartKind.APPLICATION: self.application,
            PartKind.NAME: self.name_part,
            PartKind.AUTHENTICATION: self.authentication,
            PartKind.SIGNATURES: self.signatures.part if self.signatures else None,
            PartKind.FILING_FACTS: self.facts,
            PartKind.DECISION: self.decision.part if self.decision else None,
            PartKind.LICENCE: self.licence.part if self.licence else None,
        }
        return {kind: reference for kind in kinds if (reference := left[kind])}

    def file_documents(self) -> tuple[DocumentRef, ...]:
        """Everything the archive takes over, in the order of the file."""
        signed = self.signatures.documents if self.signatures else self.originals
        decided = self.decision.documents if self.decision else ()
        licensed = (self.licence.document,) if self.licence else ()
        return (*signed, *decided, *licensed)

    def closed(self) -> CaseClosed:
        return CaseClosed(
            application_no=self.opened.application_no,
            stage=self.stage,
            uscc=self.licence.uscc if self.licence else None,
            archive_no=self.filed.archive_no if self.filed else None,
            volume_name=self.filed.volume_name if self.filed else None,
        )

    def entering(self, at: datetime, *stages: Stage) -> tuple[StageEntered, ...]:
        """The timeline lines the filing service does not have yet, as if `stages` were entered now."""
        start = len(self.timeline)
        ahead = [StageEntered(number=start + i, stage=s, at=at) for i, s in enumerate(stages, 1)]
        return (*self.timeline[self.recorded :], *ahead)

    def enter(self, stage: Stage, at: datetime) -> None:
        self.stage = stage
        self.timeline.append(StageEntered(number=len(self.timeline) + 1, stage=stage, at=at))

    def next_deadline(self) -> tuple[str, datetime] | None:
        """What runs out first while the application is being prepared."""
        ends = []
        if self.stage in SIGNING and self.signing_deadline:
            ends.append(("signing deadline", self.signing_deadline))
        if self.name:
            ends.append(("name reservation", self.name.held_until))
        return min(ends, key=lambda end: end[1], default=None)

    def answer(self) -> StepTaken:
        return StepTaken(
            application_no=self.opened.application_no,
            stage=self.stage,
            signing_deadline=self.signing_deadline if self.stage in SIGNING else None,
            last_signing_day=self.last_signing_day if self.stage in SIGNING else None,
            name_held_until=self.name.held_until if self.name else None,
        )

    def describe(self) -> str:
        """Markdown for operators: what the case waits for and who must act. No personal data."""
        who, what = _WAITS_FOR.get(self.stage, ("nobody", "the case is closed"))
        if self.review_request_until:
            who, what = (
                "applicant",
                f"may ask for a person's review until {self.review_request_until:%Y-%m-%d %H:%M} UTC",
            )
        lines = [f"**{self.stage}** — waits for **{who}**: {what}"]
        if self.parked:
            lines.append("\n**NEEDS ATTENTION** — after mending the cause send the Update `retry`:\n")
            lines += [f"- {activity}: `{reason}`" for activity, reason in self.parked.items()]
        if self.stage in SIGNING and self.last_signing_day:
            lines.append(f"- signing deadline: end of {self.last_signing_day} (window {self.window})")
        if self.name:
            lines.append(f"- name reservation {self.name.reservation_no} until {self.name.held_until:%Y-%m-%d}")
        if self.decision:
            lines.append(f"- decision {self.decision.decision_no}: {self.decision.outcome}")
        if self.stage is Stage.MANUAL_REVIEW and self.review_due:
            extended = ", extended" if self.extended else ""
            lines.append(f"- review due {self.review_due:%Y-%m-%d %H:%M} UTC{extended}")
        if self.overdue:
            lines.append("- **review is OVERDUE** (条例 Art. 19)")
        if self.licence:
            lines.append(f"- code {self.licence.uscc}, licence {self.licence.licence_no}")
        if self.filed:
            lines.append(f"- archive volume {self.filed.volume_name}")
        lines.append("\n| # | stage | since (UTC) |\n|---|---|---|")
        lines += [f"| {e.number} | {e.stage} | {e.at:%Y-%m-%d %H:%M:%S} |" for e in self.timeline[-8:]]
        return "\n".join(lines)
