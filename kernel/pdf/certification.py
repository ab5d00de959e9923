"""Asks a certification authority over HTTP for certificates, and for the roots by which others are believed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
from cryptography import x509
from pydantic import BaseModel, ValidationError

from kernel.connections import http_client
from kernel.errors import Defect, Outage


@dataclass(frozen=True)
class Issued:
    """`chain` leads from the issuer to the root."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


class _Answer(BaseModel):
    certificate_pem: str
    chain_pem: str


class CertificationAuthority:
    """Safe to share between threads. Silence, failure and nonsense are the Outage that `silent` makes.

    With `roots` (a PEM file) only those are believed; else the authority's own, fetched once. `mark` tells the address
    it is asked at from any other.
    """

    def __init__(self, url: str, timeout: float, silent: Callable[[], Outage], roots: Path | None = None) -> None:
        self._url = url.rstrip("/")
        self._silent = silent
        self._client = http_client(timeout)
        self._lock = threading.Lock()
        self._roots = _checked(roots.read_bytes()) if roots else None
        self.mark = hashlib.sha256(self._url.encode()).hexdigest()[:8]

    def certify(
        self,
        *,
        request_id: str,
        csr_pem: str,
        subject: Mapping[str, str],
        kind: Literal["event", "seal"],
        validity_seconds: int,
    ) -> Issued:
        """A certificate on the key of a PKCS #10 request. Idempotency key: request_id.

        Raises Defect `certification.refused` when the authority calls the request wrong.
        """
        body = {
            "request_id": request_id,
            "csr_pem": csr_pem,
            "subject": dict(subject),
            "kind": kind,
            "validity_seconds": validity_seconds,
        }
        try:
            response = self._client.post(f"{self._url}/certificates", json=body)
        except httpx.HTTPError:
            # Without the cause: its text may quote the request.
            raise self._silent() from None
        if response.status_code in {400, 409, 422}:
            raise Defect("certification.refused", str(response.status_code))
        if response.status_code not in {200, 201}:
            raise self._silent()
        try:
            answer = _Answer.model_validate_json(response.content)
            certificate = x509.load_pem_x509_certificate(answer.certificate_pem.encode())
            return Issued(certificate, tuple(x509.load_pem_x509_certificates(answer.chain_pem.encode())))
        except (ValidationError, ValueError):
            raise self._silent() from None

    def roots(self) -> Sequence[bytes]:
        """The root certificates in PEM."""
        with self._lock:
            if self._roots is None:
                self._roots = self._fetched(f"{self._url}/roots.pem", _checked)
            return [self._roots]

    def revocation_list(self, address: str) -> bytes:
        """The list at `address` in DER, as it is now."""
        return self._fetched(address, _checked_list)

    def close(self) -> None:
        self._client.close()

    def _fetched(self, address: str, checked: Callable[[bytes], bytes]) -> bytes:
        try:
            return checked(self._client.get(address).raise_for_status().content)
        except (httpx.HTTPError, ValueError):
            raise self._silent() from None


def _checked(pem: bytes) -> bytes:
    x509.load_pem_x509_certificates(pem)
    return pem


def _checked_list(der: bytes) -> bytes:
    x509.load_der_x509_crl(der)
    return der
