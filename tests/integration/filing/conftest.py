"""The filing service on real PostgreSQL and S3, with a clock that the test moves."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response
from joserfc.jwk import ECKey
from pydantic import BaseModel

from cli.registration.papers import drawn
from kernel.clock import FixedClock
from kernel.exchange import Reference
from kernel.numbers import resident_id_check
from kernel.service import close_resources
from kernel.tokens import Role
from services.filing.activities import Activities
from services.filing.contract.messages import (
    AcceptSubmission,
    DocumentsFixed,
    DocumentsPrepared,
    FixDocuments,
    LockOperator,
    OperatorLocked,
    PrepareDocuments,
    RecordStages,
    StageEntered,
    SubmissionAccepted,
)
from services.filing.invariants import INVARIANTS, confirmed_documents_are_stored
from services.filing.main import open_resources, wire
from services.filing.operations.resources import Resources
from services.filing.settings import FilingSettings
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.rows import broken, execute, rows
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.servers import RunningObjectStore, RunningPostgres

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

PREMISES = {
    "needs_name": True,
    "street_name": "大庆路街道",
    "detail": "大庆路33号1层3号商铺",
    "capital_amount": "12",
}
OPERATOR = {
    "name": "张晓禾",
    "ethnicity": "01",
    "id_document_type": "10",
    "id_number": "140102198801011232",
    "id_valid_until": "2035-06-18",
    "email": "zhangxiaohe@example.com",
    "mobile": "13800000025",
    "postcode": "037008",
    "political_status": "13",
    "employment_status": "01",
    "contact_phone": "0352-0000005",
    "education": "30",
    "residence": "山西省太原市小店区坞城街道学府街1号2号楼3单元401室",
    "composition_form": "1",
}
DETAILS = {
    "shop_name": "晓禾饺子馆",
    "is_urban": True,
    "postcode": "037008",
    "employee_count": 3,
    "needs_paper_licence": False,
    "scope_items": ["餐饮服务", "外卖递送服务"],
    "permit_notice_accepted": True,
    "premises_commitment": {
        "owner": "李禾苗",
        "tenure": "租赁",
        "use_from": "2026-01-01",
        "use_to": "2031-12-31",
        "nature": "商业",
        "area": "86.5",
        "accepted": True,
    },
}
PICTURES = ("photo", "id_card_front", "id_card_back", "premises_proof")

_numbers = itertools.count(1)


class HeldNamePart(BaseModel):
    """What the naming service deposits, with fields that filing does not know."""

    application_no: str
    reservation_no: str = "R-1"
    county_code: str = "140213"
    full_name: str = "大同市平城区晓禾饺子馆"
    division: str = "大同市平城区"
    trade_name: str = "晓禾"
    industry: str = "饺子"
    organisation_form: str = "馆"
    findings: tuple[dict[str, Any], ...] = (
        {"rule_id": "NR-1", "severity": "confirm", "conflicting_name": "大同市平城区小禾饺子店"},
    )
    reserved_at: datetime = NOW
    held_until: datetime = datetime(2027, 1, 20, 16, 0, tzinfo=UTC)


def resident_id(number: int) -> str:
    """A right identity number that no other test uses."""
    first = f"1402131990{1 + number // 500 % 9:02d}{1 + number % 28:02d}{number % 1000:03d}"
    return first + resident_id_check(first)


@dataclass
class Said:
    """What papers are drawn from: the sections as a test fills them in."""

    operator: dict[str, Any]
    premises: dict[str, Any]
    details: dict[str, Any]
    application: dict[str, str] = field(default_factory=lambda: {"county_code": "140213"})


def picture(kind: str, **sections: dict[str, Any]) -> bytes:
    """What belongs to the sections with some fields changed."""
    return drawn(
        kind,
        Said(
            OPERATOR | sections.get("operator", {}),
            PREMISES | sections.get("premises", {}),
            DETAILS | sections.get("details", {}),
        ),
    )


@dataclass
class Filing:
    """The service with the steps a test takes most often."""

    resources: Resources
    activities: Activities
    clock: FixedClock
    client: TestClient
    key: ECKey
    _lines: dict[str, int] = field(default_factory=dict)

    def headers(self, subject: str = "account-1", role: Role = Role.APPLICANT, authority: str = "") -> dict[str, str]:
        return bearer(self.key, subject, role, authority=authority)

    def open(self, subject: str = "account-1", type_code: str = "GT002", county_code: str = "140213") -> str:
        request = {"request_id": f"request-{next(_numbers):06d}", "type_code": type_code, "county_code": county_code}
        answer = self.client.post("/applications", json=request, headers=self.headers(subject))
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["application_no"]
        return number

    def get(self, path: str, subject: str = "account-1", **more: Any) -> Response:
        return self.client.get(path, headers=self.headers(subject), **more)

    def put(
        self,
        no: str,
        section: str,
        content: Any,
        version: str | None = "*",
        subject: str = "account-1",
        edit: str | None = None,
    ) -> Response:
        headers = self.headers(subject) | ({"If-Match": version} if version else {})
        headers |= {"Kaiye-Edit": edit} if edit else {}
        body = json.dumps(content).encode()
        return self.client.put(
            f"/applications/{no}/{section}", content=body, headers=headers | {"Content-Type": "application/json"}
        )

    def attach(self, no: str, kind: str, content: bytes, subject: str = "account-1") -> Response:
        return self.client.put(f"/applications/{no}/attachments/{kind}", content=content, headers=self.headers(subject))

    def insist(self, no: str, *kinds: str, subject: str = "account-1") -> None:
        """Stand by pictures that show something else."""
        for kind in kinds:
            path = f"/applications/{no}/attachments/{kind}/insistence"
            assert self.client.post(path, headers=self.headers(subject)).status_code == 204

    def filled(self, subject: str = "account-1", **sections: dict[str, Any]) -> str:
        """A complete application with pictures; sections may be given changed fields."""
        no = self.open(subject)
        for section, content in (("premises", PREMISES), ("operator", OPERATOR), ("details", DETAILS)):
            answer = self.put(no, section, content | sections.get(section, {}), subject=subject)
            assert answer.status_code == 200, answer.text
        for kind in PICTURES:
            assert self.attach(no, kind, picture(kind, **sections), subject).status_code == 200
        return no

    def name(self, no: str, **changes: Any) -> Reference:
        """A held name as the naming service deposits it."""
        return left(self.resources.exchange, no, "name", HeldNamePart(application_no=no, **changes))

    def entries(self, no: str, *stages: str) -> tuple[StageEntered, ...]:
        start = self._lines.get(no, 0)
        self._lines[no] = start + len(stages)
        return tuple(
            StageEntered(number=start + i, stage=stage, at=self.clock.now()) for i, stage in enumerate(stages, 1)
        )

    def lock(
        self, no: str, name: Reference | None = None, entries: tuple[StageEntered, ...] | None = None
    ) -> OperatorLocked:
        if entries is None:
            entries = self.entries(no, "DRAFT", "NAME_RESERVED", "OPERATOR_LOCKED")
        request = LockOperator(application_no=no, name=name or self.name(no), entries=entries)
        return self.activities.lock_operator(request)

    def prepare(self, no: str, revision: int = 1, entries: tuple[StageEntered, ...] = ()) -> DocumentsPrepared:
        return self.activities.prepare_documents(
            PrepareDocuments(application_no=no, revision=revision, entries=entries)
        )

    def fix(self, no: str, revision: int = 1, entries: tuple[StageEntered, ...] = ()) -> DocumentsFixed:
        return self.activities.fix_documents(FixDocuments(application_no=no, revision=revision, entries=entries))

    def accept(self, no: str, submission: int = 1) -> SubmissionAccepted:
        return self.activities.accept_submission(AcceptSubmission(application_no=no, submission=submission, entries=()))

    def record(self, no: str, *stages: str, reopen: tuple[Any, ...] = ()) -> str:
        request = RecordStages(application_no=no, entries=self.entries(no, *stages), reopen=reopen)
        return self.activities.record_stages(request).stage

    def fixed(self, subject: str = "account-1", **sections: dict[str, Any]) -> str:
        """An application whose documents are confirmed."""
        no = self.filled(subject, **sections)
        self.lock(no)
        self.prepare(no)
        self.fix(no)
        return no

    def rows(self, statement: str, **values: Any) -> list[Any]:
        return rows(self.resources.database, statement, **values)

    def execute(self, statement: str, **values: Any) -> None:
        execute(self.resources.database, statement, **values)

    def broken_invariants(self) -> list[str]:
        checks = (*INVARIANTS, confirmed_documents_are_stored(self.resources.exchange))
        return broken(self.resources.database, checks)


@pytest.fixture(scope="session")
def filing_settings(postgres: RunningPostgres, object_store: RunningObjectStore) -> FilingSettings:
    return FilingSettings(**settings_of("filing", postgres, object_store), closed_types="GT075,14021200/GT010")


@pytest.fixture(scope="session")
def opened(filing_settings: FilingSettings) -> Iterator[tuple[Resources, FixedClock]]:
    """Typesetting processes are slow to start, so all tests share them."""
    clock = FixedClock(NOW)
    resources = open_resources(filing_settings, clock)
    yield resources, clock
    close_resources(resources)


@pytest.fixture(scope="session")
def wired(filing_settings: FilingSettings, opened: tuple[Resources, FixedClock]) -> tuple[FastAPI, ECKey]:
    """Its routes take longer to put together than many a test: all share them, and the key of their tokens."""
    key = new_key()
    return wire(filing_settings, opened[0], OwnKeys(key)).app, key


@pytest.fixture
def filing(opened: tuple[Resources, FixedClock], wired: tuple[FastAPI, ECKey]) -> Iterator[Filing]:
    """No applications yet; every invariant must hold when the test is over."""
    resources, clock = opened
    app, key = wired
    clock.advance(NOW - clock.now())
    execute(resources.database, "TRUNCATE filing.application, filing.application_sequence CASCADE")
    with asked(app) as client:
        running = Filing(resources, Activities(resources), clock, client, key)
        yield running
        assert running.broken_invariants() == []


DAY = timedelta(days=1)
