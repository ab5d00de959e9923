"""A service's audit trail as a file: a JSON object a line, and at its end the service's word for all of it.

The first line says whose trail it is, what of it was asked for, by whom and when. The last one is a compact JWS (RFC
7515) with the key of the service's parts over how many lines there are and their SHA-256: whoever takes a line away,
adds one or cuts the file off has no such word. Files of several services may follow each other in one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kernel.authors import Authors
from kernel.canonical import canonical_json

KEEPERS = ("identity", "filing", "signing", "approval", "register", "licence", "archive")
"""The services that keep a trail."""
_TYPE, _VERSION, _SIGNATURE = "trail", "1", "signature"


class AskedTrail(BaseModel):
    """What of a trail is asked for: from a moment on, before another, about one case or thing, by one account; `of`:
    about or by any of these, which is how what concerns one person is found; `most`: no more lines than that."""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    about: Annotated[str | None, Field(pattern=r"^[0-9A-Za-z_./#-]{1,100}$")] = None
    actor: Annotated[str | None, Field(pattern=r"^[0-9A-Za-z_.:-]{1,100}$")] = None
    of: Annotated[list[Annotated[str, Field(pattern=r"^[0-9A-Za-z_.:/#-]{1,100}$")]] | None, Field(max_length=60)] = (
        None
    )
    most: Annotated[int | None, Field(ge=1, le=100_000)] = None


class AskedPerson(BaseModel):
    """Whose cases and accounts are looked for: told in a body, hashed with the service's own key, kept nowhere."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"id_document_type": "10", "id_number": "140102198801011232"}]}
    )

    id_document_type: Annotated[str, Field(pattern=r"^[0-9]{2}$")] = "10"
    id_number: Annotated[str, Field(pattern=r"^[0-9A-Za-z()-]{5,30}$")]


class OfPerson(BaseModel):
    """References of accounts, cases and entities, to ask trails `of`."""

    of: list[str]


@dataclass(frozen=True)
class Trail:
    """A trail that its service signed. `head` is its first line."""

    service: str
    head: Mapping[str, Any]
    lines: int


class NotSigned(Exception):
    """No trail as its service gave it out; the message says why."""


def exported(
    authors: Authors, asked: AskedTrail, by: str, now: datetime, lines: Iterable[Mapping[str, Any]]
) -> Iterator[bytes]:
    """Line by line; `by` is the account that asked. A file without its last line was cut off."""
    what = {name: _told(value) for name, value in asked.model_dump(exclude_none=True).items()}
    head = {"trail": _VERSION, "service": authors.own, "asked": what, "asked_by": by, "at": _told(now)}
    digest, count = hashlib.sha256(), 0
    for told in chain((head,), islice(lines, asked.most)):
        line = canonical_json({name: _told(value) for name, value in told.items() if value is not None}) + b"\n"
        digest.update(line)
        count += 1
        yield line
    yield canonical_json({_SIGNATURE: authors.say(_TYPE, _word(authors.own, count, digest.hexdigest()))}) + b"\n"


def checked(content: bytes, authors: Authors) -> list[Trail]:
    """Every trail in a file, in its order. Raises NotSigned for one that is not as it was given out."""
    found, block = [], bytearray()
    count = 0
    for line in content.splitlines(keepends=True):
        if not line.startswith(b'{"signature":'):
            block += line
            count += 1
            continue
        found.append(_checked(bytes(block), count, line, authors))
        block, count = bytearray(), 0
    if block or not found:
        raise NotSigned("it was cut off, or signed by nobody")
    return found


def _checked(block: bytes, count: int, last: bytes, authors: Authors) -> Trail:
    try:
        head = json.loads(block.partition(b"\n")[0])
        service, text = str(head["service"]), str(json.loads(last)[_SIGNATURE])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotSigned("it is no trail") from None
    word = authors.said(service, _TYPE, text.encode())
    if word is None or not _one_way(text) or last != canonical_json({_SIGNATURE: text}) + b"\n":
        raise NotSigned(f"the word at its end is not that of {service}")
    if word != _word(service, count, hashlib.sha256(block).hexdigest()):
        raise NotSigned(f"a line of the trail of {service} was changed, added or taken away")
    return Trail(service, head, count - 1)


def _word(service: str | None, count: int, digest: str) -> bytes:
    return canonical_json({"iss": service, "lines": count, "sha256": digest})


def _one_way(text: str) -> bool:
    """Whether its signature is written the one way base64url has for these bytes."""
    signature = text.rpartition(".")[2]
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == signature


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
