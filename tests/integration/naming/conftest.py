"""The naming service on real PostgreSQL and S3, with a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from catalogues.filing_types.words import PartKind
from kernel.clock import FixedClock
from kernel.tokens import Role
from services.naming.contract import NamePart, NameReserved, ReserveName
from services.naming.invariants import INVARIANTS
from services.naming.main import open_resources, wire
from services.naming.operations import declarations, reservations
from services.naming.operations.declarations import DeclaredName, DeclareName
from services.naming.operations.judgements import WishedName
from services.naming.operations.resources import Resources
from services.naming.settings import NamingSettings
from tests.fixtures.services.asking import TestClient, asked
from tests.fixtures.services.keys import settings_of
from tests.fixtures.services.rows import broken, execute, rows
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.servers import RunningObjectStore, RunningPostgres

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
USCC = "92140213MA0MU7MP45"
OTHER_USCC = "91350100M000100Y43"

_numbers = itertools.count(1)


@dataclass
class Naming:
    """The service with the steps a test takes most often."""

    resources: Resources
    clock: FixedClock
    client: TestClient
    key: ECKey

    def headers(self, subject: str = "account-1", role: Role = Role.APPLICANT) -> dict[str, str]:
        return bearer(self.key, subject, role)

    def application(self, business_type: str = "01") -> str:
        return f"140213{business_type}20261120{next(_numbers):06d}7"

    def declare(
        self,
        trade_name: str,
        industry: str = "饺子",
        form: str = "馆",
        *,
        application_no: str | None = None,
        subject: str = "account-1",
        operator_name: str | None = None,
        confirmed: bool = False,
        request_key: str | None = None,
        county: str = "140213",
        type_code: str = "GT002",
    ) -> DeclaredName:
        wished = WishedName(county, type_code, trade_name, industry, form, operator_name)
        return declarations.declare_name(
            self.resources,
            DeclareName(application_no or self.application(), subject, wished, True, confirmed, request_key),
        )

    def reserve(self, declared: DeclaredName) -> NameReserved:
        return reservations.reserve_name(
            self.resources,
            ReserveName(application_no=declared.application_no, declaration_id=declared.declaration_id),
        )

    def hold(self, trade_name: str, industry: str = "饺子", form: str = "馆", **more: Any) -> NameReserved:
        return self.reserve(self.declare(trade_name, industry, form, **more))

    def part(self, reserved: NameReserved) -> NamePart:
        return self.resources.exchange.collect(reserved.part, NamePart, PartKind.NAME)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        return rows(self.resources.database, statement, **values)

    def broken_invariants(self) -> list[str]:
        return broken(self.resources.database, INVARIANTS)


@pytest.fixture(scope="session")
def naming_settings(postgres: RunningPostgres, object_store: RunningObjectStore) -> NamingSettings:
    return NamingSettings(**settings_of("naming", postgres, object_store))


@pytest.fixture(scope="session")
def opened(naming_settings: NamingSettings) -> Iterator[tuple[Resources, FixedClock, FastAPI, ECKey]]:
    """Its routes take longer to put together than many a test: all share them, and the key of their tokens."""
    clock, key = FixedClock(NOW), new_key()
    resources = open_resources(naming_settings, clock)
    service = wire(naming_settings, resources, OwnKeys(key))
    yield resources, clock, service.app, key
    service.close()


@pytest.fixture
def naming(opened: tuple[Resources, FixedClock, FastAPI, ECKey]) -> Iterator[Naming]:
    """An empty register; every invariant must hold when the test is over."""
    resources, clock, app, key = opened
    clock.advance(NOW - clock.now())
    execute(
        resources.database,
        "TRUNCATE naming.registered_name, naming.name_clue, naming.name_declaration,"
        " naming.refused_reservation CASCADE",
    )
    with asked(app) as client:
        running = Naming(resources, clock, client, key)
        yield running
        assert running.broken_invariants() == []
