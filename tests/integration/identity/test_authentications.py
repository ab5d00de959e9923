"""Consent, live capture and the registry's comparison, on real PostgreSQL, S3 and HTTP."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from sqlmodel import col, func, select

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Finding, Outage, Refusal
from services.identity.activities import Activities
from services.identity.contract import AuthenticatePersons, AuthenticationPart, PersonsAuthenticated
from services.identity.store.authentications import Authentication, FaceCapture
from tests.fixtures.services.handing import Neighbour
from tests.fixtures.services.keys import left, order
from tests.integration.identity.conftest import EXAMINER, PersonOfTest, World, errors

_numbers = itertools.count(1)


class ForeignPart(BaseModel):
    """An application part as the filing service leaves it, with fields nobody here knows."""

    application_no: str
    account_subject: str
    operator: dict[str, Any]
    capital_amount: str = "10.0000"


class Case:
    """One application of one account."""

    def __init__(self, world: World, person: PersonOfTest, account_id: str, **operator: str) -> None:
        self.world = world
        self.number = f"1402130120220222{next(_numbers):06d}0"
        self.account_id = account_id
        self.headers = world.bearer(person.account_name)
        self.operator = {
            "name": person.name, "id_document_type": "10", "id_number": person.id_number, "mobile": person.mobile,
            **operator,
        }  # fmt: skip

    def consent(self, capture: str = "capture-1", **changes: Any) -> httpx.Response:
        body = {"application_no": self.number, "consent_to_face": True, "live_capture": capture, **changes}
        ordered = {"Kaiye-Order": order(self.account_id, self.number, "authenticate", self.world.clock.now())}
        return self.world.client.post("/authentications", json=body, headers=self.headers | ordered)

    def request(self, window: int = 1, valid_for: timedelta = timedelta(days=8)) -> AuthenticatePersons:
        part = ForeignPart(application_no=self.number, account_subject=self.account_id, operator=self.operator)
        return AuthenticatePersons(
            application_no=self.number,
            window=window,
            application=left(self.world.resources.exchange, self.number, "application", part),
            valid_until=self.world.clock.now() + valid_for,
        )

    def authenticate(self, request: AuthenticatePersons | None = None) -> PersonsAuthenticated:
        return Activities(self.world.resources).authenticate_persons(request or self.request())

    def part(self, done: PersonsAuthenticated) -> AuthenticationPart:
        return self.world.resources.exchange.collect(done.part, AuthenticationPart, PartKind.AUTHENTICATION)

    def status(self) -> str:
        return str(self._shown()["status"])

    def refused_because(self) -> Finding | None:
        found = self._shown()["refused_because"]
        return Finding(**found) if found else None

    def _shown(self) -> dict[str, Any]:
        answer = self.world.client.get(f"/authentications/{self.number}", headers=self.headers)
        person: dict[str, Any]
        (person,) = answer.json()["persons"]
        return person

    def outcomes(self) -> list[str | None]:
        with self.world.session() as session:
            query = select(Authentication).where(col(Authentication.application_no) == self.number)
            return [row.refused_because for row in session.exec(query.order_by(col(Authentication.attempt)))]


@pytest.fixture
def case(world: World) -> Case:
    person, account_id = world.registered()
    return Case(world, person, account_id)


def test_authentication(case: Case) -> None:
    """A person who consented and matches is authenticated, and the part says by what and until when."""
    assert case.consent().status_code == 201
    request = case.request()
    done = case.authenticate(request)
    assert done.valid_until == request.valid_until
    part = case.part(done)
    (person,) = part.persons
    assert part.account_mobile == case.operator["mobile"]
    assert (part.account_subject, part.account_verified, part.account_is_operator) == (case.account_id, True, True)
    assert (person.name, person.id_number) == (case.operator["name"], case.operator["id_number"])
    assert (person.method, person.role, person.valid_until) == ("face", "operator", request.valid_until)
    assert person.face_score is not None and person.face_score >= 0.9
    assert person.reference_no.startswith("PR")
    assert person.facts.model_dump() == {
        "barred_profession": False, "serious_violation": False, "restricted_until": None, "litigation": False,
    }  # fmt: skip


def test_agent(world: World) -> None:
    """Where the operator is somebody else than the account's person, the part says so."""
    _, operator_of = world.person(), world.person()
    person, account_id = world.registered()
    case = Case(world, person, account_id, name=operator_of.name, id_number=operator_of.id_number)
    case.consent()
    assert case.part(case.authenticate()).account_is_operator is False


def test_states(case: Case) -> None:
    """The page shows 未认证, 认证中, 认证成功 and, when its validity is over, 已过期."""
    seen = [case.status()]
    case.consent()
    seen.append(case.status())
    case.world.clock.advance(timedelta(seconds=1))
    case.authenticate(case.request(valid_for=timedelta(minutes=5)))
    seen.append(case.status())
    case.world.clock.advance(timedelta(minutes=5))
    seen.append(case.status())
    assert seen == ["未认证", "认证中", "认证成功", "已过期"]


def test_no_consent(case: Case) -> None:
    """Without consent to face recognition nothing is kept, and nothing is asked."""
    refused = case.consent(consent_to_face=False)
    assert (refused.status_code, errors(refused)) == (422, {"/consent_to_face": "identity.consent_missing"})
    with pytest.raises(Refusal) as caught:
        case.authenticate()
    assert caught.value.code == "identity.consent_missing"
    assert caught.value.article == "个人信息保护法 第二十九条"


def test_consent_of_another_account(case: Case) -> None:
    """A capture another account posted for the same application does not count."""
    person, account_id = case.world.registered()
    other = Case(case.world, person, account_id)
    other.number = case.number
    assert other.consent().status_code == 201
    assert case.status() == "未认证"
    with pytest.raises(Refusal, match=r"identity\.consent_missing"):
        case.authenticate()


def test_consent_again(case: Case) -> None:
    """The same capture posted twice is kept once; a new one takes its place."""
    for capture in ("capture-1", "capture-1", "capture-2"):
        assert case.consent(capture).status_code == 201
    with case.world.session() as session:
        query = select(func.count()).select_from(FaceCapture).where(col(FaceCapture.application_no) == case.number)
        assert session.exec(query).one() == 2


def test_capture_is_encrypted_and_erased(case: Case) -> None:
    """The live capture is encrypted while it waits and gone once it was used; the consent stays."""
    case.consent("face-token-1")
    query = select(FaceCapture).where(col(FaceCapture.application_no) == case.number)
    with case.world.session() as session:
        waiting = session.exec(query).one().capture_encrypted
    assert waiting is not None
    assert "face-token" not in waiting
    case.authenticate()
    with case.world.session() as session:
        used = session.exec(query).one()
    assert used.capture_encrypted is None
    assert used.consented_at is not None


@pytest.mark.parametrize(
    ("operator", "code"),
    [
        ({"name": "试错"}, "identity.person_differs"),
        ({"id_number": "140102198801011240"}, "identity.person_not_found"),
    ],
)
def test_registry_says_no(world: World, operator: dict[str, str], code: str) -> None:
    """A no of the registry is a refusal without personal data, kept and shown as 认证失败."""
    person, account_id = world.registered()
    case = Case(world, person, account_id, **operator)
    case.consent()
    world.clock.advance(timedelta(seconds=1))
    with pytest.raises(Refusal) as caught:
        case.authenticate()
    assert caught.value.code == "identity.person_mismatch"
    assert [finding.code for finding in caught.value.findings] == [code]
    assert case.outcomes() == [code]
    assert case.status() == "认证失败"
    assert case.refused_because() == caught.value.findings[0]
    told = repr(vars(caught.value))
    assert not any(value in told for value in case.operator.values() if value != "10")


def test_forged_capture(case: Case) -> None:
    """A capture that shows nobody present is refused; a real one then succeeds in the same window."""
    case.consent("spoof-photo")
    with pytest.raises(Refusal) as caught:
        case.authenticate()
    assert [finding.code for finding in caught.value.findings] == ["identity.capture_not_live"]
    case.world.clock.advance(timedelta(seconds=1))
    case.consent("capture-real")
    assert case.refused_because() is None
    case.authenticate()
    assert case.outcomes() == ["identity.capture_not_live", None]
    assert case.refused_because() is None


def test_somebody_elses_face(case: Case) -> None:
    """How alike the faces are is passed on; the approval rules judge it (AR-06)."""
    stranger = case.world.person()
    token = {"token": f"capture-{case.number}", "id_number": stranger.id_number}
    httpx.post(f"{case.world.outside.population}/sandbox/live-captures", json=token).raise_for_status()
    case.consent(token["token"])
    score = case.part(case.authenticate()).persons[0].face_score
    assert score is not None and score < 0.5


def test_asking_again_after_a_no(case: Case) -> None:
    """After a no a later call asks anew, here when the registry was put right, with the same capture."""
    case.consent()
    with (
        case.world.outside.misbehaving(case.world.outside.population, mismatch=True),
        pytest.raises(Refusal, match=r"identity\.person_mismatch"),
    ):
        case.authenticate()
    case.authenticate()
    assert case.outcomes() == ["identity.person_differs", None]


@pytest.mark.parametrize("fault", [{"hang": True}, {"error_rate": 1.0}, {"garbage": True}, {"down": True}])
@pytest.mark.parametrize("path", ["/v1/verifications", "/v1/facts"])
def test_outage(case: Case, fault: dict[str, Any], path: str) -> None:
    """A registry that hangs, fails, talks nonsense or cuts the line is an outage and never a no: nothing is kept,
    and the same call succeeds afterwards."""
    case.consent()
    request = case.request()
    with (
        case.world.outside.misbehaving(case.world.outside.population, path_prefix=path, **fault),
        pytest.raises(Outage, match=r"identity\.registry_unavailable"),
    ):
        case.authenticate(request)
    assert case.outcomes() == []
    assert case.status() == "认证中"
    case.authenticate(request)
    assert case.outcomes() == [None]


def test_answer_lost(case: Case) -> None:
    """When only the registry's answer was lost, asking again is the same question."""
    case.consent()
    request = case.request()
    with (
        case.world.outside.misbehaving(case.world.outside.population, down=True, after_effect=True),
        pytest.raises(Outage),
    ):
        case.authenticate(request)
    case.authenticate(request)
    assert case.outcomes() == [None]


def test_same_request_twice(case: Case) -> None:
    """The same request again gives the same part, even while the registry is down."""
    case.consent()
    request = case.request()
    first = case.authenticate(request)
    with case.world.outside.misbehaving(case.world.outside.population, down=True):
        assert case.authenticate(request) == first
    assert case.outcomes() == [None]


def test_simultaneous_requests(case: Case) -> None:
    """The same request several times at once gives one authentication and one part."""
    case.consent()
    request = case.request()
    results: list[PersonsAuthenticated] = []
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        results.append(case.authenticate(request))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len({result.part.key for result in results}) == 1
    assert case.outcomes() == [None]


def test_new_window_needs_new_consent(case: Case) -> None:
    """A new signing window asks for a new capture and gives a new authentication (通知 2.1.2.6)."""
    case.consent()
    first = case.authenticate(case.request(1))
    with pytest.raises(Refusal, match=r"identity\.consent_missing"):
        case.authenticate(case.request(2))
    case.consent("capture-2")
    second = case.authenticate(case.request(2))
    assert case.part(second).window == 2
    assert second.part != first.part


def test_part_of_another_application(case: Case) -> None:
    """A part that belongs to another application is our mistake, not the applicant's."""
    case.consent()
    request = case.request().model_copy(update={"application_no": "14021301202202229999990"})
    with pytest.raises(Defect, match=r"identity\.part_of_another_application"):
        case.authenticate(request)


def test_facts(world: World) -> None:
    """What other departments' lists say is in the part."""
    facts = {"barred_profession": True, "serious_violation": True, "restricted_until": "2031-05-04", "litigation": True}
    person, account_id = world.registered(facts=facts)
    case = Case(world, person, account_id)
    case.consent()
    assert case.part(case.authenticate()).persons[0].facts.model_dump(mode="json") == facts


@pytest.mark.parametrize(("registry", "own", "told"), [
    (None, "2090-01-01", "2090-01-01"),
    ("2091-01-01", "2090-01-01", "2091-01-01"),
    ("2089-01-01", "2090-01-01", "2090-01-01"),
])  # fmt: skip
def test_own_restriction(world: World, registry: str | None, own: str, told: str) -> None:
    """A restriction of ours and one of the registry: the later end counts (条例 第四十条)."""
    person, account_id = world.registered(facts={"restricted_until": registry})
    restriction = {
        "id_document_type": "10", "id_number": person.id_number, "reason": "虚假登记", "evidence": "撤字〔2022〕1号",
        "to": own,
    }  # fmt: skip
    headers = world.bearer(str(EXAMINER["account_name"]))
    assert world.client.post("/restrictions", json=restriction, headers=headers).status_code == 201
    case = Case(world, person, account_id)
    case.consent()
    assert str(case.part(case.authenticate()).persons[0].facts.restricted_until) == told


@pytest.mark.parametrize("body", [
    {}, {"application_no": "'; DROP"}, {"role": "agent"}, {"person_ref": "x"}, {"live_capture": ""},
    {"live_capture": "x" * 5000}, {"consent_to_face": "maybe"}, {"more": 1},
])  # fmt: skip
def test_bad_consent(case: Case, body: dict[str, Any]) -> None:
    """A malformed consent is refused with its field."""
    answer = case.consent(**body) if body else case.world.client.post("/authentications", json={}, headers=case.headers)
    assert answer.status_code == 422
    assert errors(answer)


def test_examiners_do_not_consent(case: Case) -> None:
    """Consent is the applicant's: an examiner may neither give nor read it."""
    headers = case.world.bearer(str(EXAMINER["account_name"]))
    assert case.world.client.get(f"/authentications/{case.number}", headers=headers).status_code == 403


def test_authenticated_at_is_an_instant(case: Case) -> None:
    """The instant of authentication is the registry's, with a time zone."""
    case.consent()
    at = case.part(case.authenticate()).persons[0].authenticated_at
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_session_is_opened_by_the_same_act(case: Case) -> None:
    """Not before the operator is authenticated, and with the authentication as proof; while the signing service is
    silent it is tried again, and the registry is not asked twice."""
    signing = Neighbour(silent=True)
    activities = Activities(replace(case.world.resources, signing=signing))
    request = case.request().model_copy(update={"opens": {"window": 1}})
    with pytest.raises(Refusal, match="consent_missing"):
        activities.authenticate_persons(request)
    assert case.consent().status_code == 201
    with pytest.raises(Outage):
        activities.authenticate_persons(request)
    signing.silent = False
    done = activities.authenticate_persons(request)
    assert signing.asked == [(f"/sessions/{case.number}", done.part, {"window": 1})]
    assert case.outcomes() == [None]
