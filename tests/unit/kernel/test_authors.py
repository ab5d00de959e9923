"""Who signs which part, and whose signature is believed."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws

from catalogues.filing_types.words import PartKind
from kernel.authors import NOBODY, Authors, apart, pinned, private_key, public_key
from kernel.errors import Defect

CASE, DIGEST = "14021301202001010000017", "0" * 64


def _secret() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _service(name: str, secret: str, pins: str, since: datetime | None = None) -> Authors:
    return Authors(name, private_key(secret), pinned(pins), since)


@pytest.mark.parametrize("kind", PartKind)
def test_every_kind_has_one_author_who_alone_is_believed(kind: PartKind) -> None:
    """What its author signed is read; no other service signs it, nor does what it signs pass for it."""
    secrets = {
        name: _secret()
        for name in ("identity", "naming", "filing", "signing", "approval", "register", "licence", "notice")
    }
    pins = ",".join(f"{name}:{public_key(secret)}" for name, secret in secrets.items())
    services = {name: _service(name, secret, pins) for name, secret in secrets.items()}
    signature, _ = apart(services[kind.author].sign(CASE, kind, DIGEST) + b"{}")
    assert signature is not None
    services["licence"].check(signature, CASE, kind, DIGEST)
    for name in services.keys() - {kind.author}:
        with pytest.raises(Defect, match=r"exchange\.another_author"):
            services[name].sign(CASE, kind, DIGEST)
        own = next(each for each in PartKind if each.author == name)
        theirs, _ = apart(services[name].sign(CASE, own, DIGEST) + b"{}")
        assert theirs is not None
        with pytest.raises(Defect, match=r"exchange\.another_author"):
            services["licence"].check(theirs, CASE, kind, DIGEST)


def test_a_signature_says_one_thing() -> None:
    """It holds for its case, kind and digest only, under a pinned key only, and is a JWS that anybody can read."""
    secret = _secret()
    approval = _service("approval", secret, f"approval:{public_key(secret)}")
    signature, part = apart(approval.sign(CASE, PartKind.DECISION, DIGEST) + b'{"a": 1}')
    assert signature is not None and part == b'{"a": 1}'
    read = jws.deserialize_compact(signature, private_key(secret), algorithms=["Ed25519"])
    assert read.payload.decode() == (f'{{"iss":"approval","kind":"decision","sha256":"{DIGEST}","sub":"{CASE}"}}')
    header, payload, _ = signature.split(b".")
    stranger = _service("approval", other := _secret(), f"approval:{public_key(other)}")
    for said, case, kind, digest in (
        (signature, CASE[::-1], PartKind.DECISION, DIGEST),
        (signature, CASE, PartKind.EXTENSION, DIGEST),
        (signature, CASE, PartKind.DECISION, "1" * 64),
        (signature[:-4] + b"AAAA", CASE, PartKind.DECISION, DIGEST),
        (header + b"." + payload + b".", CASE, PartKind.DECISION, DIGEST),
        (b"eyJhbGciOiJub25lIn0." + payload + b".", CASE, PartKind.DECISION, DIGEST),
        (stranger.sign(CASE, PartKind.DECISION, DIGEST).strip(), CASE, PartKind.DECISION, DIGEST),
        (b"no signature", CASE, PartKind.DECISION, DIGEST),
    ):
        with pytest.raises(Defect, match=r"exchange\.another_author"):
            approval.check(said, case, kind, digest)


def test_a_key_is_changed_while_both_are_believed() -> None:
    """With both pinned, readers take parts under either; the service signs with the one it has."""
    old, new = _secret(), _secret()
    both = f"approval:{public_key(old)}, approval:{public_key(new)}"
    before, after = _service("approval", old, both), _service("approval", new, both)
    for writer, reader in ((before, after), (after, before)):
        signature, _ = apart(writer.sign(CASE, PartKind.DECISION, DIGEST) + b"{}")
        assert signature is not None
        reader.check(signature, CASE, PartKind.DECISION, DIGEST)


def test_whoever_has_no_key_leaves_nothing() -> None:
    """A program that only looks into the exchange cannot leave a part, and reads none."""
    with pytest.raises(Defect, match=r"exchange\.another_author"):
        NOBODY.sign(CASE, PartKind.DECISION, DIGEST)


@pytest.mark.parametrize("pins", ["approval:short", "approval", "approval:" + "!" * 43])
def test_a_malformed_pin_stops_the_start(pins: str) -> None:
    """It is found when the service is wired."""
    with pytest.raises(Defect, match=r"authors\.malformed"):
        pinned(pins)


@pytest.mark.parametrize("secret", ["", "c2hvcnQ=", "not base64 at all!"])
def test_a_malformed_key_is_not_quoted(secret: str) -> None:
    """The message says what is expected."""
    with pytest.raises(Defect, match=r"authors\.malformed") as found:
        private_key(secret)
    assert not secret or secret not in str(found.value)


class _Given:
    part_authors = f"approval:{public_key(base64.b64encode(bytes(32)).decode())}"
    parts_signed_since: datetime | None = None

    def __init__(self, key: str) -> None:
        self.part_key_text = key


def test_a_key_that_nobody_believes_stops_the_start() -> None:
    """A service whose public key is not pinned, or is pinned for another one, does not begin to write."""
    key = base64.b64encode(bytes(32)).decode()
    assert Authors.of("approval", _Given(key)).own == "approval"
    for service, given in (("approval", _secret()), ("licence", key)):
        with pytest.raises(Defect, match=r"authors\.own_key_not_pinned"):
            Authors.of(service, _Given(given))


def test_what_was_left_before_there_were_signatures() -> None:
    """Counts as unsigned then only where that moment is known, on both sides."""
    since = datetime(2026, 12, 1, tzinfo=UTC)
    authors = Authors(None, None, {}, since)
    assert authors.was_unsigned(since - timedelta(seconds=1))
    assert not authors.was_unsigned(since)
    assert not authors.was_unsigned(None)
    assert not NOBODY.was_unsigned(since - timedelta(days=1))
