"""What a case remembers, and takes along when it goes on in a new run."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from catalogues.filing_types.words import Stage
from kernel.exchange import DocumentRef, Reference
from services.approval.contract import CaseDecided
from services.archive.contract import FiledBefore, FileHandedOver
from services.filing.contract.messages import SignerNamed, StageEntered
from services.licence.contract import LicenceIssued, LicenceVoided
from services.naming.contract import NameReserved
from services.register.contract.messages import FilingApplied, FilingOpened
from services.signing.contract import SignaturesCollected


class CaseState(BaseModel):
    """Changed only under the workflow's lock. Fields are only added, with defaults.

    `recorded` counts the lines of the timeline that the filing service has. `review_due` is the legal limit of an
    examiner's review. `review_request_until` is set while an automatic refusal can still be brought before a person;
    the case is not closed then, though its stage is REJECTED already; `refusal_stands` once it is closed.
    `correction_until` is set from a notice of correction until the corrected documents are confirmed.
    `earlier` is what the file holds of submissions that were returned, and of what the authority wrote on the way to
    its decision. `taken` are the steps of the last minute.
    `held` is the business that the filing is about, as the register keeps it for this one; `voided` the licence of it
    that the filing made void, if it made one; `replies` what the departments replied, `objections_until` the end of the
    time in which they may object. `file_until` is the limit for the file that another authority hands over,
    `file_papers` what was written of that. `reminded` are the limits of which the applicant was reminded, or it was too
    late to.
    """

    model_config = ConfigDict(extra="forbid")

    stage: Stage = Stage.DRAFT
    timeline: list[StageEntered] = []
    recorded: int = 0
    revision: int = 0
    window: int = 0
    submission: int = 0
    occasions: int = 0
    name: NameReserved | None = None
    application: Reference | None = None
    originals: tuple[DocumentRef, ...] = ()
    signers: tuple[SignerNamed, ...] = ()
    signing_deadline: datetime | None = None
    last_signing_day: date | None = None
    authentication: Reference | None = None
    signatures: SignaturesCollected | None = None
    facts: Reference | None = None
    register_facts: Reference | None = None
    submitted_at: datetime | None = None
    decision: CaseDecided | None = None
    registered: FilingApplied | None = None
    licence: LicenceIssued | None = None
    filed: FileHandedOver | None = None
    parked: dict[str, str] = {}
    retries: int = 0
    review_due: datetime | None = None
    extended: bool = False
    overdue: bool = False
    review_request_until: datetime | None = None
    refusal_stands: bool = False
    correction_until: datetime | None = None
    earlier: tuple[FiledBefore, ...] = ()
    taken: list[datetime] = []
    held: FilingOpened | None = None
    voided: LicenceVoided | None = None
    replies: Reference | None = None
    objections_until: datetime | None = None
    file_until: datetime | None = None
    file_papers: tuple[DocumentRef, ...] = ()
    reminded: tuple[tuple[str, datetime], ...] = ()
