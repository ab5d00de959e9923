"""A signing key held in memory, with its certificate and the certificates that lead to a trusted root."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from asn1crypto.core import Asn1Value
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from pyhanko.sign import Signer
from pyhanko.sign.attributes import CMSAttributeProvider, SigningCertificateV2Provider
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko_certvalidator.registry import SimpleCertificateStore

Parsed = TypeVar("Parsed", bound=Asn1Value)

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# The longest DER encoding of an ECDSA signature over P-256.
_LONGEST_SIGNATURE = 72


class SigningKey(Signer):
    """A P-256 key that is parsed once; one instance serves any number of threads.

    Raises `ValueError` for another kind of key, or for a certificate that is not this key's.
    """

    def __init__(
        self,
        private_key: EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        chain: Sequence[x509.Certificate] = (),
    ) -> None:
        if not isinstance(private_key, EllipticCurvePrivateKey) or not isinstance(private_key.curve, SECP256R1):
            raise ValueError("a signing key must be on curve P-256")
        if certificate.public_key() != private_key.public_key():
            raise ValueError("the certificate does not belong to the key")
        self._private_key = private_key
        self.certificate = certificate
        self.chain = tuple(chain)
        store = SimpleCertificateStore()
        store.register_multiple([asn1_certificate(link) for link in chain])
        # The validator knows the roots; embedding them again only makes documents larger.
        own = asn1_certificate(certificate)
        super().__init__(signing_cert=own, cert_registry=store, embed_roots=False)
        kind, value = SigningCertificateV2Provider.attribute_type, as_signing_certificate_v2(own)
        self._named_certificate = _Constant(simple_cms_attribute(kind, value))

    @classmethod
    def from_pem(
        cls, private_key: bytes, certificate: bytes, chain: bytes = b"", *, password: bytes | None = None
    ) -> SigningKey:
        """`certificate` may carry its chain after it; `chain` holds any number of certificates."""
        key = load_pem_private_key(private_key, password)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("a signing key must be on curve P-256")
        own, *links = x509.load_pem_x509_certificates(certificate)
        if chain.strip():
            links.extend(x509.load_pem_x509_certificates(chain))
        return cls(key, own, links)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_LONGEST_SIGNATURE)
        return self._private_key.sign(data, ECDSA(_HASHES[digest_algorithm]))

    def _signed_attr_providers(self, *given: Any, **named: Any) -> list[CMSAttributeProvider]:
        return [
            self._named_certificate if isinstance(provider, SigningCertificateV2Provider) else _Encoded(provider)
            for provider in super()._signed_attr_providers(*given, **named)
        ]

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:
        return _encoded(await super().signed_attrs(*given, **named))

    async def unsigned_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes | None:
        attributes = await super().unsigned_attrs(*given, **named)
        return attributes and _encoded(attributes)

    def signer_info(self, *given: Any, **named: Any) -> cms.SignerInfo:
        return _encoded(super().signer_info(*given, **named))


class _Encoded(CMSAttributeProvider):
    """Another provider's attribute, encoded once."""

    def __init__(self, provider: CMSAttributeProvider) -> None:
        self._provider = provider

    async def get_attribute(self, dry_run: bool = False) -> cms.CMSAttribute | None:
        attribute = await self._provider.get_attribute(dry_run)
        return attribute and _encoded(attribute)


class _Constant(CMSAttributeProvider):
    """An attribute that is the same in every signature of a key, built once."""

    def __init__(self, attribute: cms.CMSAttribute) -> None:
        self._encoded: bytes = attribute.dump()

    async def get_attribute(self, dry_run: bool = False) -> cms.CMSAttribute | None:
        return cms.CMSAttribute.load(self._encoded)


def _encoded(built: Parsed) -> Parsed:
    # The library encodes a value that was built, rather than parsed, anew whenever anything around it is looked at.
    parsed: Parsed = type(built).load(built.dump())
    return parsed


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return settled(asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)))


def settled(parsed: Parsed) -> Parsed:
    """`parsed`, safe to read from several threads: the library parses a value's parts in place when they are first
    asked for, and a second thread then meets a half-made value."""
    _ = parsed.native
    return parsed
