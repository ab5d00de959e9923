"""Whom we believe: root certificates, and what is known about revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

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
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, FreshnessReqType, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from kernel.pdf.keys import SigningKey, asn1_certificate, settled
from kernel.pdf.loops import run

_STRICT = CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("hard-fail"))
# A list counts however old it is: it still names who was revoked when it was made.
_AS_KNOWN = CertRevTrustPolicy(
    RevocationCheckingPolicy.from_legacy("soft-fail"),
    freshness=timedelta(days=36_525),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
)


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
        return [settled(asn1_crl.CertificateList.load(one, strict=True)) for one in self.crls]

    def context(
        self, *, moment: datetime | None = None, store: DocumentSecurityStore | None = None
    ) -> ValidationContext:
        """A fresh context for one operation: it remembers what it fetched, so it is never shared.

        `store` is the evidence a document carries; `moment` (default now) is when certificates must be valid.
        """
        certificates = [*store.load_certs()] if store else []
        return ValidationContext(
            trust_roots=self._roots,
            other_certs=[*self._intermediates, *certificates],
            crls=_newest([*self._crls, *(_embedded_crls(store) if store else ())]),
            moment=moment,
            allow_fetching=self.fetch,
            revinfo_policy=_STRICT if self.fetch else _AS_KNOWN,
        )

    def check_signer(self, key: SigningKey) -> None:
        """Raises `ValueError` unless a signature made now by `key` would be believed: its certificate is in force,
        leads to a root, and is one to sign documents with (RFC 5280, 4.2.1.3)."""
        chain = [asn1_certificate(link) for link in key.chain]
        validator = CertificateValidator(
            asn1_certificate(key.certificate), intermediate_certs=chain, validation_context=self.context()
        )
        try:
            run(validator.async_validate_usage({"non_repudiation"}))
        except (PathError, ValidationError) as error:
            raise ValueError("a certificate that nobody would believe") from error

    def past(self) -> PdfSignatureValidationSpec:
        """How to judge a signature by the proof its document carries (ETSI EN 319 102-1, 5.6.3); fetches nothing."""
        return PdfSignatureValidationSpec(
            SignatureValidationSpec(
                cert_validation_policy=CertValidationPolicySpec(
                    trust_manager=SimpleTrustManager.build(trust_roots=self._roots),
                    revinfo_policy=_AS_KNOWN,
                ),
                revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
                local_knowledge=LocalKnowledge(
                    known_crls=[CRLContainer(one) for one in self._crls],
                    # The roots too: their revocation lists are checked against certificates found here.
                    known_certs=[*self._roots, *self._intermediates],
                ),
            )
        )


def _certificates(pems: Sequence[bytes]) -> list[asn1_x509.Certificate]:
    return [one for pem in pems for one in _parsed(bytes(pem))]


@lru_cache(maxsize=64)
def _parsed(pem: bytes) -> tuple[asn1_x509.Certificate, ...]:
    # The same few roots are believed in every question, and a settled certificate may be read from any thread.
    return tuple(map(asn1_certificate, x509.load_pem_x509_certificates(pem)))


def _embedded_crls(store: DocumentSecurityStore) -> list[asn1_crl.CertificateList]:
    return [asn1_crl.CertificateList.load(reference.get_object().data) for reference in store.crls]


def _newest(crls: Sequence[asn1_crl.CertificateList]) -> list[asn1_crl.CertificateList]:
    """The newest list of each issuer: beside it an older one, from before a revocation, must not be heard."""
    newest: dict[bytes, asn1_crl.CertificateList] = {}
    for crl in crls:
        known = newest.get(crl.issuer.dump())
        if known is None or _issued(known) < _issued(crl):
            newest[crl.issuer.dump()] = crl
    return list(newest.values())


def _issued(crl: asn1_crl.CertificateList) -> datetime:
    issued: datetime = crl["tbs_cert_list"]["this_update"].native
    return issued
