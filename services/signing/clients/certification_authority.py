"""The certification authority over HTTP: certificates for one signing event, and the roots to believe."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography import x509
from pydantic import BaseModel, ValidationError

from kernel.errors import Defect, Outage

EVENT_SECONDS = 86_400
"""A day, the longest for one event. Its key is gone much sooner, but only while the certificate lasts can an archive
time stamp be added that proves it to have been good (ETSI EN 319 102-1)."""


@dataclass(frozen=True)
class Issued:
    """`chain` leads from the issuer to the root."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


class _Answer(BaseModel):
    certificate_pem: str
    chain_pem: str


class CertificationAuthority:
    """Safe to share between threads. Silence, failure and nonsense are Outage `signing.ca_unavailable`.

    With `roots` (a PEM file) only those are believed; else the authority's own, fetched once.
    """

    def __init__(self, url: str, timeout: float, roots: Path | None = None) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=2))
        self._lock = threading.Lock()
        self._roots = _checked(roots.read_bytes()) if roots else None

    def certify(self, *, request_id: str, csr_pem: str, common_name: str, serial: str) -> Issued:
        """A certificate for one signing event, on the key of the PKCS #10 request. Idempotency key: request_id.

        `serial` is the subject's serialNumber (X.520). Raises Defect when the authority calls the request wrong.
        """
        body = {
            "request_id": request_id,
            "csr_pem": csr_pem,
            "subject": {"common_name": common_name, "serial": serial},
            "kind": "event",
            "validity_seconds": EVENT_SECONDS,
        }
        try:
            response = self._client.post(f"{self._url}/certificates", json=body)
        except httpx.HTTPError:
            # Without the cause: its text may quote the request.
            raise _unavailable() from None
        if response.status_code in {400, 409, 422}:
            raise Defect("signing.ca_refused", str(response.status_code))
        if response.status_code not in {200, 201}:
            raise _unavailable()
        try:
            answer = _Answer.model_validate_json(response.content)
            certificate = x509.load_pem_x509_certificate(answer.certificate_pem.encode())
            return Issued(certificate, tuple(x509.load_pem_x509_certificates(answer.chain_pem.encode())))
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

    def close(self) -> None:
        self._client.close()


def _checked(pem: bytes) -> bytes:
    x509.load_pem_x509_certificates(pem)
    return pem


def _unavailable() -> Outage:
    return Outage(
        "signing.ca_unavailable",
        "电子认证服务暂时没有响应，您的签名尚未提交，请稍后再次点击“签署”",
        "The certification authority gives no answer; nothing was signed. Please press “sign” again shortly",
    )
