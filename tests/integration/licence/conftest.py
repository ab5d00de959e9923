"""The licence service on real PostgreSQL and S3, with the sandbox's certification and time-stamping authority."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import BaseModel

from kernel.clock import FixedClock, local_date
from kernel.errors import Outage
from kernel.exchange import Reference
from kernel.messages import Carried
from kernel.numbers import make_organisation_code, make_uscc
from services.licence.activities import Activities
from services.licence.contract import IssueLicence, LicenceIssued
from services.licence.invariants import INVARIANTS, documents_are_stored
from services.licence.main import open_resources, wire
from services.licence.operations.resources import Resources
from services.licence.settings import LicenceSettings
from tests.fixtures.services.asking import served
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.integration.sandbox.conftest import Sandbox, running_sandbox
from tests.servers import RunningObjectStore, RunningPostgres

AUTHORITY = "14021300"
SILENT = "SILENT-0000"
"""A tracking number at which nobody answers."""
AUTHORITY_NAME = "大同市平城区市场监督管理局"
PORTAL = "https://kaiye.example"
SCOPE = (
    "许可项目：餐饮服务。（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）\n"
    "一般项目：外卖递送服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
)

COLLECTED = {"manner": "COLLECTED", "id_document_type": "10", "id_number": "140102198801011232", "signed": "ON_PAPER"}
"""Somebody at the window who showed an identity card and signed on paper."""

_numbers = itertools.count(1)
_codes = itertools.count(1)


class Part(BaseModel, extra="allow"):
    """Whatever another service deposits."""


@dataclass(frozen=True)
class Notice:
    """What the notice service was asked, in its stead."""

    told: list[tuple[str, Any]]

    def hand_on(self, path: str, held: Reference, request: Carried) -> Carried:
        if request["tracking_no"] == SILENT:
            raise Outage("notice.unavailable")
        self.told.append((path, {**request, "held": held.key}))
        return {"recorded": True}


@dataclass(frozen=True)
class World:
    """The service with a clock that the test moves; `client` speaks HTTP to it."""

    resources: Resources
    activities: Activities
    client: httpx.Client
    clock: FixedClock
    key: ECKey
    outside: Sandbox
    told: list[tuple[str, Any]]

    def approved(
        self,
        *,
        name: str | None = "大同市平城区晓禾饺子馆",
        operator: str = "张晓禾",
        premises: str = "山西省大同市平城区大庆路街道大庆路33号",
        street: str = "大庆路街道",
        paper: bool = False,
        delivery: dict[str, str] | None = None,
        capital: str | None = None,
        outcome: str = "APPROVE",
        authority: str = AUTHORITY,
        authority_name: str = AUTHORITY_NAME,
        composition_form: str = "个人经营",
        scope: str = SCOPE,
        uscc: str | None = None,
        version: int = 1,
        established_on: date | None = None,
        made_by: str | None = None,
        authenticated: bool = False,
        persons_asked_at: datetime | None = None,
    ) -> IssueLicence:
        """A decided case whose parts lie in the exchange; `made_by` is the application that made the version, where
        it is an earlier one. `authenticated`: there are persons the lists can be asked about."""
        number = f"{authority[:6]}0120261122{next(_numbers):07d}"
        today = local_date(self.clock.now())
        deposit = partial(left, self.resources.exchange)
        application = Part.model_validate(
            {
                "application_no": number,
                "account_subject": f"account-{number}",
                "authority_code": authority,
                "details": {"needs_paper_licence": paper, "delivery": delivery},
                "created_at": self.clock.now().isoformat(),
            }
        )
        decision = Part.model_validate({"application_no": number, "decision_no": f"D{number}", "outcome": outcome})
        entity = Part.model_validate(
            {
                "uscc": uscc or new_uscc(authority),
                "version": version,
                "authority_code": authority,
                "authority_name": authority_name,
                "established_on": (established_on or today).isoformat(),
                "effective_on": today.isoformat(),
                "application_no": made_by or number,
                "decision_no": f"D{made_by or number}",
                "persons_asked_at": persons_asked_at and persons_asked_at.isoformat(),
                "facts": {
                    "name": name,
                    "entity_type": "个体工商户",
                    "composition_form": composition_form,
                    "type_name": "饺子馆",
                    "scope_text": scope,
                    "premises": {"county_code": authority[:6], "street_name": street, "full_text": premises},
                    "capital_amount": capital,
                    "parties": [
                        {"roles": ["operator"], "name": operator},
                        {"roles": ["family_member", "liaison"], "name": "李一禾"},
                    ],
                },
            }
        )
        authentication = Part.model_validate({"application_no": number})
        asked = {"authentication": deposit(number, "authentication", authentication)} if authenticated else {}
        return IssueLicence(
            application_no=number,
            authority_code=authority,
            parts={
                "application": deposit(number, "application", application),
                "decision": deposit(number, "decision", decision),
                "entity": deposit(number, "entity", entity),
                **asked,
            },
        )

    def changed(self, first: LicenceIssued, **case: Any) -> tuple[IssueLicence, LicenceIssued]:
        """A later version of the entity, and the licence that prints it."""
        given = {"uscc": first.uscc, "version": first.version + 1, "established_on": first.established_on, **case}
        return self.issue(**given)

    def issue(self, **case: Any) -> tuple[IssueLicence, LicenceIssued]:
        request = self.approved(**case)
        return request, self.activities.issue_licence(request)

    def document(self, issued: LicenceIssued) -> bytes:
        return self.resources.exchange.collect_document(issued.document)

    def bearer(self, subject: str, role: str, authority: str | None = None) -> dict[str, str]:
        return bearer(self.key, subject, role, authority=authority)

    def owner(self, application_no: str) -> dict[str, str]:
        return self.bearer(f"account-{application_no}", "applicant")

    def examiner(self, authority: str = AUTHORITY) -> dict[str, str]:
        return self.bearer("examiner-1", "examiner", authority)

    def officer(self, authority: str = AUTHORITY) -> dict[str, str]:
        return self.bearer("officer-1", "licence_office", authority)

    def form(self, serial_no: str, copy_kind: str = "正本") -> str:
        """The number of a blank form, entered into the stock."""
        body = {"copy_kind": copy_kind, "first": serial_no, "last": serial_no}
        assert self.client.post("/blanks", json=body, headers=self.officer()).status_code == 201
        return serial_no

    def operations(self) -> dict[str, str]:
        return self.bearer("operator-1", "operator")

    def broken(self) -> list[str]:
        checks = (*INVARIANTS, documents_are_stored(self.resources.exchange))
        with self.resources.database.transaction() as session:
            return [found for check in checks for found in check(session)]


def new_uscc(authority: str) -> str:
    """A code nobody has."""
    return make_uscc("2", authority[:6], make_organisation_code(f"MA{next(_codes):06d}"))


Opened = Callable[..., World]


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Trust services whose faults concern nobody else."""
    with running_sandbox(tmp_path_factory.mktemp("outside"), {}) as running:
        yield running


@pytest.fixture(scope="session")
def opened(postgres: RunningPostgres, object_store: RunningObjectStore, outside: Sandbox) -> Iterator[Opened]:
    """Opens the service on a database of its own, or on the `url` of another; settings may be given."""
    stack = ExitStack()
    key = new_key()

    def open_world(url: str | None = None, **settings: Any) -> World:
        clock = FixedClock(datetime.now(UTC))
        given = {
            **settings_of("licence", postgres, object_store, url),
            "portal_url": PORTAL,
            "ca_url": f"{outside.trust}/ca",
            "tsa_url": f"{outside.trust}/tsa",
            "outside_timeout": 1,
            "verification_rate": "100000/minute",
            "lookup_rate": "100000/minute",
            "demonstration": True,
            **settings,
        }
        settings_of_world = LicenceSettings(**given)
        told: list[tuple[str, Any]] = []
        resources = replace(open_resources(settings_of_world, clock), notice=Notice(told))
        service = wire(settings_of_world, resources, OwnKeys(key))
        stack.callback(service.close)
        base = stack.enter_context(served(service.app))
        client = stack.enter_context(httpx.Client(base_url=base, timeout=30))
        return World(resources, Activities(resources), client, clock, key, outside, told)

    with stack:
        yield open_world


@pytest.fixture(scope="session")
def world(opened: Opened) -> World:
    return opened()
