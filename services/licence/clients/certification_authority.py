"""The certification authority over HTTP: seal certificates, the roots to believe, and lists of what was revoked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from cryptography import x509
from pydantic import BaseModel, ValidationError

from kernel.errors import Defect, Outage

SEAL_SECONDS = 5 * 365 * 86_400
_LIST_KEPT_SECONDS = 600


class _Answer(BaseModel):
    certificate_pem: str
    chain_pem: str


@dataclass(frozen=True)
class _Kept:
    content: bytes
    next_update: datetime
    fetched: float


class CertificationAuthority:
    """Safe to share between threads. Silence, failure and nonsense are Outage `licence.ca_unavailable`.

    With `roots` (a PEM file) only those are believed; else the authority's own, fetched once.
    """

    def __init__(self, url: str, timeout: float, roots: Path | None = None) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=min(2, timeout)))
        self._lock = threading.Lock()
        self._lists: dict[str, _Kept] = {}
        self._roots = _checked(roots.read_bytes()) if roots else None

    def certify_seal(self, *, request_id: str, csr_pem: str, common_name: str) -> tuple[bytes, bytes]:
        """Certificate and chain in PEM for the key of a PKCS #10 request. Idempotency key: request_id.

        Raises Defect when the authority calls the request wrong.
        """
        body = {
            "request_id": request_id,
            "csr_pem": csr_pem,
            "subject": {"common_name": common_name},
            "kind": "seal",
            "validity_seconds": SEAL_SECONDS,
        }
        try:
            response = self._client.post(f"{self._url}/certificates", json=body)
        except httpx.HTTPError as error:
            raise _unavailable() from error
        if response.status_code in {400, 409, 422}:
            raise Defect("licence.ca_refused", str(response.status_code))
        if response.status_code not in {200, 201}:
            raise _unavailable()
        try:
            answer = _Answer.model_validate_json(response.content)
            certificate, chain = answer.certificate_pem.encode(), answer.chain_pem.encode()
            return _checked(certificate), _checked(chain)
        except (ValidationError, ValueError):
            raise _unavailable() from None

    def roots(self) -> Sequence[bytes]:
        """The root certificates in PEM."""
        with self._lock:
            if self._roots is None:
                try:
                    response = self._client.get(f"{self._url}/roots.pem")
                    response.raise_for_status()
                    self._roots = _checked(response.content)
                except (httpx.HTTPError, ValueError):
                    raise _unavailable() from None
            return [self._roots]

    def revocation_lists(self, addresses: Iterable[str]) -> Sequence[bytes]:
        """The lists at these addresses in DER, some minutes old at most, or older while they are still in force."""
        return [self._revocation_list(address) for address in addresses]

    def _revocation_list(self, address: str) -> bytes:
        with self._lock:
            kept = self._lists.get(address)
        if kept is not None and time.monotonic() - kept.fetched < _LIST_KEPT_SECONDS:
            return kept.content
        try:
            response = self._client.get(address)
            response.raise_for_status()
            parsed = x509.load_der_x509_crl(response.content)
            fresh = _Kept(response.content, parsed.next_update_utc or datetime.now(UTC), time.monotonic())
        except (httpx.HTTPError, ValueError):
            if kept is None or kept.next_update <= datetime.now(UTC):
                raise _unavailable() from None
            return kept.content
        with self._lock:
            self._lists[address] = fresh
        return fresh.content

    def close(self) -> None:
        self._client.close()


def revocation_addresses(certificates: Iterable[x509.Certificate]) -> tuple[str, ...]:
    """Where certificates say that their issuers' revocation lists are (RFC 5280, 4.2.1.13)."""
    found: dict[str, None] = {}
    for certificate in certificates:
        try:
            points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        except x509.ExtensionNotFound:
            continue
        for point in points:
            for name in point.full_name or ():
                if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith("http"):
                    found[name.value] = None
    return tuple(found)


def _checked(pem: bytes) -> bytes:
    x509.load_pem_x509_certificates(pem)
    return pem


def _unavailable() -> Outage:
    return Outage("licence.ca_unavailable")
