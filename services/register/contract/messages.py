"""What workflows ask of the register (登记簿), and what it answers."""

from __future__ import annotations

from datetime import date, datetime

from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import EntityKind
from kernel.exchange import Reference
from kernel.messages import CarriesParts, Message


class OpenFiling(CarriesParts):
    """Idempotency key: application_no + submission. Parts: `application`; without it, before anything is filled in
    (submission 0), nothing is counted.

    `uscc` is the entity a filing is about, or `about` the application that made its version in force; neither for an
    establishment, which has none yet.
    """

    application_no: str
    submission: int
    filing_type: str
    edition: str
    authority_code: str
    uscc: str | None = None
    about: str | None = None


class FilingOpened(Message):
    """`facts` is a `RegisterFactsPart` where something was counted; `entity` the `EntityPart` of the version in force,
    if there is one, with its code."""

    facts: Reference | None = None
    entity: Reference | None = None
    uscc: str | None = None


class ApplyFiling(CarriesParts):
    """Idempotency key: application_no. Parts: `application`, `authentication`, `decision`, and `name` if there is one.

    `uscc` is None where the filing creates the entity, of `entity_kind`; the register then gives it its code.
    `tells_naming`: a name is held for it, ends or is somebody else's from here on, and the register tells the naming
    service.
    """

    application_no: str
    filing_type: str
    edition: str
    authority_code: str
    uscc: str | None = None
    entity_kind: EntityKind = EntityKind.SOLE_TRADER
    tells_naming: bool = False


class FilingApplied(Message):
    """`entity` is an `EntityPart` of `version`."""

    uscc: str
    version: int
    established_on: date
    effective_on: date
    entity: Reference


class CloseFiling(Message):
    """Idempotency key: application_no. The filing changes nothing more: withdrawn, refused or given up."""

    application_no: str


class FilingClosed(Message):
    """`closed`: the filing was under way."""

    closed: bool


class ReadEntity(Message):
    """`version` None: the one in force. The part is deposited under `application_no`."""

    application_no: str
    uscc: str
    version: int | None = None


class EntityRead(Message):
    uscc: str
    version: int
    status: EntityStatus
    entity: Reference


class TurnSuspension(Message):
    """Idempotency key: application_no and the day. `application_no` is the filing that the rest was filed with last."""

    application_no: str


class SuspensionTurned(Message):
    """`next_at` is when the rest begins or is over, None where nothing is to come: it is over, or was filed anew.
    `entity` is there once it is over by itself: an `EntityPart` with the day."""

    next_at: datetime | None = None
    uscc: str | None = None
    entity: Reference | None = None


class TakeOverCodes(Message):
    """Idempotency key: each block. `codes` is the licence service's `CodesPart`, from when it gave codes itself."""

    codes: Reference


class CodesTakenOver(Message):
    """`ended`: the take-over had ended before."""

    blocks: int
    ended: bool


class TakeOver(Message):
    """Idempotency key: application_no. A business licensed before there was a register; references are the filing,
    approval and licence services' parts as they were deposited then. `licence` is None while its document is made."""

    application_no: str
    uscc: str
    registered_on: date
    application: Reference
    decision: Reference
    licence: Reference | None = None


class TakenOver(Message):
    """`new`: it was not in the register before."""

    new: bool


class EndTakeOver(Message):
    """Every business that was licensed before is in the register; from here on it gives codes."""


class TakeOverEnded(Message):
    entities: int


class ExamineRevocation(Message):
    """Idempotency key: revocation_no. From its acceptance on the business is marked, until it is decided."""

    revocation_no: str
    uscc: str
    about: str
    over: bool = False


class RevocationExamined(Message):
    """`marked`: the business is marked now."""

    marked: bool


class RevokeFiling(CarriesParts):
    """Idempotency key: revocation_no + whether it restores. Parts: `revocation`, which says what was decided."""

    revocation_no: str
    uscc: str
