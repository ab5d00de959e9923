"""Parts and documents in the real store: what is kept, how often it is asked, and what is found when altered."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.bundles import Recent
from kernel.counters import Work, counted
from kernel.errors import Defect, Outage, Refusal
from kernel.exchange import DocumentRef, Exchange, Made, Reference
from kernel.handing_on import Held, check_held
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.settings import ExchangeSettings
from tests.fixtures.services.keys import RING, as_author
from tests.servers import RunningObjectStore

ORIGINALS = {"application_form": os.urandom(50_000), "name_commitment": os.urandom(30_000)}
ADDED = os.urandom(2_000)


class Told(BaseModel):
    outcome: str


@pytest.fixture(scope="module")
def settings(object_store: RunningObjectStore) -> ExchangeSettings:
    given: dict[str, Any] = {**object_store.settings, "codec_keys": RING, "exchange_keys": RING}
    return ExchangeSettings(**given)


@pytest.fixture(scope="module")
def store(settings: ExchangeSettings) -> ObjectStore:
    return ObjectStore(settings)


@pytest.fixture
def exchange(settings: ExchangeSettings, store: ObjectStore) -> Exchange:
    return as_author(Exchange(settings, store), PartKind.DECISION)


@pytest.fixture
def case() -> str:
    return f"case-{os.urandom(6).hex()}"


def made(contents: dict[str, bytes], onto: list[DocumentRef] | None = None) -> list[Made]:
    bases = {one.kind: (one, ORIGINALS[one.kind]) for one in onto or ()}
    return [Made(kind, content, 1, onto=bases.get(kind)) for kind, content in contents.items()]


def spent(work: Callable[[], Any]) -> dict[Work, float]:
    before = counted()
    work()
    return {kind: total - before[kind] for kind, total in counted().items()}


def signed(exchange: Exchange, case: str) -> list[DocumentRef]:
    originals = exchange.deposit_documents(case, made(ORIGINALS))
    after = {kind: content + ADDED for kind, content in ORIGINALS.items()}
    return exchange.deposit_documents(case, made(after, originals))


def test_one_step_is_one_object(exchange: Exchange, case: str) -> None:
    """The documents of one step are written with one request, the same ones under the same keys, each by its kind."""
    first = exchange.deposit_documents(case, made(ORIGINALS))
    cost = spent(lambda: exchange.deposit_documents(case, made(ORIGINALS)))
    assert (cost[Work.OBJECT_WRITTEN], exchange.deposit_documents(case, made(ORIGINALS))) == (1, first)
    assert [exchange.collect_document(one) for one in reversed(first)] == list(reversed(ORIGINALS.values()))


def test_what_was_signed_is_not_kept_twice(exchange: Exchange, case: str) -> None:
    """A signed document costs what signing added, and is collected whole."""
    originals = exchange.deposit_documents(case, made(ORIGINALS))
    after = {kind: content + ADDED for kind, content in ORIGINALS.items()}
    cost = spent(lambda: exchange.deposit_documents(case, made(after, originals)))
    assert cost[Work.BYTES_WRITTEN] < 2 * len(ADDED) + 1_000
    assert exchange.collect_documents(signed(exchange, case), as_stored=True) == list(after.values())


def test_every_signer_adds_to_the_last(exchange: Exchange, case: str) -> None:
    """A document of several signers leads back to its original through every one of them."""
    content, [reference] = b"%PDF original", exchange.deposit_documents(case, [Made("a", b"%PDF original", 1)])
    for number in range(5):
        more = content + f" signature {number}".encode()
        [reference] = exchange.deposit_documents(case, [Made("a", more, 1, onto=(reference, content))])
        content = more
    assert exchange.collect_documents([reference], as_stored=True) == [content]


def test_no_increment_is_kept_whole(exchange: Exchange, case: str) -> None:
    """A document that does not begin with what it is said to be made from is kept as it is."""
    originals = exchange.deposit_documents(case, made(ORIGINALS))
    other = {kind: content[:-1] + ADDED for kind, content in ORIGINALS.items()}
    assert exchange.collect_documents(exchange.deposit_documents(case, made(other, originals))) == list(other.values())


def test_read_again_without_asking(exchange: Exchange, case: str) -> None:
    """What this process wrote a moment ago it does not ask for; whoever takes over asks for each object once."""
    references = signed(exchange, case)
    assert spent(lambda: exchange.collect_documents(references))[Work.OBJECT_READ] == 0
    assert spent(lambda: exchange.collect_documents(references, as_stored=True))[Work.OBJECT_READ] == 2


def test_taking_over_looks_into_the_store(
    exchange: Exchange, store: ObjectStore, settings: ExchangeSettings, case: str
) -> None:
    """A byte altered in the store, of a signature or of the original beneath it, is found however lately it was
    read."""
    for place in (0, 1):
        references = signed(exchange, f"{case}{place}")
        key = references[0].key if place == 0 else exchange.deposit_documents(f"{case}{place}", made(ORIGINALS))[0].key
        key = key.partition("#")[0]
        altered = bytearray(store.get(settings.exchange_bucket, key))
        altered[-1] ^= 1
        store.put(settings.exchange_bucket, key, bytes(altered))
        assert exchange.collect_documents(references)
        with pytest.raises(Defect, match=r"keyring\.tampered"):
            exchange.collect_documents(references, as_stored=True)


def test_deposited_before(exchange: Exchange, store: ObjectStore, settings: ExchangeSettings, case: str) -> None:
    """A document deposited when each lay alone and was not deflated is collected as ever, and can be signed."""
    content = ORIGINALS["application_form"]
    key = f"{case}/application_form/{sha256_hex(content)[:32]}"
    key_id, encrypted = KeyRing.parse(RING).encrypt(content, key.encode())
    store.put(settings.exchange_bucket, key, key_id.encode() + b"\n" + encrypted)
    old = DocumentRef(kind="application_form", key=key, sha256=sha256_hex(content), sm3=sm3_hex(content), pages=1)
    assert exchange.collect_document(old) == content
    [after] = exchange.deposit_documents(case, [Made(old.kind, content + ADDED, 1, onto=(old, content))])
    assert exchange.collect_documents([after], as_stored=True) == [content + ADDED]


def test_nothing_is_remembered_that_was_not_kept(
    exchange: Exchange, object_store: RunningObjectStore, case: str
) -> None:
    """A store that dies while a step is written leaves an Outage and no document; written again, all is there."""
    with object_store.down(), pytest.raises(Outage):
        exchange.deposit_documents(case, made(ORIGINALS))
    [first, *_] = again = exchange.deposit_documents(f"{case}-1", made(ORIGINALS))
    never = first.model_copy(update={"key": first.key.replace(f"{case}-1", case)})
    with pytest.raises(Defect, match=r"objects\.absent"):
        exchange.collect_document(never)
    assert exchange.collect_documents(again, as_stored=True) == list(ORIGINALS.values())


def test_a_part_lies_with_its_documents(exchange: Exchange, case: str) -> None:
    """Part and documents of one step are one object; each is collected by its reference, the part checked as ever."""
    told = Told(outcome="APPROVE")
    before = counted()
    reference, documents = exchange.deposit_step(case, PartKind.DECISION, told, made(ORIGINALS))
    assert counted()[Work.OBJECT_WRITTEN] - before[Work.OBJECT_WRITTEN] == 1
    assert exchange.deposit_step(case, PartKind.DECISION, told, made(ORIGINALS)) == (reference, documents)
    assert exchange.collect(reference, Told, PartKind.DECISION) == told
    assert exchange.collect_documents(documents, as_stored=True) == list(ORIGINALS.values())
    other, _ = exchange.deposit_step(case, PartKind.DECISION, Told(outcome="REJECT"), made(ORIGINALS))
    with pytest.raises(Defect, match=r"exchange\.altered"):
        exchange.collect(other.model_copy(update={"digest": reference.digest}), Told, PartKind.DECISION)


class OfApplication(BaseModel):
    application_no: str


@pytest.mark.parametrize("contents", [ORIGINALS, {"licence": b"%PDF sealed"}], ids=["several", "one"])
def test_a_part_beside_documents_proves_who_holds_it(exchange: Exchange, contents: dict[str, bytes]) -> None:
    """As one that lies alone: for its own application and as what it is, wherever the documents give the object its
    name."""
    number = f"{secrets.randbelow(10**23):023d}"
    part = OfApplication(application_no=number)
    reference, _ = exchange.deposit_step(number, PartKind.DECISION, part, made(contents))
    held = Held(key=reference.key, digest=reference.digest)
    check_held(exchange, held, PartKind.DECISION, number, number)
    for kind, named in (
        (PartKind.ENTITY, number),
        (PartKind.LICENCE, number),
        (PartKind.DECISION, "0" * 23),
    ):
        with pytest.raises(Refusal):
            check_held(exchange, held, kind, number, named)


def test_an_answer_lies_in_its_reference(exchange: Exchange, case: str) -> None:
    """It costs no request and shows nothing to who has no key; another's answer in its place is found."""
    told, other = Told(outcome="APPROVE"), Told(outcome="REJECT")
    before = counted()
    reference, changed = (exchange.enclose(case, PartKind.DECISION, each) for each in (told, other))
    assert exchange.collect(reference, Told, PartKind.DECISION) == told
    assert counted() == before
    assert "APPROVE" not in reference.key
    place, _, enclosed = reference.key.partition("#")
    for key, code in {
        changed.key: "exchange.altered",
        f"{place}-2#{enclosed}": "keyring.tampered",
        f"{place}#{enclosed.replace('#', '')}": "exchange.altered",
        f"{place}#{enclosed[:-9]}": "exchange.altered",
    }.items():
        with pytest.raises(Defect) as found:
            exchange.collect(Reference(key=key, digest=reference.digest), Told, PartKind.DECISION)
        assert found.value.code == code and enclosed[-20:] not in str(found.value)


def test_no_such_document(exchange: Exchange, case: str) -> None:
    """A kind that an object does not hold, and one whose digest is another, are altered documents."""
    first, second = exchange.deposit_documents(case, made(ORIGINALS))
    absent = first.model_copy(update={"key": first.key.replace(first.kind, "licence")})
    swapped = first.model_copy(update={"key": second.key})
    for reference in (absent, swapped):
        with pytest.raises(Defect, match=r"exchange\.altered"):
            exchange.collect_document(reference)


def test_memory_is_bounded() -> None:
    """Beyond its bytes the oldest objects are forgotten, and one that would fill it is never held."""
    recent = Recent(100)
    for number in range(10):
        recent.keep("place", str(number), bytes(20))
    recent.keep("place", "large", bytes(60))
    assert [number for number in range(10) if recent.get("place", str(number))] == [5, 6, 7, 8, 9]
    assert recent.get("place", "large") is None
