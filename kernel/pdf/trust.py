"""Whom we believe: root certificates, and what is known about revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from kernel.pdf.keys import asn1_certificate

_LENIENT = "soft-fail"
_STRICT = "hard-fail"


@dataclass(frozen=True)
class Trust:
    """`roots` and `intermediates` are PEM (each may hold several certificates), `crls` DER.

    With `fetch`, revocation lists and OCSP answers come from the addresses the certificates name, and a certificate
    that names one but gets no answer is not accepted. Without it only what is given or embedded is looked at.
    """

    roots: Sequence[bytes]
    intermediates: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    fetch: bool = False

    def __post_init__(self) -> None:
        # A wrong root is our mistake, and must not look later as if somebody's document were unreadable.
        _ = (self._roots, self._intermediates, self._crls)

    @cached_property
    def _roots(self) -> list[asn1_x509.Certificate]:
        return _certificates(self.roots)

    @cached_property
    def _intermediates(self) -> list[asn1_x509.Certificate]:
        return _certificates(self.intermediates)

    @cached_property
    def _crls(self) -> list[asn1_crl.CertificateList]:
        return [asn1_crl.CertificateList.load(one, strict=True) for one in self.crls]

    def context(
        self, *, moment: datetime | None = None, store: DocumentSecurityStore | None = None
    ) -> ValidationContext:
        """A fresh context for one operation: it remembers what it fetched, so it is never shared.

        `store` is the evidence a document carries; `moment` (default now) is when certificates must be valid.
        """
        arguments: dict[str, Any] = {
            "trust_roots": self._roots,
            "other_certs": self._intermediates,
            "crls": self._crls,
            "moment": moment,
            "allow_fetching": self.fetch,
            "revocation_mode": _STRICT if self.fetch else _LENIENT,
        }
        return ValidationContext(**arguments) if store is None else store.as_validation_context(arguments)

    def past(self) -> PdfSignatureValidationSpec:
        """How to judge a signature by the proof its document carries (ETSI EN 319 102-1, 5.6.3); fetches nothing."""
        return PdfSignatureValidationSpec(
            SignatureValidationSpec(
                cert_validation_policy=CertValidationPolicySpec(
                    trust_manager=SimpleTrustManager.build(trust_roots=self._roots),
                    revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy(_LENIENT)),
                ),
                revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
                local_knowledge=LocalKnowledge(
                    known_crls=[CRLContainer(one) for one in self._crls],
                    known_certs=self._intermediates,
                ),
            )
        )


def _certificates(pems: Sequence[bytes]) -> list[asn1_x509.Certificate]:
    return [asn1_certificate(one) for pem in pems for one in x509.load_pem_x509_certificates(pem)]
