"""One service hands on, with its own act, what the workflow asks of another: the engine is spared an activity.

The request is the other service's own message, which the carrier does not read. The reference of a part of the same
application, which only services hold, is the carrier's proof (`kernel/references_handed.py`).
"""

from __future__ import annotations

from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from catalogues.filing_types.words import PartKind
from kernel.bundles import MARK
from kernel.errors import Defect, not_found
from kernel.exchange import Exchange, Reference
from kernel.messages import Carried, Message
from kernel.references_handed import OtherService

Asked = TypeVar("Asked", bound=Message)
Shown = TypeVar("Shown", bound="OfApplication")
_ANSWER: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class Held(BaseModel):
    """The reference of a part: where it lies in the exchange, and its digest, which nobody guesses."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(pattern=r"^([a-z]+/)?[0-9]{23}/[a-z_]{1,40}/[0-9a-f]{32}(#[a-z_]{1,40})?\.json$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class HandedOn(BaseModel, Generic[Asked]):
    """`request` as a workflow would ask it; `held` is the proof that a service carries it."""

    model_config = ConfigDict(extra="forbid")

    held: Held
    request: Asked


class OfApplication(BaseModel):
    """What every part says; whoever is asked may want to know more of what it is shown."""

    application_no: str


class _Handed(BaseModel):
    held: Reference
    request: Carried


class HandsOn(Protocol):
    def hand_on(self, path: str, held: Reference, request: Carried) -> Carried: ...


class Carrier:
    """To one other service. Safe to share between threads. `refusals` as in `OtherService`."""

    def __init__(self, name: str, url: str, *, refusals: frozenset[str] = frozenset()) -> None:
        self._name = name
        self._service = OtherService(name, url, refusals=refusals)

    def hand_on(self, path: str, held: Reference, request: Carried) -> Carried:
        """The other service's answer; asked again it answers alike. Raises Outage `<name>.unavailable`, one of
        `refusals`, and Defect `<name>.declined`."""
        answer = self._service.ask(path, _Handed(held=held, request=request))
        try:
            return _ANSWER.validate_json(answer)
        except ValidationError as error:
            raise Defect(f"{self._name}.declined", "unintelligible") from error

    def close(self) -> None:
        self._service.close()


def check_held(exchange: Exchange, held: Held, kind: PartKind, application_no: str, *named: str) -> None:
    """Raises Refusal `<kind>.not_found` unless `held` is the reference of such a part of this application, and of no
    other is spoken in what is asked (`named`)."""
    shown(exchange, held, kind, OfApplication, application_no, *named)


def shown(
    exchange: Exchange, held: Held, kind: PartKind, model: type[Shown], application_no: str, *named: str
) -> Shown:
    """As `check_held`, and what the part says."""
    reference = Reference(key=held.key, digest=held.digest)
    try:
        part = exchange.collect(reference, model, kind) if _holds(kind, held.key) else None
    except Defect:
        part = None
    if part is None or {part.application_no, *named} != {application_no}:
        raise not_found(kind, "没有找到该申请", "There is no such application")
    return part


def _holds(kind: str, key: str) -> bool:
    """A part lies in an object of its own, or in one with the documents of its step."""
    return key.endswith(f"{MARK}{kind}.json") or (MARK not in key and f"/{kind}/" in key)
