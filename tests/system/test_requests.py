"""Requests repeated, mistaken and by the wrong people."""

from __future__ import annotations

import base64
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local.layout import SERVICES
from kernel.settings import SharedSettings
from tests.system.conftest import Ended
from tests.system.people import form_of, signed_in, staff_token
from tests.system.stack import RunningStack

UNKNOWN = "14021301202001010000017"


def test_opening_twice_is_one_application(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> None:
    """The same request sent eight times at once opens one application."""
    with signed_in(stack, form_of(registry["巴特尔·苏和"], None)) as person:
        body = {"request_id": uuid.uuid4().hex, **person.form.application}

        def send(_: int) -> tuple[int, str]:
            answer = stack.ask("POST", "portal", "/cases", person.token, json=body)
            return answer.status_code, answer.json()["application_no"]

        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(send, range(8)))
        assert len(answers) == 1
        ((status, number),) = answers
        assert status == 201
        listed = stack.ask("GET", "filing", "/applications", person.token).json()
        assert [one["application_no"] for one in listed["items"]] == [number]


def test_submitting_twice_is_one_licence(stack: RunningStack, registry: dict[str, dict[str, Any]]) -> None:
    """A double click on the last button, with one request id and with two: one submission, one licence."""
    with signed_in(stack, form_of(registry["金顺姬"], "怡欣悦")) as person:
        number = person.open()
        assert person.applicant.carry_through(number, until="SIGNED")["stage"] == "SIGNED"
        same = uuid.uuid4().hex

        def submit(request_id: str) -> int:
            body = {"request_id": request_id}
            return stack.ask("POST", "portal", f"/cases/{number}/steps/submit", person.token, json=body).status_code

        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(submit, [same, same, uuid.uuid4().hex, uuid.uuid4().hex]))
        assert statuses.count(200) >= 1
        assert set(statuses) <= {200, 409}
        case = person.applicant.carry_through(number)
        assert case["stage"] == "ARCHIVED"
        stages = [line["stage"] for line in case["timeline"]["entries"]]
        assert (stages.count("SUBMITTED"), stages.count("LICENSED")) == (1, 1)
        services = stack.services()
        for agency in ("publicity", "tax"):
            events = services.get("agencies", f"/sandbox/agencies/{agency}/events")["accepted"]
            assert [event["subject"] for event in events].count(case["licence"]["uscc"]) == 1
        services.close()


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("portal", "/cases/{number}"),
        ("filing", "/applications/{number}"),
        ("signing", "/sessions/{number}"),
        ("approval", "/decisions/{number}"),
        ("licence", "/licences/{number}"),
        ("licence", "/licences/{number}/document"),
        ("archive", "/own-files/{number}/package"),
    ],
)
def test_others_cases_do_not_exist(
    stack: RunningStack, registry: dict[str, dict[str, Any]], rare: Ended, part: str, path: str
) -> None:
    """Somebody else's case answers exactly as one that never was."""
    with signed_in(stack, _STRANGER.setdefault("form", form_of(registry["叶尔兰·哈布都拉"], None))) as stranger:
        others = stack.ask("GET", part, path.format(number=rare.number), stranger.token)
        nobodys = stack.ask("GET", part, path.format(number=UNKNOWN), stranger.token)
    assert (others.status_code, nobodys.status_code) == (404, 404)
    assert _without_ids(others.json(), rare.number) == _without_ids(nobodys.json(), UNKNOWN)


_STRANGER: dict[str, Any] = {}


def _without_ids(problem: dict[str, Any], number: str) -> dict[str, str]:
    return {key: str(value).replace(number, "") for key, value in problem.items() if key != "request_id"}


def test_examiner_of_elsewhere_sees_no_task(stack: RunningStack, examined: Ended) -> None:
    """A case of Datong does not exist for an examiner of Shenyang."""
    token = staff_token(stack, "examiner2")
    assert stack.ask("GET", "approval", f"/tasks/{examined.number}", token).status_code == 404
    body = {"request_id": uuid.uuid4().hex, "proposal_id": str(uuid.uuid4())}
    decide = stack.ask("POST", "portal", f"/cases/{examined.number}/steps/decide", token, json=body)
    assert decide.status_code == 404


@pytest.mark.parametrize("kind", ["absent", "expired", "forged", "nonsense"])
def test_bad_tokens(stack: RunningStack, kind: str) -> None:
    """Without a valid token every service answers 401 with a problem document."""
    token = {
        "absent": None,
        "expired": _token(stack, lasts=-60),
        "forged": _token(stack, lasts=600, key=ECKey.generate_key("P-256")),
        "nonsense": "a.b.c",
    }[kind]
    asked = [
        ("portal", "GET", f"/cases/{UNKNOWN}"),
        ("filing", "GET", f"/applications/{UNKNOWN}"),
        ("naming", "POST", "/declarations"),
        ("signing", "GET", f"/sessions/{UNKNOWN}"),
        ("approval", "GET", f"/decisions/{UNKNOWN}"),
        ("licence", "GET", f"/licences/{UNKNOWN}"),
        ("archive", "GET", f"/own-files/{UNKNOWN}"),
        ("identity", "DELETE", "/sessions"),
    ]
    for part, method, path in asked:
        answer = stack.ask(method, part, path, token)
        assert answer.status_code == 401, (part, answer.text)
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["code"].startswith("access.")


def test_signed_token_is_believed(stack: RunningStack) -> None:
    """The tokens above are refused for what is wrong with them: the same one, in time and rightly signed, is not."""
    assert stack.ask("GET", "portal", f"/cases/{UNKNOWN}", _token(stack, lasts=600)).status_code == 404


def _token(stack: RunningStack, *, lasts: int, key: ECKey | None = None) -> str:
    environment = stack.environment.of("identity")
    own = ECKey.import_key(base64.b64decode(environment["KAIYE_IDENTITY_SIGNING_KEY"]))
    (published,) = stack.ask("GET", "identity", "/.well-known/jwks.json").json()["keys"]
    now = int(time.time())
    claims = {
        "iss": SharedSettings.model_fields["token_issuer"].default,
        "aud": "kaiye",
        "sub": str(uuid.uuid4()),
        "roles": ["applicant"],
        "iat": now,
        "exp": now + lasts,
    }
    header = {"alg": "ES256", "typ": "at+jwt", "kid": published["kid"]}
    return jwt.encode(header, claims, key or own, algorithms=["ES256"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_describes_itself(stack: RunningStack, service: str) -> None:
    """OpenAPI of every service, with at least one route of its own."""
    answer = stack.ask("GET", service, "/openapi.json")
    assert answer.status_code == 200
    described = answer.json()
    assert described["openapi"].startswith("3.")
    assert len(set(described["paths"]) - {"/health", "/ready", "/metrics"}) >= 1
