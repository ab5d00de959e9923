"""The identity service on real PostgreSQL and S3, beside the sandbox's population registry and SMS gateway."""

from __future__ import annotations

import base64
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import Session

from kernel.clock import FixedClock
from kernel.numbers import resident_id_check
from kernel.revocations import Revocations
from kernel.tokens import TokenVerifier
from services.identity.invariants import INVARIANTS
from services.identity.main import open_resources, wire
from services.identity.operations.password_hashes import PasswordHashes
from services.identity.operations.resources import Resources
from services.identity.settings import IdentitySettings
from tests.fixtures.services.asking import served
from tests.fixtures.services.keys import settings_of
from tests.fixtures.services.rows import broken
from tests.integration.sandbox.conftest import Sandbox, running_sandbox
from tests.servers import RunningObjectStore, RunningPostgres

CAPTCHA = "k7x3qz"
PASSWORD = "Kaiye#2022"
EXAMINER = {
    "account_name": "examiner", "password": PASSWORD, "roles": ["examiner"], "authority": "140213", "name": "审一",
}  # fmt: skip
OTHER_EXAMINER = {**EXAMINER, "account_name": "examiner_2", "authority": "140212"}

CHEAP = PasswordHashes(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""That production uses costly parameters is a test of its own."""

_numbers = itertools.count(1)


def signing_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    encoding = serialization.Encoding.PEM
    return base64.b64encode(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    ).decode()


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A population registry and an SMS gateway whose faults concern nobody else."""
    with running_sandbox(tmp_path_factory.mktemp("outside"), {}) as running:
        yield running


@pytest.fixture(scope="session")
def identity_settings(
    postgres: RunningPostgres, object_store: RunningObjectStore, outside: Sandbox
) -> IdentitySettings:
    return IdentitySettings(
        **settings_of("identity", postgres, object_store),
        environment="local",
        signing_key=signing_key(),
        population_registry_url=outside.population,
        sms_gateway_url=outside.sms,
        outside_timeout=0.5,
        captcha_test_answer=CAPTCHA,
        demo_staff=[EXAMINER, OTHER_EXAMINER],
        login_rate="100000/minute",
        captcha_rate="100000/minute",
        sms_rate="100000/minute",
        registration_rate="100000/minute",
        registration_check_rate="100000/minute",
        without_captcha_rate="0/hour",
    )


@dataclass(frozen=True)
class PersonOfTest:
    """Somebody the registry knows and whose phone receives texts."""

    name: str
    id_number: str
    mobile: str
    account_name: str


@dataclass(frozen=True)
class World:
    """The service with a clock the test moves; `client` speaks HTTP to it."""

    resources: Resources
    clock: FixedClock
    client: httpx.Client
    outside: Sandbox

    def person(self, **flags: Any) -> PersonOfTest:
        """A new person in the registry."""
        number = next(_numbers)
        first = f"1402131990{1 + number // 500 % 9:02d}{1 + number % 28:02d}{number % 1000:03d}"
        person = PersonOfTest(
            name="试" + "甲乙丙丁戊己庚辛壬癸"[number % 10] + "子丑寅卯辰巳午未申酉"[number // 10 % 10],
            id_number=first + resident_id_check(first),
            mobile=f"139{number:08d}",
            account_name=f"person_{number}",
        )
        entry = {"name": person.name, "id_number": person.id_number, **flags}
        httpx.post(f"{self.outside.population}/sandbox/persons", json={"persons": [entry]}).raise_for_status()
        return person

    @contextmanager
    def verifying(self) -> Iterator[TokenVerifier]:
        """As another service looks at tokens; it listens for ended sessions no longer than that."""
        base = str(self.client.base_url).rstrip("/")
        with closing(Revocations(f"{base}/sessions/ended")) as ended:
            yield TokenVerifier(f"{base}/.well-known/jwks.json", "kaiye-identity", ended)

    def captcha(self) -> dict[str, str]:
        issued = self.client.post("/captchas")
        assert issued.status_code == 201
        return {"captcha_id": issued.json()["captcha_id"], "captcha_answer": CAPTCHA}

    def texts(self, mobile: str) -> list[str]:
        """What the phone shows."""
        found = httpx.get(f"{self.outside.sms}/sandbox/messages", params={"to": mobile}).json()["messages"]
        return [message["text"] for message in found]

    def ask_code(self, mobile: str, purpose: str = "register", **more: str) -> httpx.Response:
        return self.client.post("/sms-codes", json={"purpose": purpose, "mobile": mobile, **self.captcha(), **more})

    def sms_code(self, mobile: str, purpose: str = "register", **more: str) -> str:
        """The code as read from the phone."""
        before = len(self.texts(mobile))
        answer = self.ask_code(mobile, purpose, **more)
        assert answer.status_code == 202, answer.text
        return self.next_code(mobile, before)

    def next_code(self, mobile: str, before: int) -> str:
        """The code of the first text after `before` others."""
        until = time.monotonic() + 10
        while len(texts := self.texts(mobile)) <= before and time.monotonic() < until:
            time.sleep(0.02)
        found = re.search(r"验证码 (\d{6})", texts[before])
        assert found
        return found[1]

    def form(self, person: PersonOfTest, **changes: Any) -> dict[str, Any]:
        """A right registration form; asks for an SMS code unless one is given."""
        return {
            "account_name": person.account_name,
            "password": PASSWORD,
            "password_confirm": PASSWORD,
            "real_name": person.name,
            "identity_type": "1",
            "id_document_type": "10",
            "id_number": person.id_number,
            "mobile": person.mobile,
            "agreement_accepted": True,
            **({} if "sms_code" in changes else {"sms_code": self.sms_code(person.mobile)}),
            **({} if "captcha_id" in changes else self.captcha()),
            **changes,
        }

    def register(self, person: PersonOfTest, **changes: Any) -> httpx.Response:
        return self.client.post("/accounts", json=self.form(person, **changes))

    def registered(self, **flags: Any) -> tuple[PersonOfTest, str]:
        """A new person with an account, and the account's id."""
        person = self.person(**flags)
        answer = self.register(person)
        assert answer.status_code == 201, answer.text
        return person, answer.json()["account_id"]

    def login(self, account_name: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        return self.client.post("/sessions", json={"account_name": account_name, "password": password, **more})

    def bearer(self, account_name: str) -> dict[str, str]:
        """The headers of somebody logged in."""
        answer = self.login(account_name)
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.resources.database.transaction() as session:
            yield session


def errors(answer: httpx.Response) -> dict[str, str]:
    """Pointer to code, of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}


@pytest.fixture
def world(identity_settings: IdentitySettings, outside: Sandbox) -> Iterator[World]:
    """After each test every invariant must hold."""
    clock = FixedClock(datetime.now(UTC))
    resources = replace(open_resources(identity_settings), clock=clock, passwords=CHEAP)
    service = wire(identity_settings, resources)
    with served(service.app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield World(resources, clock, client, outside)
    found = broken(resources.database, INVARIANTS)
    service.close()
    assert found == []


@pytest.fixture
def verifier(world: World) -> Iterator[TokenVerifier]:
    with world.verifying() as verifier:
        yield verifier


Result = TypeVar("Result")


def at_once(calls: list[Callable[[], Result]]) -> list[Result]:
    """The results of calls that begin together."""
    barrier = threading.Barrier(len(calls))
    results: list[Result] = []

    def run(call: Callable[[], Result]) -> None:
        barrier.wait()
        results.append(call())

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
