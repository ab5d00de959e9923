"""The signing service on real PostgreSQL and S3, with the sandbox's authority, time stamps and SMS gateway."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from pydantic import BaseModel
from sqlmodel import Session

from kernel.clock import FixedClock
from kernel.exchange import DocumentRef, Made
from kernel.pdf.reading import page_count
from kernel.service import close_resources
from kernel.typesetting.typesetter import Typesetter
from services.signing.api import INTENT
from services.signing.contract import OpenSigningSession
from services.signing.invariants import INVARIANTS
from services.signing.main import open_resources, wire
from services.signing.operations.opening import open_session
from services.signing.operations.resources import Resources
from services.signing.settings import SigningSettings
from tests.fixtures.documents import preview
from tests.fixtures.services.asking import served
from tests.fixtures.services.keys import left, settings_of
from tests.fixtures.services.tokens import OwnKeys, bearer, new_key
from tests.fixtures.services.tokens import ticket as ticket_of
from tests.integration.sandbox.conftest import Sandbox, running_sandbox
from tests.servers import RunningObjectStore, RunningPostgres

BROWSER = "phone of a test"
KINDS = ("application_form", "identity_document", "premises_commitment", "name_commitment", "name_notice")
FAMILY_FORM = "application_form of a family"
AUTHORITY = "14021300"
ID_NUMBER = "140213199001011233"
HANDWRITING = [
    [{"x": 0.1 + 0.02 * n, "y": 0.3, "t": 10 * n} for n in range(12)],
    [{"x": 0.2, "y": 0.1 + 0.05 * n, "t": 200 + 10 * n} for n in range(12)],
]

_numbers = itertools.count(1)


class Application(BaseModel):
    """More than the signing service reads, as the filing service's part has it."""

    account_subject: str
    authority_code: str
    operator: dict[str, str]
    filing_type: str | None = None
    filing_type_edition: str | None = None
    parties: tuple[dict[str, Any], ...] = ()
    full_name: str = "大同市云冈区晓禾饭店"


@dataclass(frozen=True)
class Phone:
    """A phone that redeemed a link."""

    world: World
    case: Case
    bearer: str
    mobile: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}

    def document(self, kind: str) -> httpx.Response:
        return self.world.client.get(f"/phone/documents/{kind}", headers=self.headers)

    def ask_code(self) -> httpx.Response:
        return self.world.client.post("/phone/codes", headers=self.headers)

    def code(self) -> str:
        """The code that the signer's phone shows last."""
        found = re.search(r"验证码(\d{6})", self.world.texts(self.mobile)[-1])
        assert found
        return found[1]

    def sign(self, code: str, **changes: Any) -> httpx.Response:
        body = {"strokes": HANDWRITING, "sms_code": code, "intent": INTENT, **changes}
        return self.world.client.post("/phone/signatures", headers=self.headers, json=body)

    def signed(self) -> Phone:
        """Asks for a code and signs."""
        assert self.ask_code().status_code == 202
        answer = self.sign(self.code())
        assert answer.status_code == 200, answer.text
        return self


@dataclass(frozen=True)
class Member:
    """A member of the family who takes part in the business."""

    ref: str
    name: str
    mobile: str

    @property
    def party(self) -> dict[str, Any]:
        return {
            "ref": self.ref, "kind": "person", "roles": ["family_member"], "signs": True, "name": self.name,
            "id_document_type": "10", "id_number": ID_NUMBER, "mobile": self.mobile,
        }  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An application with an open signing session."""

    world: World
    application_no: str
    subject: str
    name: str
    mobile: str
    deadline: datetime
    request: OpenSigningSession
    members: tuple[Member, ...] = ()

    @property
    def headers(self) -> dict[str, str]:
        return self.world.bearer(self.subject, "applicant")

    def link(self) -> httpx.Response:
        return self.world.client.post(f"/sessions/{self.application_no}/links", headers=self.headers)

    def redeem(self, token: str) -> httpx.Response:
        return self.world.client.post("/phone/redeem", json={"token": token})

    def phone(self) -> Phone:
        redeemed = self.redeem(self.link().json()["token"])
        assert redeemed.status_code == 200, redeemed.text
        return Phone(self.world, self, redeemed.json()["signer_token"], self.mobile)

    def signed(self) -> Phone:
        """A phone on which the operator signed everything."""
        return self.phone().signed()

    def admit(self, member: Member, **changes: Any) -> httpx.Response:
        """A member's phone comes with the identity service's ticket."""
        claim: dict[str, Any] = {"application_no": self.application_no, "window": 1, "party": member.ref} | changes
        return self.world.client.post("/phone/admissions", headers=self.world.ticket(**claim))

    def phone_of(self, member: Member, window: int = 1) -> Phone:
        admitted = self.admit(member, window=window)
        assert admitted.status_code == 200, admitted.text
        return Phone(self.world, self, admitted.json()["signer_token"], member.mobile)

    def get(self, path: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
        return self.world.client.get(f"/sessions/{self.application_no}{path}", headers=headers or self.headers)


@dataclass(frozen=True)
class World:
    """The service with a clock that the test moves, and the outside it talks to."""

    resources: Resources
    clock: FixedClock
    client: httpx.Client
    outside: Sandbox
    key: ECKey
    documents: dict[str, bytes]

    def bearer(self, subject: str, role: str, authority: str | None = None) -> dict[str, str]:
        return bearer(self.key, subject, role, authority=authority)

    def ticket(self, *, audience: str = "signing", **claim: Any) -> dict[str, str]:
        """As the identity service gives it to somebody it authenticated."""
        return ticket_of(self.key, "invitation", audience, signs=claim)

    def texts(self, mobile: str) -> list[str]:
        answer = httpx.get(f"{self.outside.sms}/sandbox/messages", params={"to": mobile}).json()
        return [message["text"] for message in answer["messages"]]

    def case(
        self,
        name: str = "张晓禾",
        kinds: Sequence[str] = ("premises_commitment",),
        lasts: timedelta = timedelta(days=8),
        members: Sequence[str] = (),
    ) -> Case:
        number = next(_numbers)
        application_no, subject, mobile = f"1402130120261122{number:07d}", f"account-{number}", f"138{number:08d}"
        operator = {"name": name, "mobile": mobile, "id_document_type": "10", "id_number": ID_NUMBER}
        family = tuple(
            Member(f"family-{n}", member, f"137{number:05d}{n:03d}") for n, member in enumerate(members, start=1)
        )
        boss = {"ref": "operator", "kind": "person", "roles": ["operator"], "signs": True, **operator}
        part = Application(
            account_subject=subject,
            authority_code=AUTHORITY,
            operator=operator,
            **(
                {
                    "filing_type": "sole_trader.establishment",
                    "filing_type_edition": "2025-07-15",
                    "parties": (boss, *(member.party for member in family)),
                }
                if members
                else {}
            ),
        )
        request = OpenSigningSession(
            application_no=application_no,
            window=1,
            application=left(self.resources.exchange, application_no, "application", part),
            documents=tuple(self._deposited(application_no, kind, family=bool(members)) for kind in kinds),
            deadline=self.clock.now() + lasts,
        )
        open_session(self.resources, request)
        return Case(self, application_no, subject, name, mobile, request.deadline, request, family)

    def _deposited(self, application_no: str, kind: str, *, family: bool) -> DocumentRef:
        content = self.documents[FAMILY_FORM if family and kind == "application_form" else kind]
        [deposited] = self.resources.exchange.deposit_documents(
            application_no, [Made(kind, content, page_count(content))]
        )
        return deposited

    def broken(self) -> list[str]:
        with self.resources.database.transaction() as session:
            return broken_invariants(session)


@contextmanager
def phone_of(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the application with the name of a phone."""
    with served(app) as url, httpx.Client(base_url=url, timeout=30, headers={"User-Agent": BROWSER}) as client:
        yield client


def broken_invariants(session: Session) -> list[str]:
    return [f"{check.__name__}: {found}" for check in INVARIANTS for found in check(session)]


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Trust services and an SMS gateway whose faults concern nobody else."""
    with running_sandbox(tmp_path_factory.mktemp("outside"), {}) as running:
        yield running


@pytest.fixture(scope="session")
def signing_settings(postgres: RunningPostgres, object_store: RunningObjectStore, outside: Sandbox) -> SigningSettings:
    return SigningSettings(
        **settings_of("signing", postgres, object_store),
        portal_url="https://kaiye.example",
        ca_url=f"{outside.trust}/ca",
        tsa_url=f"{outside.trust}/tsa",
        sms_gateway_url=outside.sms,
        outside_timeout=1,
        redeem_rate="100000/minute",
    )


@pytest.fixture(scope="session")
def documents() -> dict[str, bytes]:
    """The documents of an application, as the filing service sets them."""
    with Typesetter() as engine:
        files = {path.name: path.read_bytes() for path in Path(preview.SAMPLES / "images").glob("*.png")}
        family = preview.sample("application_form")
        family["family_signs"] = True
        family["entity"]["composition_form"] = "家庭经营"
        family["family_members"] = [{"name": f"成员{n}", "relation": "配偶", "id_number": ID_NUMBER} for n in range(20)]
        samples = {kind: (kind, preview.sample(kind)) for kind in KINDS}
        samples[FAMILY_FORM] = ("application_form", family)
        return {
            name: engine.render(preview.ROOT / preview.TEMPLATES[kind], sample, timestamp=preview.MOMENT, files=files)
            for name, (kind, sample) in samples.items()
        }


@pytest.fixture(scope="session")
def opened(signing_settings: SigningSettings) -> Iterator[Resources]:
    resources = open_resources(signing_settings)
    yield resources
    close_resources(resources)


@pytest.fixture
def world(
    signing_settings: SigningSettings, opened: Resources, outside: Sandbox, documents: dict[str, bytes]
) -> Iterator[World]:
    """After each test every invariant holds."""
    clock = FixedClock(datetime.now(UTC))
    resources = replace(opened, clock=clock)
    key = new_key()
    with phone_of(wire(signing_settings, resources, OwnKeys(key)).app) as client:
        running = World(resources, clock, client, outside, key, documents)
        yield running
    assert running.broken() == []
