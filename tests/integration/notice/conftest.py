"""The notice service on real PostgreSQL, S3 and NATS, beside the sandbox's agencies and SMS gateway."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import ECKey
from sqlmodel import Session

from deploy.local.children import Child
from deploy.local.nats_accounts import AGENCIES, LOG, NOTICE
from deploy.local.nats_server import NatsServer
from deploy.local.ports import HeldPorts
from kernel import jose
from services.notice.contract import AnnounceRegistration, MessageApplicant
from services.notice.invariants import INVARIANTS
from services.notice.main import open_resources, wire
from services.notice.operations.announcements import announce_registration
from services.notice.operations.dispatching import republish
from services.notice.operations.receipts import take_next_receipt
from services.notice.operations.resources import Resources
from services.notice.settings import NoticeSettings
from tests.fixtures import registrations
from tests.fixtures.registrations import Part
from tests.fixtures.services.asking import served
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.integration.sandbox.conftest import Sandbox, running_sandbox
from tests.servers import RunningNats, RunningObjectStore, RunningPostgres

PATIENCE = 20.0
KEYS = {agency: jose.new_keys() for agency in AGENCIES}
"""What the sandbox's agencies read and sign with."""


@dataclass(frozen=True)
class Channel:
    """NATS, with the agencies that read from it and the SMS gateway."""

    nats: RunningNats
    sandbox: Sandbox

    def behave(self, agency: str, **behaviour: object) -> None:
        url = f"{self.sandbox.agencies}/sandbox/agencies/{agency}/behaviour"
        httpx.put(url, json=behaviour).raise_for_status()

    @contextmanager
    def agency_behaving(self, agency: str, **behaviour: object) -> Iterator[None]:
        self.behave(agency, **behaviour)
        try:
            yield
        finally:
            self.behave(agency)

    def accepted(self, agency: str, application_no: str) -> list[dict[str, Any]]:
        """What the agency wrote into its books about an application."""
        events = httpx.get(f"{self.sandbox.agencies}/sandbox/agencies/{agency}/events").json()["accepted"]
        return [event for event in events if event.get("applicationno") == application_no]

    def connected(self, agency: str) -> bool:
        return bool(httpx.get(f"{self.sandbox.agencies}/sandbox/agencies/{agency}").json()["connected"])

    def texts(self, mobile: str) -> list[str]:
        """What the phone shows."""
        found = httpx.get(f"{self.sandbox.sms}/sandbox/messages", params={"to": mobile}).json()["messages"]
        return [message["text"] for message in found]


@pytest.fixture(scope="session")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Channel]:
    """A NATS server of its own: these tests take it down, and its agencies read every event."""
    home = tmp_path_factory.mktemp("channel")
    ports = HeldPorts()
    server = NatsServer(
        home / "nats", ports.hold(0, "nats"), {user: f"test-{user}" for user in (NOTICE, LOG, *AGENCIES)}
    )
    child = Child("nats", server.prepare(), home / "nats.log")
    environment = {
        "KAIYE_NATS_URL": server.url,
        **{f"KAIYE_NATS_{agency.upper()}_PASSWORD": server.passwords[agency] for agency in AGENCIES},
        "KAIYE_AGENCY_PRIVATE_KEYS": json.dumps(KEYS),
    }
    try:
        child.start()
        child.wait_ready(server.probe, 60)
        with running_sandbox(home / "sandbox", environment) as running:
            yield Channel(RunningNats(child, server), running)
    finally:
        child.stop()
        ports.release()


@pytest.fixture(scope="session")
def notice_settings(postgres: RunningPostgres, object_store: RunningObjectStore, channel: Channel) -> NoticeSettings:
    return NoticeSettings(
        **settings_of("notice", postgres, object_store),
        nats_url=channel.nats.url,
        nats_password=channel.nats.server.passwords[NOTICE],
        sms_gateway_url=channel.sandbox.sms,
        outside_timeout=1,
        round_seconds=0.2,
        agency_keys={agency: jose.public_halves(keys) for agency, keys in KEYS.items()},
    )


@dataclass(frozen=True)
class World:
    """The service; `client` speaks HTTP to it, `tokens` signs as the identity service would."""

    settings: NoticeSettings
    resources: Resources
    channel: Channel
    client: httpx.Client
    tokens: ECKey

    def new_case(self) -> Case:
        """A registration nobody was told of yet."""
        digits = str(uuid4().int)
        return Case(self, digits[:23], f"92{digits[:16]}", f"139{digits[-8:]}")

    def bearer(self, subject: str, *roles: str) -> dict[str, str]:
        return bearer(self.tokens, subject, *roles)

    @property
    def operations(self) -> dict[str, str]:
        return self.bearer("operator-1", "operator")

    def republish(self) -> int:
        return republish(self.resources)

    def take_receipts(self, until: Callable[[], bool]) -> None:
        """Take receipts until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, "waited in vain for receipts"
            take_next_receipt(self.resources)

    def drain(self) -> None:
        """Take every receipt there is."""
        while take_next_receipt(self.resources):
            pass

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.resources.database.transaction() as session:
            yield session

    def broken(self) -> list[str]:
        with self.session() as session:
            return [found for invariant in INVARIANTS for found in invariant(session)]

    @contextmanager
    def working(self) -> Iterator[None]:
        """The service's background work goes on while inside, as in production."""
        service = wire(self.settings, self.resources)

        async def run(ready: threading.Event, stopping: threading.Event) -> None:
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for background in service.background:
                    group.create_task(background(stop))
                ready.set()
                await asyncio.to_thread(stopping.wait)
                stop.set()

        ready, stopping = threading.Event(), threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(run(ready, stopping)))
        thread.start()
        ready.wait()
        try:
            yield
        finally:
            stopping.set()
            thread.join()


@dataclass(frozen=True)
class Case:
    """One application with its parts in the exchange."""

    world: World
    application_no: str
    uscc: str
    mobile: str

    def _deposit(self, kind: str, part: Part) -> Any:
        return left(self.world.resources.exchange, self.application_no, kind, part)

    @property
    def application(self) -> Any:
        part = registrations.application(self.application_no, operator={"mobile": self.mobile})
        return self._deposit("application", part)

    @property
    def licence(self) -> Any:
        return self._deposit("licence", registrations.licence(self.application_no, self.uscc))

    def decision(self, *titles: tuple[str, str]) -> Any:
        return self._deposit("decision", registrations.decision(*titles, application_no=self.application_no))

    @property
    def announcement(self) -> AnnounceRegistration:
        return AnnounceRegistration(
            application_no=self.application_no,
            uscc=self.uscc,
            parts={
                "application": self.application,
                "entity": self._deposit("entity", registrations.entity(self.application_no, self.uscc)),
                "licence": self.licence,
            },
        )

    def message(self, template: Any = "licensed", occasion: int = 1, **parts: Any) -> MessageApplicant:
        return MessageApplicant(
            application_no=self.application_no,
            template=template,
            occasion=occasion,
            parts={"application": self.application, "licence": self.licence} | parts,
        )

    def announce(self) -> tuple[str, ...]:
        return announce_registration(self.world.resources, self.announcement).event_ids

    def lines(self) -> dict[str, dict[str, Any]]:
        """Agency → this case's line in the operators' list."""
        page = self.world.client.get("/events", params={"limit": 200}, headers=self.world.operations).json()
        return {line["agency"]: line for line in page["items"] if line["application_no"] == self.application_no}

    def state(self, agency: str) -> str:
        return str(self.lines()[agency]["state"])

    def sheet(self, agency: str) -> dict[str, Any]:
        event_id = self.lines()[agency]["event_id"]
        sheet: dict[str, Any] = self.world.client.get(f"/events/{event_id}", headers=self.world.operations).json()
        return sheet

    def answered(self) -> bool:
        return {line["state"] for line in self.lines().values()} == {"ACCEPTED"}


@pytest.fixture(scope="session")
def token_key() -> ECKey:
    return new_key()


@pytest.fixture
def world(notice_settings: NoticeSettings, channel: Channel, token_key: ECKey) -> Iterator[World]:
    """After each test every invariant must hold."""
    resources = open_resources(notice_settings)
    service = wire(notice_settings, resources, OwnKeys(token_key))
    with served(service.app) as url, httpx.Client(base_url=url, timeout=30) as client:
        world = World(notice_settings, resources, channel, client, token_key)
        yield world
    broken = world.broken()
    service.close()
    assert broken == []


def together(*calls: Callable[[], Any]) -> list[Any]:
    """The results (or exceptions) of calls that begin at the same time."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[number] = call()
        except BaseException as error:  # whatever a call ends with is its result
            results[number] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def waited_for(holds: Callable[[], bool]) -> None:
    """Return when something holds that others bring about."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
