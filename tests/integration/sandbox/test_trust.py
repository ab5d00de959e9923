"""Certificates, revocation lists and time stamps, judged by OpenSSL, pyHanko and our own verifier."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import typst
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

from kernel.errors import Outage, Refusal
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.pdf.verification import verify
from tests.integration.sandbox.conftest import Sandbox

NUMBERS = itertools.count(1)
DER = serialization.Encoding.DER


def csr(key: Any) -> str:
    request = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def apply(sandbox: Sandbox, csr_pem: str, **changes: Any) -> httpx.Response:
    body = {
        "request_id": f"test-{next(NUMBERS)}",
        "csr_pem": csr_pem,
        "subject": {"common_name": "穆静", "serial": "SHA256:0a1b"},
        "kind": "event",
        "validity_seconds": 3600,
        **changes,
    }
    return httpx.post(f"{sandbox.trust}/ca/certificates", json=body)


def signing_key(sandbox: Sandbox, **changes: Any) -> tuple[SigningKey, str]:
    private = ec.generate_private_key(ec.SECP256R1())
    issued = apply(sandbox, csr(private), **changes).raise_for_status().json()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey.from_pem(pem, issued["certificate_pem"].encode(), issued["chain_pem"].encode()), issued["serial"]


def fetched(sandbox: Sandbox, path: str) -> bytes:
    return httpx.get(f"{sandbox.trust}{path}").raise_for_status().content


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return bytes(typst.compile(b"Application")) + b"\n"


def test_chain_and_revocation_lists(sandbox: Sandbox, tmp_path: Path) -> None:
    """OpenSSL builds the path to the root and finds a current list for every certificate on it."""
    issued = apply(sandbox, csr(ec.generate_private_key(ec.SECP256R1()))).raise_for_status().json()
    (tmp_path / "own.pem").write_text(issued["certificate_pem"])
    (tmp_path / "chain.pem").write_text(issued["chain_pem"])
    (tmp_path / "root.pem").write_bytes(fetched(sandbox, "/ca/roots.pem"))
    lists = [x509.load_der_x509_crl(fetched(sandbox, path)) for path in ("/ca/crl", "/ca/root.crl")]
    (tmp_path / "crl.pem").write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in lists))
    files = ("-CAfile", "root.pem", "-untrusted", "chain.pem", "-CRLfile", "crl.pem", "own.pem")
    said = openssl("verify", "-x509_strict", "-crl_check_all", *files, at=tmp_path)
    assert said.strip() == "own.pem: OK"


def test_profile_of_a_signing_event(sandbox: Sandbox) -> None:
    """A signer's certificate names the person and allows signatures that cannot be repudiated, for its time only."""
    issued = apply(sandbox, csr(ec.generate_private_key(ec.SECP256R1())), validity_seconds=600).json()
    certificate = x509.load_pem_x509_certificate(issued["certificate_pem"].encode())
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert certificate.subject.rfc4514_string().startswith("2.5.4.5=SHA256:0a1b,CN=穆静,")
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (True, True, True)
    assert not usage.value.key_cert_sign
    lasts = certificate.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(seconds=590) < lasts <= timedelta(seconds=600)
    assert issued["serial"] == f"{certificate.serial_number:x}"


def test_profile_of_the_time_stamp_authority(sandbox: Sandbox) -> None:
    """Time stamping is its only purpose, and critical (RFC 3161, 2.3)."""
    certificate = x509.load_pem_x509_certificate(fetched(sandbox, "/tsa/certificate.pem"))
    purpose = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert purpose.critical
    assert list(purpose.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_issued_once(sandbox: Sandbox) -> None:
    """A repeated request id gets the same certificate even after a crash, and no other one."""
    request = csr(ec.generate_private_key(ec.SECP256R1()))
    first = apply(sandbox, request, request_id="once").json()
    sandbox.restart()
    assert apply(sandbox, request, request_id="once").json() == first
    assert apply(sandbox, request, request_id="once", validity_seconds=61).status_code == 409


def test_keys_and_records_are_kept(sandbox: Sandbox) -> None:
    """The root, the time-stamp certificate and the record of what was issued outlive a crash."""
    serial = apply(sandbox, csr(ec.generate_private_key(ec.SECP256R1()))).json()["serial"]
    paths = ("/ca/roots.pem", "/ca/issuing.cer", "/tsa/certificate.pem", f"/ca/certificates/{serial}")
    before = [fetched(sandbox, path) for path in paths]
    sandbox.restart()
    assert [fetched(sandbox, path) for path in paths] == before


def test_keys_are_private(sandbox: Sandbox) -> None:
    """Only their owner reads the key files."""
    files = [sandbox.home / "trust" / name for name in ("root.pem", "issuing.pem", "tsa.pem")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"csr_pem": "not a request"}, "/csr_pem"),
        ({"csr_pem": csr(rsa.generate_private_key(65537, 2048))}, "/csr_pem"),
        ({"csr_pem": csr(ec.generate_private_key(ec.SECP384R1()))}, "/csr_pem"),
        ({"csr_pem": "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"}, "/csr_pem"),
        ({"subject": {"common_name": "名" * 65}}, "/subject/common_name"),
        ({"subject": {"common_name": "名", "serial": "序号"}}, "/subject/serial"),
        ({"kind": "root"}, "/kind"),
        ({"validity_seconds": 10}, "/validity_seconds"),
        ({"validity_seconds": 86_401}, "/validity_seconds"),
    ],
)
def test_bad_request(sandbox: Sandbox, changes: dict[str, Any], pointer: str) -> None:
    """What cannot be certified is refused, and the field is named."""
    refused = apply(sandbox, **{"csr_pem": csr(ec.generate_private_key(ec.SECP256R1())), **changes})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_forged_request(sandbox: Sandbox) -> None:
    """A request whose signature was not made with its key is refused."""
    der = bytearray(x509.load_pem_x509_csr(csr(ec.generate_private_key(ec.SECP256R1())).encode()).public_bytes(DER))
    der[-1] ^= 1
    forged = x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()
    assert apply(sandbox, forged).status_code == 422


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_time_stamp_satisfies_openssl(sandbox: Sandbox, tmp_path: Path, algorithm: str) -> None:
    """OpenSSL asks for a time stamp over a file and accepts the answer; another file it does not accept."""
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "other").write_bytes(b"other content")
    (tmp_path / "root.pem").write_bytes(fetched(sandbox, "/ca/roots.pem"))
    openssl("ts", "-query", "-data", "file", f"-{algorithm}", "-cert", "-out", "query", at=tmp_path)
    (tmp_path / "reply").write_bytes(stamp(sandbox, (tmp_path / "query").read_bytes()).content)
    common = ("ts", "-verify", "-in", "reply", "-CAfile", "root.pem")
    assert "Verification: OK" in openssl(*common, "-queryfile", "query", at=tmp_path)
    assert "Verification: OK" in openssl(*common, "-data", "file", at=tmp_path)
    assert "Verification: FAILED" in openssl(*common, "-data", "other", at=tmp_path)


async def test_time_stamp_satisfies_pyhanko(sandbox: Sandbox) -> None:
    """pyHanko's own client accepts a token, whose time is now."""
    async with aiohttp.ClientSession() as session:
        client = HTTPTimeStamper(f"{sandbox.trust}/tsa", session=session)
        token = await client.async_timestamp(hashlib.sha256(b"content").digest(), "sha256")
    made = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    assert abs(datetime.now(UTC) - made) < timedelta(seconds=5)


def test_time_stamps_are_distinct(sandbox: Sandbox) -> None:
    """No two tokens share a serial number, and times never run backwards."""
    infos = [info(stamp(sandbox, query().dump())) for _ in range(20)]
    assert len({one["serial_number"].native for one in infos}) == 20
    times = [one["gen_time"].native for one in infos]
    assert times == sorted(times)


def test_nonce_and_certificates(sandbox: Sandbox) -> None:
    """The nonce comes back; certificates come only when asked for."""
    asked = tsp.TimeStampResp.load(stamp(sandbox, query(nonce=42, cert_req=True).dump()).content)
    plain = tsp.TimeStampResp.load(stamp(sandbox, query().dump()).content)
    content = asked["time_stamp_token"]["content"]
    assert content["encap_content_info"]["content"].parsed["nonce"].native == 42
    assert len(content["certificates"]) == 2
    assert plain["time_stamp_token"]["content"]["certificates"].native is None


@pytest.mark.parametrize(
    ("asked", "failure"),
    [
        (b"", "the data submitted has the wrong format"),
        (b"0\x03\x02\x01\x01", "the data submitted has the wrong format"),
        (b"\xff" * 100, "the data submitted has the wrong format"),
        ({"algorithm": "sha1", "digest": bytes(20)}, "unrecognized or unsupported algorithm identifier"),
        ({"digest": bytes(31)}, "the data submitted has the wrong format"),
        ({"version": 2}, "transaction not permitted or supported"),
        ({"req_policy": "1.2.3"}, "the requested TSA policy is not supported by the TSA"),
    ],
)
def test_refused_query(sandbox: Sandbox, tmp_path: Path, asked: Any, failure: str) -> None:
    """What cannot be stamped is rejected inside the protocol, with the reason RFC 3161 has for it."""
    answer = stamp(sandbox, asked if isinstance(asked, bytes) else query(**asked).dump())
    (tmp_path / "reply").write_bytes(answer.content)
    said = openssl("ts", "-reply", "-in", "reply", "-text", at=tmp_path)
    assert answer.status_code == 200
    assert "Status: Rejected." in said
    assert f"Failure info: {failure}" in said
    assert "TST info:\nNot included." in said


def test_not_a_query(sandbox: Sandbox) -> None:
    """Another media type and an endless body are refused by HTTP."""
    assert httpx.post(f"{sandbox.trust}/tsa", content=b"{}").status_code == 415
    assert stamp(sandbox, b"x" * 5000).status_code == 413


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_signed_document(sandbox: Sandbox, pdf: bytes, level: Any) -> None:
    """A PDF signed at each PAdES level with these services satisfies our verifier, which knows only the root."""
    key, _ = signing_key(sandbox)
    signed = sign_with(sandbox, pdf, key, level)
    verification = verify(signed, [fetched(sandbox, "/ca/roots.pem")])
    assert verification.ok, verification.problems
    assert verification.signatures[0].timestamped_at is not None
    assert bool(verification.archive_timestamps) is (level == "B-LTA")


def test_revoked_certificate(sandbox: Sandbox, pdf: bytes) -> None:
    """Once revoked, a certificate is on the list, on record as such, and cannot sign with proof of validity."""
    key, serial = signing_key(sandbox)
    for _ in range(2):
        httpx.post(f"{sandbox.trust}/ca/revocations", json={"serial": serial}).raise_for_status()
    listed = x509.load_der_x509_crl(fetched(sandbox, "/ca/crl"))
    assert listed.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None
    assert httpx.get(f"{sandbox.trust}/ca/certificates/{serial}").json()["revoked"] is True
    with pytest.raises(Refusal):
        sign_with(sandbox, pdf, key, "B-LT")


def test_unknown_certificate(sandbox: Sandbox) -> None:
    """A certificate that was never issued is neither found nor revoked."""
    assert httpx.post(f"{sandbox.trust}/ca/revocations", json={"serial": "abc"}).status_code == 404
    assert httpx.get(f"{sandbox.trust}/ca/certificates/abc").status_code == 404


@pytest.mark.parametrize("behaviour", [{"down": True}, {"garbage": True}, {"error_rate": 1.0}])
def test_time_stamps_fail_on_order(sandbox: Sandbox, pdf: bytes, behaviour: dict[str, Any]) -> None:
    """A misbehaving time-stamp authority is an outage for its client, never a refusal."""
    key, _ = signing_key(sandbox)
    with sandbox.misbehaving(sandbox.trust, path_prefix="/tsa", **behaviour), pytest.raises(Outage):
        sign_with(sandbox, pdf, key, "B-T")


def sign_with(sandbox: Sandbox, pdf: bytes, key: SigningKey, level: Any) -> bytes:
    trust = Trust(roots=[fetched(sandbox, "/ca/roots.pem")], fetch=True)
    with TimestampAuthority(f"{sandbox.trust}/tsa") as stamper:
        return sign(pdf, key, field="Signer", level=level, timestamper=stamper, trust=trust)


def openssl(*arguments: str, at: Path) -> str:
    """What it says, success or not."""
    done = subprocess.run(["openssl", *arguments], cwd=at, capture_output=True, text=True, check=False, timeout=30)
    return done.stdout + done.stderr


def query(algorithm: str = "sha256", digest: bytes = bytes(32), **fields: Any) -> tsp.TimeStampReq:
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, **fields})


def stamp(sandbox: Sandbox, der: bytes) -> httpx.Response:
    headers = {"content-type": "application/timestamp-query"}
    return httpx.post(f"{sandbox.trust}/tsa", content=der, headers=headers)


def info(answer: httpx.Response) -> tsp.TSTInfo:
    reply = tsp.TimeStampResp.load(answer.content)
    return reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
