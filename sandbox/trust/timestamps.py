"""A time-stamp authority (RFC 3161): binds a digest to a moment, and never sees the document."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec

from kernel.pdf.keys import SigningKey, asn1_certificate
from sandbox.trust.authority import CertificationAuthority, Kind
from sandbox.trust.kept_pairs import load_pair, names_address, save_pair

POLICY = "2.25.96914786421867420113257061520385164203"
"""This sandbox's time-stamp policy (an OID below 2.25 needs no registration)."""

_DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}


class Refused(Exception):
    """The request is answered with a rejection; `failure` is a PKIFailureInfo name of RFC 3161 §2.4.2."""

    def __init__(self, failure: str, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason


class _Rejection(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """A TimeStampResp without a token (RFC 3161 §2.4.2); asn1crypto's own cannot do without."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo)]


class TimeStampAuthority:
    """Its key and certificate are made at first start below `home`, certified by `authority`; the certificate anew,
    for the same key, when the authority is reached elsewhere than before."""

    def __init__(self, home: Path, authority: CertificationAuthority, now: datetime) -> None:
        path = home / "tsa.pem"
        kept = load_pair(path) if path.exists() else None
        if kept is None or not names_address(kept[1], authority.url):
            key = kept[0] if kept else ec.generate_private_key(ec.SECP256R1())
            certificate = authority.certify(
                key.public_key(),
                common_name="Kaiye sandbox TSA",
                serial_number=None,
                kind=Kind.TSA,
                validity=timedelta(days=365 * 9),
                now=now,
            )
            save_pair(path, key, certificate)
        key, certificate = load_pair(path)
        self.certificate = certificate
        self._signer = SigningKey(key, certificate, [authority.issuing.certificate])
        self._name = asn1_certificate(certificate).subject

    async def answer(self, query: bytes, now: datetime) -> bytes:
        """A DER TimeStampResp for a DER TimeStampReq. A request that cannot be granted gets a rejection in
        the same protocol, never an HTTP error."""
        try:
            request = _parsed(query)
            token = await self._token(request, now)
        except Refused as refusal:
            status = tsp.PKIStatusInfo(
                {
                    "status": "rejection",
                    "status_string": [refusal.reason],
                    "fail_info": {refusal.failure},
                }
            )
            return bytes(_Rejection({"status": status}).dump())
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return bytes(tsp.TimeStampResp({"status": granted, "time_stamp_token": token}).dump())

    async def _token(self, request: tsp.TimeStampReq, now: datetime) -> cms.ContentInfo:
        info: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": request["message_imprint"],
            # RFC 3161 §2.4.2: up to 160 bits, unique even after a crash, so drawn and not counted.
            "serial_number": secrets.randbits(128) | 1 << 127,
            "gen_time": now,
            "accuracy": {"seconds": 1},
            "ordering": False,
            "tsa": asn1_x509.GeneralName("directory_name", self._name),
        }
        if request["nonce"].native is not None:
            info["nonce"] = request["nonce"]
        content = core.ParsableOctetString(tsp.TSTInfo(info).dump())
        token = await self._signer.async_sign_general_data(
            cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": content}),
            "sha256",
            detached=False,
            use_cades=True,
        )
        if not request["cert_req"].native:
            del token["content"]["certificates"]
        return token


def _parsed(query: bytes) -> tsp.TimeStampReq:
    try:
        request = tsp.TimeStampReq.load(query, strict=True)
        native = request.native
        imprint = request["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
    # What is no request makes the parser fail in any way it likes.
    except Exception as error:
        raise Refused("bad_data_format", "not a TimeStampReq") from error
    if native["version"] != "v1":
        raise Refused("bad_request", "only version 1 is known")
    if algorithm not in _DIGEST_SIZES:
        raise Refused("bad_alg", "accepted digests: SHA-256, SHA-384, SHA-512")
    if len(imprint["hashed_message"].native) != _DIGEST_SIZES[algorithm]:
        raise Refused("bad_data_format", "the digest has the wrong length")
    if native["req_policy"] not in (None, POLICY):
        raise Refused("unaccepted_policy", f"the only policy is {POLICY}")
    if native["extensions"]:
        raise Refused("unaccepted_extensions", "no extension is known")
    return request
