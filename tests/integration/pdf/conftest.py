"""A certification and time-stamping authority over HTTP, keys it certified, and a document to sign."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kernel.clock import SystemClock
from kernel.pdf.keys import SigningKey
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.typesetting.typesetter import Typesetter
from sandbox.trust.api import build
from sandbox.trust.authority import CertificationAuthority, Kind

TEMPLATES = Path(__file__).parents[2] / "fixtures" / "typesetting"
TIMESTAMP = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """The trust services at `url`, and `root`, the one certificate a verifier needs."""

    url: str
    root: bytes

    def key(self, common_name: str, kind: str = "event", validity_seconds: int = 86_400) -> SigningKey:
        private = ec.generate_private_key(ec.SECP256R1())
        csr = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(private, hashes.SHA256())
        answer = httpx.post(
            f"{self.url}/ca/certificates",
            json={
                "request_id": f"{common_name}-{time.time_ns()}",
                "csr_pem": csr.public_bytes(Encoding.PEM).decode(),
                "subject": {"common_name": common_name},
                "kind": kind,
                "validity_seconds": validity_seconds,
            },
        ).raise_for_status()
        return SigningKey.from_pem(
            private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            answer.json()["certificate_pem"].encode(),
            answer.json()["chain_pem"].encode(),
        )

    def revoke(self, key: SigningKey) -> None:
        serial = f"{key.certificate.serial_number:x}"
        httpx.post(f"{self.url}/ca/revocations", json={"serial": serial}).raise_for_status()

    def revocation_list(self) -> bytes:
        return httpx.get(f"{self.url}/ca/crl").raise_for_status().content


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = build(tmp_path_factory.mktemp("trust"), url, SystemClock())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Authority(url, httpx.get(f"{url}/ca/roots.pem").raise_for_status().content)
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="session")
def trust(authority: Authority) -> Trust:
    return Trust(roots=[authority.root], fetch=True)


@pytest.fixture(scope="session")
def timestamper(authority: Authority) -> Iterator[TimestampAuthority]:
    with TimestampAuthority(f"{authority.url}/tsa") as client:
        yield client


@pytest.fixture(scope="session")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as typesetter:
        yield typesetter


@pytest.fixture(scope="session")
def document(typesetter: Typesetter) -> bytes:
    lines = [f"第{number}条 经营者：张㛃，字号：𠮷祥小吃店" for number in range(60)]
    return typesetter.render(
        TEMPLATES / "form.typ",
        {"title": "个体工商户登记申请书", "lines": lines, "extra-pages": 2},
        timestamp=TIMESTAMP,
    )


@pytest.fixture(scope="session")
def stamp(typesetter: Typesetter) -> bytes:
    return typesetter.render(TEMPLATES / "stamp.typ", {"lines": ["张㛃", "2026-11-03"]}, timestamp=TIMESTAMP)


@pytest.fixture(scope="session")
def signer(authority: Authority) -> SigningKey:
    return authority.key("张㛃")


@pytest.fixture(scope="session")
def seal(authority: Authority) -> SigningKey:
    return authority.key("某市市场监督管理局", kind="seal", validity_seconds=5 * 365 * 86_400)


@pytest.fixture
def unanswered(tmp_path: Path) -> tuple[SigningKey, Trust]:
    """A key whose certificate names a revocation list at an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    now = datetime.now(UTC)
    silent = CertificationAuthority(tmp_path, url, now)
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = silent.certify(
        private.public_key(),
        common_name="张㛃",
        serial_number=None,
        kind=Kind.SEAL,
        validity=timedelta(days=1),
        now=now,
    )
    silent.close()
    key = SigningKey(private, certificate, [silent.issuing.certificate])
    return key, Trust(roots=[silent.root.certificate.public_bytes(Encoding.PEM)], fetch=True)
