"""Whom we believe: root certificates, and what is known about revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko_certvalidator import ValidationContext

from kernel.pdf.keys import asn1_certificate


@dataclass(frozen=True)
class Trust:
    """`roots` and `intermediates` are PEM (each may hold several certificates), `crls` DER.

    With `fetch`, revocation lists and OCSP answers come from the addresses the certificates name, and a certificate
    that names one but gets no answer is not accepted.
    """

    roots: Sequence[bytes]
    intermediates: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    fetch: bool = False

    def context(
        self,
        *,
        moment: datetime | None = None,
        crls: Sequence[bytes] = (),
        certificates: Sequence[x509.Certificate] = (),
    ) -> ValidationContext:
        """A fresh context for one operation: it remembers what it fetched, so it is never shared."""
        return ValidationContext(
            trust_roots=_certificates(self.roots),
            other_certs=_certificates(self.intermediates) + [asn1_certificate(one) for one in certificates],
            crls=[*self.crls, *crls],
            moment=moment,
            allow_fetching=self.fetch,
            revocation_mode="hard-fail" if self.fetch else "soft-fail",
        )


def _certificates(pems: Sequence[bytes]) -> list[asn1_x509.Certificate]:
    return [asn1_certificate(one) for pem in pems for one in x509.load_pem_x509_certificates(pem)]
