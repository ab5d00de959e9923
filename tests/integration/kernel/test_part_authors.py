"""Whoever has the exchange's key and the store's can put parts there; readers take none of them."""

from __future__ import annotations

import base64
import copy
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.authors import Authors, pinned, private_key, public_key
from kernel.errors import Defect
from kernel.exchange import Exchange, Made, Reference
from kernel.settings import ExchangeSettings
from tests.fixtures.services.keys import RING, as_author
from tests.servers import RunningObjectStore

OTHERS_KEY = base64.b64encode(os.urandom(32)).decode()


class Decided(BaseModel):
    outcome: str


INVENTED = Decided(outcome="APPROVE")


class Silent(Authors):
    """Leaves parts as a release did that did not sign."""

    def sign(self, case: str, kind: PartKind, digest: str) -> bytes:
        return b""


def with_authors(exchange: Exchange, authors: Authors) -> Exchange:
    other = copy.copy(exchange)
    other.authors = authors
    return other


@pytest.fixture
def exchange(object_store: RunningObjectStore) -> Exchange:
    given: dict[str, Any] = {**object_store.settings, "codec_keys": RING, "exchange_keys": RING}
    return as_author(Exchange(ExchangeSettings(**given)), PartKind.LICENCE)


@pytest.fixture
def case() -> str:
    return f"case-{os.urandom(6).hex()}"


def _unsigned(exchange: Exchange) -> Exchange:
    return with_authors(exchange, Silent(None, None, {}))


def _with_a_key_of_ones_own(exchange: Exchange) -> Exchange:
    pins = pinned(f"approval:{public_key(OTHERS_KEY)}")
    return with_authors(exchange, Authors("approval", private_key(OTHERS_KEY), pins))


def _as_another_service(exchange: Exchange) -> Exchange:
    """Filing's genuine key, used to say that approval wrote it."""
    pins = pinned(f"filing:{public_key(OTHERS_KEY)}")
    exchange.authors = replace(exchange.authors, keys={**exchange.authors.keys, **pins})
    return with_authors(exchange, Authors("approval", private_key(OTHERS_KEY), pins))


FORGERS = (_unsigned, _with_a_key_of_ones_own, _as_another_service)
WAYS: dict[str, Callable[[Exchange, str], Reference]] = {
    "alone": lambda exchange, case: exchange.deposit(case, PartKind.DECISION, INVENTED),
    "enclosed": lambda exchange, case: exchange.enclose(case, PartKind.DECISION, INVENTED),
    "with documents": lambda exchange, case: exchange.deposit_step(
        case, PartKind.DECISION, INVENTED, [Made("decision_notice", b"%PDF", 1), Made("review_sheet", b"%PDF 2", 1)]
    )[0],
}
every_way = pytest.mark.parametrize("leave", WAYS.values(), ids=list(WAYS))


@every_way
@pytest.mark.parametrize("forger", FORGERS)
def test_an_invented_decision_is_refused(
    exchange: Exchange, case: str, forger: Callable[[Exchange], Exchange], leave: Callable[[Exchange, str], Reference]
) -> None:
    """However it lies there: the genuine one of the same content is read, the invented one is not."""
    reference = leave(forger(exchange), case)
    with pytest.raises(Defect, match=r"exchange\.(unsigned|another_author)"):
        exchange.collect(reference, Decided, PartKind.DECISION)
    genuine = leave(as_author(exchange, PartKind.DECISION), case)
    assert exchange.collect(genuine, Decided, PartKind.DECISION) == INVENTED
    with pytest.raises(Defect, match=r"exchange\.another_author"):
        exchange.collect(genuine, Decided, PartKind.EXTENSION)


def test_a_genuine_part_is_not_moved_to_another_case(exchange: Exchange, case: str) -> None:
    """Encrypted anew under another case's name it is not what its author said."""
    genuine = as_author(exchange, PartKind.DECISION).deposit(case, PartKind.DECISION, INVENTED)
    stored = exchange._read(genuine.key)
    moved = genuine.model_copy(update={"key": genuine.key.replace("case-", "other-")})
    exchange._write(moved.key, stored)
    with pytest.raises(Defect, match=r"exchange\.another_author"):
        exchange.collect(moved, Decided, PartKind.DECISION)


@every_way
def test_parts_of_before_are_read_and_no_new_ones_like_them(
    exchange: Exchange, case: str, leave: Callable[[Exchange, str], Reference]
) -> None:
    """A part without signature counts by the store's clock, an enclosed one by the books of who kept it."""
    reference = leave(_unsigned(exchange), case)
    now = datetime.now(UTC)
    since = {
        name: with_authors(exchange, replace(exchange.authors, signed_since=at))
        for name, at in {
            "upgraded later": now + timedelta(minutes=1),
            "upgraded before": now - timedelta(minutes=1),
        }.items()
    }
    assert since["upgraded later"].collect(reference, Decided, PartKind.DECISION, kept_at=now) == INVENTED
    with pytest.raises(Defect, match=r"exchange\.unsigned"):
        since["upgraded before"].collect(reference, Decided, PartKind.DECISION, kept_at=now)
    if reference.key.startswith("enclosed/"):
        with pytest.raises(Defect, match=r"exchange\.unsigned"):
            since["upgraded later"].collect(reference, Decided, PartKind.DECISION)


def test_the_same_part_lies_where_it_lay(exchange: Exchange, case: str) -> None:
    """A signature does not change with time; a new key changes it, and neither reference nor digest."""
    author = as_author(exchange, PartKind.DECISION)
    first = WAYS["with documents"](author, case)
    assert WAYS["with documents"](author, case) == first
    again = WAYS["with documents"](_with_a_key_of_ones_own(exchange), case)
    assert again == first
    assert first.digest == hashlib.sha256(INVENTED.model_dump_json().encode()).hexdigest()
