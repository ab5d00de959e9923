"""A certificate and a time stamp are looked at as they come, since what is signed with them is not examined again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from kernel.errors import Outage
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import BelievedTimestamp, TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.pdf.verification import verify
from tests.integration.pdf.conftest import Authority


@pytest.fixture(scope="module")
def strangers() -> Trust:
    """Somebody who believes another root."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    root = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Trust(roots=[root.public_bytes(Encoding.PEM)])


class _AboutAnother(TimestampAuthority):
    """Answers with a good token over something else."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> ContentInfo:
        return await super().async_timestamp(bytes(len(message_digest)), md_algorithm)


def test_a_believed_time_is_the_one_a_verifier_reads(
    document: bytes, signer: SigningKey, authority: Authority, timestamper: TimestampAuthority
) -> None:
    """What is known of the time stamp when it comes is what is found in the finished file."""
    timestamp = BelievedTimestamp(timestamper, Trust(roots=[authority.root]))
    signed = sign(document, signer, field="operator", level="B-T", timestamper=timestamp)
    (found,) = verify(signed, [authority.root]).signatures
    assert found.ok and found.timestamped_at == timestamp.at


def test_a_stranger_gives_no_time(
    document: bytes, signer: SigningKey, timestamper: TimestampAuthority, strangers: Trust
) -> None:
    """The token of an authority that leads to no root we believe signs nothing."""
    with pytest.raises(Outage, match=r"timestamps\.refused"):
        sign(
            document,
            signer,
            field="operator",
            level="B-T",
            timestamper=BelievedTimestamp(timestamper, strangers),
        )


def test_a_time_stamp_of_something_else_is_none(document: bytes, signer: SigningKey, authority: Authority) -> None:
    """A genuine token that is over other bytes signs nothing."""
    with _AboutAnother(f"{authority.url}/tsa") as another:
        timestamp = BelievedTimestamp(another, Trust(roots=[authority.root]))
        with pytest.raises(Outage, match=r"timestamps\.refused"):
            sign(document, signer, field="operator", level="B-T", timestamper=timestamp)
    assert timestamp.at is None


def test_nobody_signs_with_a_certificate_that_nobody_believes(
    signer: SigningKey, authority: Authority, strangers: Trust
) -> None:
    """One that leads to a root we believe is taken, any other is not."""
    Trust(roots=[authority.root]).check_signer(signer)
    with pytest.raises(ValueError, match="believe"):
        strangers.check_signer(signer)
