"""A certification authority: a root, an issuing CA below it, and every certificate it ever issued.

In law it is the third party of 电子签名法 第十六条; it keeps what it issued (电子签名法 第二十四条: five years
after expiry).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from kernel.pdf import certificate_names
from sandbox.journal import Journal
from sandbox.serving import Conflict
from sandbox.trust.kept_pairs import load_pair, names_address, save_pair

_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning, RFC 9336."""

_CRL_LASTS = timedelta(days=7)
_CRL_RENEWED_AFTER = timedelta(hours=1)
_LEAD = timedelta(seconds=5)
"""A list speaks of a moment a little past, so that it is never newer than a signature that relies on it."""


class Kind(StrEnum):
    """What a certificate is for: one signing event of a person, an organisation's seal, a time-stamp authority."""

    EVENT = "event"
    SEAL = "seal"
    TSA = "tsa"


class InvalidCertificateRequest(ValueError):
    """The request is not one this authority can certify; the message says why, without its content."""


@dataclass(frozen=True)
class Issuer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class CertificationAuthority:
    """Keys and journal live under `home` and are made at first start; `url` is where certificates say that
    issuers and revocation lists (RFC 5280) can be fetched. Its own certificates are made anew, for the same keys, when
    it is reached elsewhere than before."""

    def __init__(self, home: Path, url: str, now: datetime) -> None:
        self.url = url.rstrip("/")
        self.root = self._open_issuer(home, "root", None, now)
        self.issuing = self._open_issuer(home, "issuing", self.root, now)
        self._issued = Journal(home / "issued.jsonl")
        self._revoked = Journal(home / "revoked.jsonl")
        self._by_request = {entry["request_id"]: entry for entry in self._issued.entries()}
        self._by_serial = {entry["serial"]: entry for entry in self._by_request.values()}
        self._revocations = {entry["serial"]: entry for entry in self._revoked.entries()}
        self._lists: dict[str, tuple[datetime, bytes]] = {}

    def _open_issuer(self, home: Path, name: str, above: Issuer | None, now: datetime) -> Issuer:
        home.mkdir(parents=True, exist_ok=True)
        path = home / f"{name}.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        if path.exists():
            key, certificate = load_pair(path)
            if above is None or names_address(certificate, self.url):
                return Issuer(certificate, key)
        subject = _name(f"Kaiye sandbox {name} CA")
        builder = (
            _builder(subject, above.certificate.subject if above else subject, key.public_key(), now)
            .not_valid_after(now + timedelta(days=365 * (10 if above else 20)))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0 if above else 1), critical=True)
            .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
        )
        if above:
            builder = self._linked(builder, above, "root")
        signer = above.key if above else key
        certificate = builder.sign(signer, hashes.SHA256())
        save_pair(path, key, certificate)
        return Issuer(certificate, key)

    def _linked(self, builder: x509.CertificateBuilder, issuer: Issuer, name: str) -> x509.CertificateBuilder:
        """With the addresses of the issuer's certificate and of its revocation list."""
        where = x509.UniformResourceIdentifier
        crl = "crl" if name == "issuing" else "root.crl"
        return (
            builder.add_extension(_identifier(issuer), critical=False)
            .add_extension(
                x509.AuthorityInformationAccess(
                    [
                        x509.AccessDescription(
                            AuthorityInformationAccessOID.CA_ISSUERS, where(f"{self.url}/ca/{name}.cer")
                        )
                    ]
                ),
                critical=False,
            )
            .add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([where(f"{self.url}/ca/{crl}")], None, None, None)]),
                critical=False,
            )
        )

    def issue(
        self,
        *,
        request_id: str,
        csr_pem: str,
        common_name: str,
        serial_number: str | None,
        kind: Kind,
        validity: timedelta,
        now: datetime,
    ) -> dict[str, Any]:
        """Certify a P-256 key whose possession the PKCS #10 request proves. Idempotent by `request_id`.

        Raises Conflict when the id was used for something else, InvalidCertificateRequest for a bad request.
        """
        content = [csr_pem, common_name, serial_number or "", kind, str(validity.total_seconds())]
        digest = hashlib.sha256("\0".join(content).encode()).hexdigest()
        known = self._by_request.get(request_id)
        if known is not None:
            if known["digest"] != digest:
                raise Conflict
            return known
        certificate = self.certify(
            _proven_key(csr_pem),
            common_name=common_name,
            serial_number=serial_number,
            kind=kind,
            validity=validity,
            now=now,
        )
        entry = {
            "request_id": request_id,
            "digest": digest,
            "serial": f"{certificate.serial_number:x}",
            "kind": kind.value,
            "issued_at": now.isoformat(),
            "not_after": certificate.not_valid_after_utc.isoformat(),
            "certificate_pem": pem(certificate),
        }
        self._issued.append(entry, on_disk=True)
        self._by_request[request_id] = self._by_serial[entry["serial"]] = entry
        return entry

    def certify(
        self,
        key: ec.EllipticCurvePublicKey,
        *,
        common_name: str,
        serial_number: str | None,
        kind: Kind,
        validity: timedelta,
        now: datetime,
    ) -> x509.Certificate:
        issuer = self.issuing
        until = min(now + validity, issuer.certificate.not_valid_after_utc)
        builder = (
            _builder(_name(common_name, serial_number), issuer.certificate.subject, key, now)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        )
        if kind is Kind.TSA:
            # RFC 3161 §2.3: this purpose alone, and critical.
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            usage = _key_usage("digital_signature")
        else:
            purpose = x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
            usage = _key_usage("digital_signature", "content_commitment")
        builder = builder.add_extension(usage, critical=True).add_extension(purpose, critical=kind is Kind.TSA)
        return self._linked(builder, issuer, "issuing").sign(issuer.key, hashes.SHA256())

    def find(self, serial: str) -> dict[str, Any] | None:
        """The record of an issued certificate by its hexadecimal serial number."""
        return self._by_serial.get(serial)

    def issued(self) -> list[dict[str, Any]]:
        return list(self._by_serial.values())

    def revoke(self, serial: str, now: datetime) -> bool:
        """Idempotent by serial number; False for a certificate this authority did not issue."""
        if serial not in self._by_serial:
            return False
        if serial not in self._revocations:
            entry = {"serial": serial, "revoked_at": now.isoformat()}
            self._revoked.append(entry, on_disk=True)
            self._revocations[serial] = entry
            self._lists.clear()
        return True

    def is_revoked(self, serial: str) -> bool:
        return serial in self._revocations

    def revocation_list(self, of: str, now: datetime) -> bytes:
        """The DER list of the `issuing` or the `root` CA (RFC 5280 §5), renewed hourly and at each revocation."""
        made = self._lists.get(of)
        if made is None or now - made[0] > _CRL_RENEWED_AFTER:
            issuer = self.issuing if of == "issuing" else self.root
            revocations = list(self._revocations.values()) if of == "issuing" else []
            made = (now, _sign_list(issuer, revocations, now))
            self._lists[of] = made
        return made[1]

    @property
    def chain_pem(self) -> str:
        """Issuing CA, then root."""
        return pem(self.issuing.certificate) + pem(self.root.certificate)

    def close(self) -> None:
        self._issued.close()
        self._revoked.close()


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _name(common_name: str, serial_number: str | None = None) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kaiye sandbox trust services"),
        certificate_names.common_name(common_name),
    ]
    if serial_number:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial_number))
    return x509.Name(parts)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    """Valid from a minute ago, since the clocks of those who check may be behind."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _identifier(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    own = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own.value)


def _key_usage(*allowed: str) -> x509.KeyUsage:
    names = [
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    ]
    return x509.KeyUsage(**{name: name in allowed for name in names})


def _proven_key(csr_pem: str) -> ec.EllipticCurvePublicKey:
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        proven = request.is_signature_valid
        key = request.public_key()
    # What is no request makes the parser fail in any way it likes.
    except Exception as error:
        raise InvalidCertificateRequest("not a PKCS #10 request in PEM") from error
    if not proven:
        raise InvalidCertificateRequest("its signature does not prove possession of the key")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise InvalidCertificateRequest("the key is not on P-256")
    return key


def _sign_list(issuer: Issuer, revocations: list[dict[str, Any]], now: datetime) -> bytes:
    moments = [datetime.fromisoformat(entry["revoked_at"]) for entry in revocations]
    stated = max([now - _LEAD, *moments])
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(stated)
        .next_update(now + _CRL_LASTS)
        .add_extension(_identifier(issuer), critical=False)
        .add_extension(x509.CRLNumber(int(now.astimezone(UTC).timestamp() * 1000)), critical=False)
    )
    for entry, moment in zip(revocations, moments, strict=True):
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(int(entry["serial"], 16)).revocation_date(moment).build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
