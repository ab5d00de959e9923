"""A key for one act of signing, certified under the signer's name and never written down."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from uuid_utils import uuid7

from kernel.pdf.certificate_names import common_name
from kernel.pdf.keys import SigningKey
from kernel.pdf.trust import Trust
from services.signing.clients.certification_authority import EVENT_SECONDS, silent
from services.signing.operations.resources import Resources


def certify_event(resources: Resources, name: str, person: str) -> SigningKey:
    """A fresh P-256 key with an event certificate: common name `name`, serial number a keyed hash of `person`.

    It exists only in this process and ends with the act (电子签名法 Art. 13(1), (2)); a later try makes another.
    Raises Outage `signing.ca_unavailable`, also for a certificate that is not the key's or leads to no root we believe.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    request = (
        x509.CertificateSigningRequestBuilder().subject_name(x509.Name([common_name(name)])).sign(key, hashes.SHA256())
    )
    issued = resources.authority.certify(
        request_id=str(uuid7()),
        csr_pem=request.public_bytes(Encoding.PEM).decode("ascii"),
        subject={"common_name": name, "serial": resources.hash(f"signing-certificate:{person}")},
        kind="event",
        validity_seconds=EVENT_SECONDS,
    )
    try:
        certified = SigningKey(key, issued.certificate, issued.chain)
        Trust(roots=resources.authority.roots()).check_signer(certified)
    except ValueError:
        raise silent() from None
    return certified
