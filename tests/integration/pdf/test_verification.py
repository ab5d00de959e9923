"""Every change to a signed document is found, and proof outlives the certificates it rests on."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kernel.errors import Refusal
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.pdf.verification import Verification, verify
from tests.integration.pdf.conftest import Authority

CONTAINER = re.compile(rb"/Contents <([0-9A-Fa-f]{1000,})>")


@pytest.fixture(scope="module")
def signed(document: bytes, signer: SigningKey) -> bytes:
    return sign(document, signer, field="甲")


@pytest.fixture(scope="module")
def sealed(document: bytes, seal: SigningKey, timestamper: TimestampAuthority, trust: Trust) -> bytes:
    return sign(document, seal, field="登记机关", level="B-LTA", timestamper=timestamper, trust=trust)


def codes(verification: Verification) -> list[str]:
    return [problem.code for problem in verification.problems]


def edited(pdf: bytes) -> bytes:
    """The same file with other words on its first page, added as an increment."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def in_order(pdf: bytes, authority: Authority) -> bool:
    """Whether `pdf` verifies; a file too damaged to read does not."""
    try:
        return verify(pdf, [authority.root]).ok
    except Refusal:
        return False


@pytest.mark.parametrize("kind", ["signed", "sealed"])
def test_any_flipped_byte_is_found(request: pytest.FixtureRequest, authority: Authority, kind: str) -> None:
    """One bit changed at any of 150 places outside the last signature's own container is never in order."""
    pdf: bytes = request.getfixturevalue(kind)
    *_, container = CONTAINER.finditer(pdf)
    start, end = container.span(1)
    places = [place for place in range(len(pdf)) if not start <= place < end]
    for place in random.Random(20261103).sample(places, 150):
        damaged = bytearray(pdf)
        damaged[place] ^= 1
        assert not in_order(bytes(damaged), authority), place


def test_a_changed_word_is_named_as_such(authority: Authority, signed: bytes) -> None:
    """Bytes changed under the signature show as not intact, with the reason in words."""
    place = signed.index(b"/Title") + 12
    damaged = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    verification = verify(damaged, [authority.root])
    assert not verification.signatures[0].intact
    assert codes(verification) == ["bytes_altered"]
    assert verification.problems[0].zh == "签名所覆盖的内容与签名不符"


@pytest.mark.parametrize("kind", ["signed", "sealed"])
def test_an_edited_page_is_found(request: pytest.FixtureRequest, authority: Authority, kind: str) -> None:
    """A page replaced by an increment leaves every signed byte intact, and is found all the same."""
    verification = verify(edited(request.getfixturevalue(kind)), [authority.root])
    (signature,) = verification.signatures
    assert signature.intact
    assert signature.modification_level == "OTHER"
    assert not signature.covers_whole_document
    assert not verification.ok
    assert "altered" in codes(verification)


def test_something_hidden_behind_the_signature_is_found(
    authority: Authority, document: bytes, signer: SigningKey
) -> None:
    """The room left over in the container must be empty."""
    signed, end = b"", 0
    while signed[end - 2 : end] != b"00":  # a signature of the greatest length leaves no room
        signed = sign(document, signer, field="甲")
        *_, container = CONTAINER.finditer(signed)
        end = container.end(1)
    verification = verify(signed[: end - 2] + b"FF" + signed[end:], [authority.root])
    assert codes(verification) == ["bytes_altered"]


def test_an_unknown_root_is_not_trusted(document: bytes, signer: SigningKey, signed: bytes) -> None:
    """Intact and valid is not enough: the issuer has to be known."""
    verification = verify(signed, [])
    (signature,) = verification.signatures
    assert (signature.intact, signature.valid, signature.trusted) == (True, True, False)
    assert codes(verification) == ["untrusted"]


def test_a_day_certificate_without_proof_expires(authority: Authority, signed: bytes) -> None:
    """A level B signature made with a certificate for one day says nothing a month later."""
    assert verify(signed, [authority.root]).ok
    later = datetime.now(UTC) + timedelta(days=30)
    assert codes(verify(signed, [authority.root], moment=later)) == ["expired"]


@pytest.mark.parametrize("years", [1, 8])
def test_proof_outlives_the_certificate(
    authority: Authority,
    document: bytes,
    signer: SigningKey,
    timestamper: TimestampAuthority,
    trust: Trust,
    years: int,
) -> None:
    """A B-LTA signature made with the same one-day certificate is in order years later."""
    lasting = sign(document, signer, field="甲", level="B-LTA", timestamper=timestamper, trust=trust)
    later = datetime.now(UTC) + timedelta(days=365 * years)
    verification = verify(lasting, [authority.root], moment=later)
    assert verification.ok, verification.problems


def test_a_certificate_revoked_before_is_found(
    authority: Authority, document: bytes, timestamper: TimestampAuthority
) -> None:
    """A signature made after revocation is not in order for somebody who has the revocation list."""
    key = authority.key("已吊销")
    authority.revoke(key)
    pdf = sign(document, key, field="甲", level="B-T", timestamper=timestamper)
    assert codes(verify(pdf, [authority.root], crls=[authority.revocation_list()])) == ["revoked"]


def test_a_certificate_revoked_afterwards_does_not_undo_a_proven_signature(
    authority: Authority, document: bytes, timestamper: TimestampAuthority, trust: Trust
) -> None:
    """The timestamp shows that the signature is older than the revocation."""
    key = authority.key("后来吊销")
    proven = sign(document, key, field="甲", level="B-LTA", timestamper=timestamper, trust=trust)
    claimed = sign(document, key, field="甲")
    # Revocation lists (RFC 5280, 5.1.2.4) count whole seconds.
    time.sleep(1.1)
    authority.revoke(key)
    crls = [authority.revocation_list()]
    assert verify(proven, [authority.root], crls=crls).ok
    assert codes(verify(claimed, [authority.root], crls=crls)) == ["revoked"]
