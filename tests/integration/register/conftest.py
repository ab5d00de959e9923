"""The register on real PostgreSQL and S3, with a clock that the test moves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from joserfc.jwk import ECKey
from pydantic import BaseModel
from sqlalchemy import text

from catalogues.filing_types.words import PartKind
from kernel.clock import FixedClock
from kernel.errors import Outage
from kernel.exchange import Exchange, Reference
from services.register.activities import Activities
from services.register.contract.messages import ApplyFiling, EndTakeOver, FilingApplied, FilingOpened, OpenFiling
from services.register.contract.parts import EntityPart, RegisterFactsPart
from services.register.invariants import INVARIANTS
from services.register.main import open_resources, wire
from services.register.operations.resources import Resources
from services.register.settings import RegisterSettings
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.servers import RunningObjectStore, RunningPostgres, as_owner

AUTHORITY, ELSEWHERE = "14021300", "21010200"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ZHANG = {"name": "张晓禾", "id_document_type": "10", "id_number": "140213199201011237"}
FAMILY = {"name": "李𠮷", "id_number": "140102198801011232", "relation": "配偶"}

_numbers = itertools.count(1)


class Part(BaseModel, extra="allow"):
    """Whatever another service deposits."""


@dataclass(frozen=True)
class Filed:
    """A filing whose parts lie in the exchange."""

    application_no: str
    authority_code: str
    parts: dict[str, Reference]


@dataclass
class Naming:
    """The naming service as far as the register tells it; `silent` it gives no answer."""

    told: list[tuple[str, Reference]] = field(default_factory=list)
    silent: bool = False

    def registered(self, application_no: str, entity: Reference) -> None:
        if self.silent:
            raise Outage("naming.unavailable")
        self.told.append((application_no, entity))


@dataclass
class Lists:
    """What the identity service says of the one person of a case; `silent` it gives no answer."""

    exchange: Exchange
    restricted_until: date | None = None
    silent: bool = False
    asked: int = 0

    def ask(self, application_no: str, authentication: Reference) -> Reference:
        self.asked += 1
        if self.silent:
            raise Outage("identity.facts_unavailable")
        facts = {"restricted_until": self.restricted_until}
        said = Part.model_validate(
            {"application_no": application_no, "persons": [{"person_ref": "operator", "facts": facts}]}
        )
        return left(self.exchange, application_no, "person_facts", said)


@dataclass(frozen=True)
class World:
    """The register with the steps a test takes most often; `client` speaks HTTP to it."""

    resources: Resources
    activities: Activities
    client: TestClient
    clock: FixedClock
    key: ECKey
    naming: Naming
    lists: Lists

    def filed(
        self,
        *,
        name: str | None = "大同市平城区晓禾饺子馆",
        held_name: str | None = None,
        operator: dict[str, str] = ZHANG,
        family: tuple[dict[str, str], ...] = (),
        detail: str = "大庆路33号",
        outcome: str = "APPROVE",
        authority: str = AUTHORITY,
        composition_form: str = "1",
        parties: tuple[dict[str, Any], ...] = (),
        of_before: bool = False,
        authenticated: bool = False,
        overrides: tuple[str, ...] = (),
        account: str = "applicant-1",
        matter: dict[str, Any] | None = None,
    ) -> Filed:
        """`of_before`: as applications were confirmed before there was a register. `overrides`: the rules that it was
        approved against."""
        number = f"{authority[:6]}0120261120{next(_numbers):07d}"
        application = {
            "application_no": number,
            "account_subject": account,
            "authority_code": authority,
            "authority_name": f"{authority[:6]}市场监督管理局",
            "type": {"code": "GT002", "name": "饺子馆", "industry_code": "6210"},
            **({"needs_name": name is not None, "full_name": name} if of_before else {"name_sha256": digest(name)}),
            "premises": {
                **{"county_code": authority[:6], "street_name": "大庆路街道", "detail": detail},
                "full_text": f"山西省大同市平城区大庆路街道{detail}",
            },
            "operator": {**operator, "composition_form": composition_form, "family_members": family},
            "details": {"scope_text_licence": "餐饮服务"},
            "capital_amount": "5",
            **({} if of_before else {"parties": parties or people(operator, family)}),
            **({"matter": matter} if matter else {}),
        }
        held = held_name or name
        contents = {
            "application": application,
            "decision": {
                **{"application_no": number, "decision_no": f"D{number}", "outcome": outcome},
                "overrides": [{"rule_id": rule} for rule in overrides],
            },
            **({"authentication": {"application_no": number}} if authenticated else {}),
            **({"name": {"application_no": number, "full_name": held}} if held else {}),
        }
        deposit = partial(left, self.resources.exchange)
        parts = {kind: deposit(number, kind, Part.model_validate(content)) for kind, content in contents.items()}
        return Filed(number, authority, parts)

    def request(self, filed: Filed, uscc: str | None = None) -> ApplyFiling:
        return ApplyFiling(
            application_no=filed.application_no,
            filing_type="sole_trader.establishment",
            edition="2025-07-15",
            authority_code=filed.authority_code,
            uscc=uscc,
            parts=filed.parts,
        )

    def establish(self, **filing: Any) -> FilingApplied:
        return self.activities.apply_filing(self.request(self.filed(**filing)))

    def open(self, filed: Filed, uscc: str | None = None, submission: int = 1) -> FilingOpened:
        return self.activities.open_filing(
            OpenFiling(
                application_no=filed.application_no,
                submission=submission,
                filing_type="sole_trader.change",
                edition="2026-11-29",
                authority_code=filed.authority_code,
                uscc=uscc,
                parts=filed.parts,
            )
        )

    def facts(self, filed: Filed, uscc: str | None = None) -> Reference:
        """What is counted when a filing is opened with its application."""
        facts = self.open(filed, uscc).facts
        assert facts is not None
        return facts

    def counts(self, filed: Filed, uscc: str | None = None) -> tuple[int, int, int]:
        """At the premises, of the operator, both."""
        part = self.resources.exchange.collect(self.facts(filed, uscc), RegisterFactsPart, PartKind.REGISTER_FACTS)
        return part.entities_at_premises, part.entities_of_operator, part.duplicates

    def entity(self, reference: Reference | None, kind: PartKind = PartKind.ENTITY) -> EntityPart:
        assert reference is not None
        return self.resources.exchange.collect(reference, EntityPart, kind)

    def bearer(self, role: str, authority: str | None = None) -> dict[str, str]:
        return bearer(self.key, f"{role}-1", role, authority=authority)

    def examiner(self, authority: str = AUTHORITY) -> dict[str, str]:
        return self.bearer("examiner", authority)

    def operations(self) -> dict[str, str]:
        return self.bearer("operator")

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with as_owner(self.resources.database) as connection:
            result = connection.execute(text(statement), values)
            return list(result) if result.returns_rows else []

    def broken(self) -> list[str]:
        with self.resources.database.transaction() as session:
            return [found for check in INVARIANTS for found in check(session)]


Opened = Callable[..., World]


def digest(name: str | None) -> str | None:
    return sha256(name.encode()).hexdigest() if name else None


def people(operator: dict[str, str], family: tuple[dict[str, str], ...]) -> list[dict[str, Any]]:
    """The parties as an application names them."""
    members = [
        {"ref": f"family-{number}", "kind": "person", "roles": ["family_member"], "id_document_type": "10", **member}
        for number, member in enumerate(family, 1)
    ]
    return [{"ref": "operator", "kind": "person", "roles": ["operator", "liaison"], **operator}, *members]


@pytest.fixture(scope="session")
def opened(postgres: RunningPostgres, object_store: RunningObjectStore) -> Iterator[Opened]:
    """Opens the register on a database of its own; settings may be given. `ended=False`: the take-over goes on."""
    stack = ExitStack()
    key = new_key()

    def open_world(*, ended: bool = True, **settings: Any) -> World:
        clock = FixedClock(NOW)
        given = {
            **settings_of("register", postgres, object_store),
            "environment": "local",
            **settings,
        }
        settings_of_world = RegisterSettings(**given)
        naming = Naming()
        resources = open_resources(settings_of_world, clock)
        lists = Lists(resources.exchange)
        resources = replace(resources, naming=naming, persons=lists)
        service = wire(settings_of_world, resources, OwnKeys(key))
        stack.callback(service.close)
        activities = Activities(resources)
        client = stack.enter_context(asked(service.app))
        world = World(resources, activities, client, clock, key, naming, lists)
        if ended:
            activities.end_take_over(EndTakeOver())
        return world

    with stack:
        yield open_world


@pytest.fixture
def world(opened: Opened) -> Iterator[World]:
    """An empty register; every invariant must hold when the test is over."""
    made = opened()
    yield made
    assert made.broken() == []
