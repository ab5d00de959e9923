"""What the archive service promises to workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Literal

from pydantic import Field
from temporalio import activity

from kernel.exchange import DocumentRef
from kernel.messages import CarriesParts, Message

TASK_QUEUE = "archive"


class FiledBefore(Message):
    """A document of an earlier stage: what was signed in the `submission` that was returned, or what the authority
    wrote on the way. `outcome` is that of the decision it tells, `made_at` when it was written; None where unknown."""

    document: DocumentRef
    submission: int
    outcome: str | None = None
    made_at: datetime | None = None


class HandOverFile(CarriesParts):
    """Idempotency key: application_no. Parts: `application` (of a revocation, the one that it is about), and
    `revocation`, `name`, `decision`, `entity` (`entity_before` where the register stays as it is), `licence_voided`,
    `replies`, `licence` where there are any; `uscc`, `entity` and `licence` are not there for a refused or withdrawn
    establishment. `documents` are of the last submission and its decision, `earlier` all before them, in the order in
    which they came."""

    application_no: str
    business_type: str = Field(pattern="^[0-9]{2}$")
    authority_code: str
    outcome: Literal["LICENSED", "REJECTED", "WITHDRAWN", "REVOKED"]
    uscc: str | None
    documents: tuple[DocumentRef, ...]
    earlier: tuple[FiledBefore, ...] = ()


class FileHandedOver(Message):
    """Archive number and volume name as in the notice (`14021300A000010-20220222`)."""

    archive_no: str
    volume_name: str
    filed_at: datetime
    package_sha256: str


class StandMove(CarriesParts):
    """Idempotency key: application_no, and the moment: what is due by then is done. Parts: `entity_before`, the version
    that the authority left behind is responsible for. `to_authority` is the one that asks for the file."""

    application_no: str
    uscc: str
    to_authority: str


class MoveStands(Message):
    """`status`: the file was asked for, has left, is received, or did not come in time. `next_at` is the next alarm, or
    the limit, which is `until`; None where nothing is to come. `papers` are letter, manifest and receipt."""

    status: Literal["REQUESTED", "HANDED_OVER", "RECEIVED", "OVERDUE"]
    until: datetime
    next_at: datetime | None = None
    papers: tuple[DocumentRef, ...] = ()


class FiledLater(Message):
    """A document that came after its volume was filed, and when it was written."""

    document: DocumentRef
    made_at: datetime


class AddSupplement(Message):
    """Idempotency key: application_no + occasion, which names what the documents are about."""

    application_no: str
    occasion: str = Field(min_length=1, max_length=64)
    documents: tuple[FiledLater, ...] = Field(min_length=1)


class SupplementAdded(Message):
    """`14021300A000010-20220222-B1` is the first supplement of that volume."""

    supplement_name: str
    package_sha256: str


class ArchiveActivities(ABC):
    @abstractmethod
    @activity.defn(name="archive.hand_over_file")
    def hand_over_file(self, request: HandOverFile) -> FileHandedOver:
        """Arrange, number, package and store the file for good (电子档案移交, 通知 2.3)."""

    @abstractmethod
    @activity.defn(name="archive.stand_move")
    def stand_move(self, request: StandMove) -> MoveStands:
        """Ask another authority for the file of a business, and say how that stands (条例 Art. 27; 实施细则 Art. 62).
        Where the systems of both are connected the file is examined, handed over and received at once. Refusal
        `archive.move_not_whole` where the stored file is damaged; Outage `archive.volume_not_filed`; Defect
        `archive.no_file` where the other authority has none."""

    @abstractmethod
    @activity.defn(name="archive.add_supplement")
    def add_supplement(self, request: AddSupplement) -> SupplementAdded:
        """File what came after a volume was sealed: a package of its own, which names the package before it by digest;
        its documents go on in the volume's inventory. Outage `archive.volume_not_filed` while there is no volume."""
