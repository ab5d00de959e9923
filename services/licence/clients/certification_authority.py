"""What the licence service asks certification authorities for: seal certificates, and what was revoked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509

from kernel.errors import Outage
from kernel.pdf.certification import CertificationAuthority

SEAL_SECONDS = 5 * 365 * 86_400
_LIST_KEPT_SECONDS = 600


def silent() -> Outage:
    """The authority gives no answer, or none that can be used."""
    return Outage("licence.ca_unavailable")


@dataclass(frozen=True)
class _Kept:
    content: bytes
    next_update: datetime
    fetched: float


class RevocationLists:
    """Lists of revoked certificates, kept for some minutes, or longer while they are in force and the authority is
    silent. Safe to share between threads."""

    def __init__(self, authority: CertificationAuthority) -> None:
        self._authority = authority
        self._lock = threading.Lock()
        self._lists: dict[str, _Kept] = {}

    def at(self, addresses: Iterable[str]) -> Sequence[bytes]:
        """In DER. Raises Outage `licence.ca_unavailable`."""
        return [self._list(address) for address in addresses]

    def _list(self, address: str) -> bytes:
        with self._lock:
            kept = self._lists.get(address)
        if kept is not None and time.monotonic() - kept.fetched < _LIST_KEPT_SECONDS:
            return kept.content
        try:
            content = self._authority.revocation_list(address)
        except Outage:
            if kept is None or kept.next_update <= datetime.now(UTC):
                raise
            return kept.content
        next_update = x509.load_der_x509_crl(content).next_update_utc or datetime.now(UTC)
        with self._lock:
            self._lists[address] = _Kept(content, next_update, time.monotonic())
        return content


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
