"""A signing key is on P-256 and belongs to its certificate."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from kernel.pdf.keys import SigningKey

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def certificate(key: PrivateKey, name: str = "经营者") -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (x509.CertificateBuilder(subject, subject, key.public_key(), 7, start, start + timedelta(days=1))).sign(
        key, hashes.SHA256()
    )


def pem(part: PrivateKey | x509.Certificate, password: bytes | None = None) -> bytes:
    if isinstance(part, x509.Certificate):
        return part.public_bytes(Encoding.PEM)
    protection = BestAvailableEncryption(password) if password else NoEncryption()
    return part.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


def test_signs_with_the_certified_key() -> None:
    """What the key signs, the certificate's public key verifies."""
    private = ec.generate_private_key(ec.SECP256R1())
    key = SigningKey.from_pem(pem(private), pem(certificate(private)))
    signature = asyncio.run(key.async_sign_raw(b"document", "sha256"))
    public = key.certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, b"document", ec.ECDSA(hashes.SHA256()))
    assert len(asyncio.run(key.async_sign_raw(b"document", "sha256", dry_run=True))) >= len(signature)


def test_opens_an_encrypted_key() -> None:
    """A password-protected PEM key opens with its password and not without."""
    private = ec.generate_private_key(ec.SECP256R1())
    locked = pem(private, b"open sesame")
    assert SigningKey.from_pem(locked, pem(certificate(private)), password=b"open sesame").subject_name == "经营者"
    with pytest.raises(TypeError):
        SigningKey.from_pem(locked, pem(certificate(private)))


def test_takes_the_chain_from_either_place() -> None:
    """Chain certificates may follow the own one or stand apart, and are embedded in signatures."""
    private, issuer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    link = certificate(issuer, "签发机构")
    own = pem(certificate(private))
    for key in (
        SigningKey.from_pem(pem(private), own + pem(link)),
        SigningKey.from_pem(pem(private), own, pem(link)),
    ):
        assert key.chain == (link,)
        assert [one.subject.native["common_name"] for one in key.cert_registry] == ["签发机构"]


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())], ids=["RSA", "P-384"]
)
def test_refuses_another_kind_of_key(key: PrivateKey) -> None:
    """Only P-256 is accepted: other kinds are slower or misread by common readers."""
    with pytest.raises(ValueError, match="P-256"):
        SigningKey.from_pem(pem(key), pem(certificate(key)))


def test_refuses_somebody_elses_certificate() -> None:
    """A certificate for another key would make signatures nobody can verify."""
    mine, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ValueError, match="does not belong"):
        SigningKey.from_pem(pem(mine), pem(certificate(theirs)))
