"""The approval service on real PostgreSQL and S3, with a clock that the test moves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import BaseModel

from catalogues.filing_types.words import PartKind
from kernel.authors import Authors
from kernel.clock import FixedClock
from kernel.errors import Outage
from kernel.exchange import DocumentRef, Exchange, Reference
from kernel.pdf.digests import sha256_hex
from kernel.seal_orders import ORDER, SealOrder
from kernel.service import close_resources
from kernel.tokens import Role
from services.approval.contract import CaseDecided, ConfirmExaminerDecision, DecideCase, DecisionPart
from services.approval.invariants import INVARIANTS, documents_are_stored
from services.approval.main import open_resources, wire
from services.approval.operations.confirming import confirm_examiner_decision
from services.approval.operations.deciding import decide_case
from services.approval.operations.resources import Resources
from services.approval.settings import ApprovalSettings
from services.filing.contract.parts import ApplicationPart, FilingFactsPart
from services.identity.contract import AuthenticationPart, PersonAskedAgain, PersonFactsPart
from services.naming.contract import NamePart
from services.register.contract.parts import RegisterFactsPart
from services.signing.contract import SignaturesPart
from tests.fixtures.approval.cases import changed
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.rows import broken, execute, rows
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.servers import RunningObjectStore, RunningPostgres

AUTHORITY = "14021300"
NOW = datetime(2026, 11, 20, 2, 0, 3, tzinfo=UTC)
"""A Friday, ten in the morning in China, three seconds after the valid case was submitted."""

REFERRED = ("/facts/duplicates", 1)
DEFECTIVE = ("/application/details/employee_count", 0)
REJECTED = ("/application/type/enabled", False)

SIGNS_AS = {"examiner-1": "郝明澈", "examiner-2": "卢静姝", "examiner-9": "王审核", "head-1": "贺长亭"}

_numbers = itertools.count(1)


@dataclass
class Registered:
    """The register as far as the approval service asks it: `duplicates` are what it counts, `silent` it gives no
    answer."""

    exchange: Exchange
    clock: FixedClock
    duplicates: int = 0
    silent: bool = False
    asked: int = 0

    def facts(self, application_no: str, submission: int, authority_code: str, application: Reference) -> Reference:
        if self.silent:
            raise Outage("register.unavailable")
        self.asked += 1
        part = RegisterFactsPart(
            application_no=application_no,
            submission=submission,
            entities_at_premises=self.duplicates,
            entities_of_operator=self.duplicates,
            duplicates=self.duplicates,
            read_at=self.clock.now(),
        )
        return left(self.exchange, application_no, "register_facts", part)


@dataclass
class Lists:
    """The identity service as far as lists go: they say what they said at the authentication, or what a test changed
    since; `silent` lists give no answer."""

    exchange: Exchange
    clock: FixedClock
    changed: dict[str, Any] = field(default_factory=dict)
    silent: bool = False

    def ask(self, application_no: str, authentication: Reference) -> Reference:
        if self.silent:
            raise Outage("identity.facts_unavailable")
        part = self.exchange.collect(authentication, AuthenticationPart, PartKind.AUTHENTICATION)
        persons = tuple(
            PersonAskedAgain(person_ref=each.person_ref, facts=each.facts.model_copy(update=self.changed))
            for each in part.persons
        )
        said = PersonFactsPart(application_no=application_no, asked_at=self.clock.now(), persons=persons)
        return left(self.exchange, application_no, "person_facts", said)


SEALED = b"\n% sealed "


class SealedHere:
    """The keeper of seals: checks the order as it does, and marks what it was given at its end."""

    def __init__(self, authors: Authors) -> None:
        self._authors = authors

    def sealed(self, order: str, papers: Sequence[bytes]) -> list[bytes]:
        content = self._authors.said("approval", ORDER, order.encode())
        assert content is not None
        wanted = SealOrder.model_validate_json(content).papers
        assert [each.sha256 for each in wanted] == [sha256_hex(paper) for paper in papers]
        return [paper + SEALED + uuid4().hex.encode() for paper in papers]


@dataclass
class Office:
    """The service, and the people who use it."""

    resources: Resources
    clock: FixedClock
    client: TestClient
    key: ECKey
    lists: Lists
    register: Registered
    expected: list[str] = field(default_factory=list)

    def bearer(self, subject: str, role: Role, authority: str | None) -> dict[str, str]:
        staff = {} if role is Role.APPLICANT else {"name": SIGNS_AS.get(subject, "甄审"), "staff_no": subject}
        return bearer(self.key, subject, role, authority=authority, **staff)

    def unnamed(self, subject: str = "examiner-0", role: Role = Role.EXAMINER) -> dict[str, str]:
        """An account without name and number."""
        return bearer(self.key, subject, role, authority=AUTHORITY)

    def head(self, subject: str = "head-1", authority: str | None = AUTHORITY) -> dict[str, str]:
        return self.bearer(subject, Role.HEAD, authority)

    def applicant(self, subject: str = "account-applicant") -> dict[str, str]:
        return self.bearer(subject, Role.APPLICANT, None)

    def examiner(self, subject: str = "examiner-1", authority: str | None = AUTHORITY) -> dict[str, str]:
        return self.bearer(subject, Role.EXAMINER, authority)

    def request(self, *changes: tuple[str, Any], submission: int = 1, application_no: str | None = None) -> DecideCase:
        """A case whose parts lie in the exchange as their services leave them; its times move with the clock."""
        number = application_no or f"14021301{NOW:%Y%m%d}{next(_numbers):07d}"
        given = changed(*changes)
        models: dict[str, type[BaseModel]] = {
            "application": ApplicationPart,
            "name": NamePart,
            "authentication": AuthenticationPart,
            "signatures": SignaturesPart,
            "facts": FilingFactsPart,
        }
        references: dict[str, Any] = {}
        for kind, model in models.items():
            if given[kind] is None:
                continue
            part = model.model_validate({**given[kind], "application_no": number})
            name = "filing_facts" if kind == "facts" else kind
            references[name] = left(self.resources.exchange, number, name, part)
        return DecideCase(
            application_no=number,
            submission=submission,
            authority_code=AUTHORITY,
            submitted_at=given["submitted_at"],
            signing_deadline=given["signing_deadline"],
            documents=tuple(DocumentRef.model_validate(document) for document in given["documents"]),
            parts=references,
        )

    def decide(self, *changes: tuple[str, Any], submission: int = 1, application_no: str | None = None) -> CaseDecided:
        return decide_case(self.resources, self.request(*changes, submission=submission, application_no=application_no))

    def referred(self, *changes: tuple[str, Any]) -> str:
        """The number of a case that waits for an examiner."""
        request = self.request(REFERRED, *changes)
        assert decide_case(self.resources, request).review_due
        return request.application_no

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.client.get(path, headers=headers or {})

    def post(self, path: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
        return self.client.post(path, headers=headers, json=body)

    def claim(self, number: str, subject: str = "examiner-1") -> httpx.Response:
        return self.post(f"/tasks/{number}/claim", self.examiner(subject))

    def propose(self, number: str, outcome: str, subject: str = "examiner-1", **more: Any) -> httpx.Response:
        reasons = (
            []
            if outcome == "APPROVE"
            else [{"code": "AR-38", "text": "经核实为重复登记", "pointer": "/operator", "remedy": "请先注销已有的登记"}]
        )
        body = {"outcome": outcome, "reasons": reasons, "remark": "", **more}
        return self.post(f"/tasks/{number}/proposals", self.examiner(subject), body)

    def proposed(self, number: str, outcome: str, **more: Any) -> str:
        """Claimed and proposed: the proposal's id."""
        assert self.claim(number, more.get("subject", "examiner-1")).status_code == 200
        answer = self.propose(number, outcome, **more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["proposal_id"])

    def carry_out(self, number: str, proposal_id: str, subject: str = "examiner-1") -> httpx.Response:
        return self.post(f"/tasks/{number}/proposals/{proposal_id}/carry-out", self.examiner(subject))

    def countersign(self, number: str, proposal_id: str, subject: str = "examiner-2") -> httpx.Response:
        return self.post(f"/tasks/{number}/proposals/{proposal_id}/countersign", self.examiner(subject))

    def decided(self, number: str, outcome: str, subject: str = "examiner-1", **more: Any) -> CaseDecided:
        """Claimed, proposed, ordered and confirmed; countersigned where that is needed."""
        proposal = self.proposed(number, outcome, subject=subject, **more)
        ordered = self.carry_out(number, proposal, subject)
        if ordered.status_code != 200:
            assert self.countersign(number, proposal).status_code == 200
        return self.confirm(number, proposal)

    def confirm(self, number: str, proposal_id: str, submission: int = 1) -> CaseDecided:
        request = ConfirmExaminerDecision(application_no=number, submission=submission, proposal_id=proposal_id)
        return confirm_examiner_decision(self.resources, request)

    def part(self, decided: CaseDecided) -> DecisionPart:
        return self.resources.exchange.collect(decided.part, DecisionPart, PartKind.DECISION)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        return rows(self.resources.database, statement, **values)

    def broken(self) -> list[str]:
        checks = (*INVARIANTS, documents_are_stored(self.resources.exchange))
        return broken(self.resources.database, checks)


@pytest.fixture(scope="session")
def approval_settings(postgres: RunningPostgres, object_store: RunningObjectStore) -> ApprovalSettings:
    given = settings_of("approval", postgres, object_store)
    return ApprovalSettings(**given)


@pytest.fixture(scope="session")
def opened(approval_settings: ApprovalSettings) -> Iterator[Resources]:
    resources = open_resources(approval_settings, FixedClock(NOW))
    yield resources
    close_resources(resources)


@pytest.fixture
def office(approval_settings: ApprovalSettings, opened: Resources) -> Iterator[Office]:
    """An office without cases; every invariant must hold when the test is over, unless it broke one on purpose."""
    clock = FixedClock(NOW)
    lists = Lists(opened.exchange, clock)
    register = Registered(opened.exchange, clock)
    resources = replace(
        opened, clock=clock, persons=lists, register=register, seals=SealedHere(opened.exchange.authors)
    )
    execute(
        resources.database,
        "ALTER TABLE approval.audit_entry DISABLE TRIGGER audit_is_append_only",
        "TRUNCATE approval.decision, approval.decision_document, approval.decision_sequence, approval.review_task,"
        " approval.proposal, approval.withdrawn_submission, approval.audit_entry, approval.review_extension,"
        " approval.review_request, approval.official, approval.late_review, approval.quality_sample,"
        " approval.sampled_decision, approval.sample_finding, approval.revocation, approval.revocation_entry,"
        " approval.revocation_paper",
        "ALTER TABLE approval.audit_entry ENABLE TRIGGER audit_is_append_only",
    )
    key = new_key()
    service = wire(approval_settings, resources, OwnKeys(key))
    with asked(service.app) as client:
        running = Office(resources, clock, client, key, lists, register)
        yield running
    assert running.broken() == running.expected
