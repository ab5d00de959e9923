"""The archive on real PostgreSQL and S3, with documents signed under the sandbox's authority and time stamps."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import bagit
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey
from pydantic import BaseModel
from sqlalchemy import text

from kernel.authors import Authors
from kernel.clock import FixedClock
from kernel.exchange import DocumentRef, Made
from kernel.pdf.digests import sha256_hex
from kernel.pdf.keys import SigningKey
from kernel.pdf.reading import page_count
from kernel.pdf.signing import sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.seal_orders import ORDER, SealOrder
from kernel.service import close_resources
from kernel.tokens import Role
from kernel.typesetting.typesetter import Typesetter
from services.archive.contract import FileHandedOver, HandOverFile
from services.archive.invariants import INVARIANTS
from services.archive.main import open_resources, wire
from services.archive.operations.handing_over import hand_over_file
from services.archive.operations.resources import Resources
from services.archive.settings import ArchiveSettings
from tests.fixtures.documents import preview
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.integration.sandbox.conftest import Sandbox, running_sandbox
from tests.servers import RunningObjectStore, RunningPostgres, as_owner

AUTHORITY = "14021300"
OWNER = "account-1"
OPERATOR = "张晓禾"
SIGNED = ("application_form", "premises_commitment", "name_commitment", "name_notice")
SAMPLES = {
    **{kind: kind for kind in (*SIGNED, "identity_document", "review_sheet", "licence")},
    "decision_notice": "decision_notice_approve",
}

_numbers = itertools.count(1)


class Part(BaseModel):
    """A part with more fields than the archive knows."""

    model_config = {"extra": "allow"}


class SealedHere:
    """The keeper of seals: checks the order as it does, and writes at the end of a paper whose seal it has."""

    def __init__(self, authors: Authors) -> None:
        self._authors = authors

    def sealed(self, order: str, papers: Sequence[bytes]) -> list[bytes]:
        content = self._authors.said("archive", ORDER, order.encode())
        assert content is not None
        told = SealOrder.model_validate_json(content)
        assert [each.sha256 for each in told.papers] == [sha256_hex(paper) for paper in papers]
        return [paper + f"\n% sealed by {told.authority_code}".encode() for paper in papers]


@dataclass(frozen=True)
class Case:
    """What one application hands over."""

    request: HandOverFile
    application: Part


@dataclass
class Archive:
    """The service with the steps a test takes most often."""

    resources: Resources
    settings: ArchiveSettings
    clock: FixedClock
    client: TestClient
    key: ECKey
    documents: dict[str, bytes]

    def headers(
        self, subject: str = OWNER, role: Role = Role.APPLICANT, authority: str | None = None
    ) -> dict[str, str]:
        return bearer(self.key, subject, role, authority=authority)

    def archivist(self, authority: str = AUTHORITY) -> dict[str, str]:
        return self.headers("archivist-1", Role.ARCHIVIST, authority)

    def case(
        self,
        *,
        outcome: str = "LICENSED",
        named: bool = True,
        subject: str = OWNER,
        operator: str = OPERATOR,
        authority: str = AUTHORITY,
        kinds: tuple[str, ...] = tuple(SAMPLES),
        uscc: str | None = None,
        registered: bool = True,
    ) -> Case:
        """`registered`: with the version of the entity, as every case has since there is a register."""
        number = next(_numbers)
        no = f"1402130120261122{number:07d}"
        now = self.clock.now()
        full_name = f"大同市平城区晓禾{number}饺子馆" if named else None
        deposit = partial(left, self.resources.exchange)
        licensed = outcome == "LICENSED"
        application = Part(
            application_no=no,
            account_subject=subject,
            authority_name="大同市平城区市场监督管理局",
            type={"code": "GT002", "name": "中餐店"},
            full_name=full_name,
            operator={"name": operator, "id_number": "140102198801011232"},
            details={"shop_name": "晓禾饺子馆"},
            confirmed_at=(now - timedelta(hours=2)).isoformat(),
        )
        decided = {"reviewer": "智慧审批", "decided_at": (now - timedelta(minutes=5)).isoformat()}
        decision = Part(outcome="APPROVE" if licensed else "REJECT", **decided)
        licence = Part(name=full_name, approved_on=date(2026, 11, 22).isoformat(), issued_at=now.isoformat())
        uscc = (uscc or f"92140213MA{number:08d}") if licensed else None
        entity = Part(
            uscc=uscc,
            authority_name="大同市平城区市场监督管理局",
            effective_on=date(2026, 11, 22).isoformat(),
            facts={
                "name": full_name,
                "type_code": "GT002",
                "type_name": "中餐店",
                "parties": [{"roles": ["operator"], "name": operator}, {"roles": ["family_member"], "name": "李一禾"}],
            },
        )
        return Case(
            HandOverFile(
                application_no=no,
                business_type="01",
                authority_code=authority,
                outcome=outcome,
                uscc=uscc,
                parts={
                    "application": deposit(no, "application", application),
                    **({"name": deposit(no, "name", Part(full_name=full_name))} if named else {}),
                    **({"decision": deposit(no, "decision", decision)} if outcome != "WITHDRAWN" else {}),
                    **({"entity": deposit(no, "entity", entity)} if licensed and registered else {}),
                    **({"licence": deposit(no, "licence", licence)} if licensed else {}),
                },
                documents=tuple(self.deposited(no, kind, self.documents[kind]) for kind in kinds),
            ),
            application,
        )

    def deposited(self, application_no: str, kind: str, content: bytes) -> DocumentRef:
        [deposited] = self.resources.exchange.deposit_documents(
            application_no, [Made(kind, content, page_count(content))]
        )
        return deposited

    def filed(self, **more: Any) -> FileHandedOver:
        return hand_over_file(self.resources, self.case(**more).request)

    def package(self, filed: FileHandedOver) -> bytes:
        return self.resources.packages.fetch(f"{filed.archive_no}/{filed.volume_name}.zip")

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with as_owner(self.resources.database) as connection:
            return list(connection.execute(text(statement), values))

    def broken_invariants(self) -> list[str]:
        with self.resources.database.transaction() as session:
            return [message for check in INVARIANTS for message in check(session)]


def unpacked(package: bytes, folder: Any) -> bagit.Bag:
    """The bag in a package, opened as a stranger would."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder)
    (only,) = folder.iterdir()
    return bagit.Bag(str(only))


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("archive-outside"), {}) as running:
        yield running


@pytest.fixture(scope="session")
def signing_key(outside: Sandbox) -> SigningKey:
    """An event certificate of the sandbox's authority."""
    private = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(private, hashes.SHA256())
    answer = httpx.post(
        f"{outside.trust}/ca/certificates",
        json={
            "request_id": "archive-tests",
            "csr_pem": request.public_bytes(Encoding.PEM).decode(),
            "subject": {"common_name": OPERATOR},
            "kind": "event",
            "validity_seconds": 3600,
        },
    ).raise_for_status()
    certificate = x509.load_pem_x509_certificate(answer.json()["certificate_pem"].encode())
    chain = x509.load_pem_x509_certificates(answer.json()["chain_pem"].encode())
    return SigningKey(private, certificate, chain)


@pytest.fixture(scope="session")
def documents(outside: Sandbox, signing_key: SigningKey) -> dict[str, bytes]:
    """Every document of a case by kind; what applicants sign is signed and time-stamped."""
    with Typesetter() as engine, TimestampAuthority(f"{outside.trust}/tsa") as stamps:
        found = {kind: preview.pdf(engine, name, preview.sample(name)) for kind, name in SAMPLES.items()}
        for kind in SIGNED:
            found[kind] = sign(found[kind], signing_key, field="Operator", level="B-T", timestamper=stamps)
    return found


@pytest.fixture(scope="session")
def archive_settings(postgres: RunningPostgres, object_store: RunningObjectStore, outside: Sandbox) -> ArchiveSettings:
    return ArchiveSettings(
        **settings_of("archive", postgres, object_store),
        archive_bucket=object_store.archive_bucket,
        environment="local",
        ca_url=f"{outside.trust}/ca",
    )


@pytest.fixture(scope="session")
def opened(archive_settings: ArchiveSettings) -> Iterator[Resources]:
    resources = open_resources(archive_settings)
    yield resources
    close_resources(resources)


@pytest.fixture
def archive(opened: Resources, archive_settings: ArchiveSettings, documents: dict[str, bytes]) -> Iterator[Archive]:
    """An empty archive; every invariant must hold when the test is over."""
    clock = FixedClock(datetime.now(UTC))
    resources = replace(opened, clock=clock, seals=SealedHere(opened.exchange.authors))
    with as_owner(resources.database) as connection:
        connection.execute(
            text(
                "TRUNCATE archive.archive_counter, archive.entity_file, archive.archive_volume,"
                " archive.filed_document, archive.information_change, archive.access_log,"
                " archive.destruction CASCADE"
            )
        )
    key = new_key()
    service = wire(archive_settings, resources, OwnKeys(key))
    with asked(service.app) as client:
        running = Archive(resources, archive_settings, clock, client, key, documents)
        yield running
        assert running.broken_invariants() == []
