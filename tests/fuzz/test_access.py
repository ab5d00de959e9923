"""Every route answers exactly those it is for, and nobody learns of what is not theirs."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from catalogues.filing_types.editions import CHANGE
from kernel import tokens
from tests.fuzz.cast import Cast, minted
from tests.fuzz.routes import ANYBODY, CALLERS, EVERY_ROLE, ROUTES, SIGNER, TICKET, A, E, H, L, R, address
from tests.system.stack import RunningStack, until

GUARDED = [(s, r) for s, r in ROUTES if not {ANYBODY, SIGNER} & set(CALLERS[s][r])]
BY_ROLE = [(s, r) for s, r in GUARDED if TICKET not in CALLERS[s][r]]
THEIRS = [(s, r) for s, r in GUARDED if "{" in r and A in CALLERS[s][r]]
OF_AUTHORITY = [
    (s, r, role) for s, r in GUARDED if "{" in r for role in (E, H, L, R) if role in CALLERS[s][r] and "{step}" not in r
]
MADE_UP = {
    **{"application_no": "14021301202611229999999", "uscc": "92140213MA0MU7MP45", "archive_no": "14021300A999999"},
    "authority_code": "14021399",
    "volume_name": "14021300A999999-20261122",
    "print_no": "140213002026999999-01",
    "copy_no": "14021300A999999-20261122-F00000000",
    "revocation_no": "14021306202611229999999",
    **dict.fromkeys(
        ("declaration_id", "proposal_id", "extension_id", "restriction_id", "sample_id"),
        "0198b8c2-6f4e-7c31-9a55-2f7f0a9d1c3b",
    ),
}
_BODIES: dict[str, dict[str, Any]] = {
    "POST /applications/{application_no}/orders": {"step": "abandon", "request_id": "access-matrix"},
    "POST /cases/{application_no}/steps/{step}": {"request_id": "access-matrix"},
    **{
        f"POST /{things}/{{application_no}}/filings": {"request_id": "access-matrix", "filing_type": CHANGE}
        for things in ("cases", "applications")
    },
    **{
        f"PUT /applications/{{application_no}}/{section}": {}
        for section in ("premises", "operator", "details", "parties", "matter")
    },
    "POST /authentications/{application_no}/invitations/{party_ref}/comparison": {"compared_in_person": True},
    "POST /trail/persons": {"id_number": "140102198801011232"},
    "POST /handovers": {"request_id": "access-matrix", "code": "AAAA-BBBB"},
    "POST /applications/handovers": {"request_id": "access-matrix", "code": "AAAA-BBBB"},
    "POST /tasks/{application_no}/proposals": {"outcome": "APPROVE", "remark": "已核实"},
    "POST /tasks/{application_no}/extensions": {"reason": "须向社区核实"},
    "POST /tasks/{application_no}/extensions/{extension_id}/decline": {"reason": "社区当天即可答复"},
    "POST /tasks/{application_no}/proposals/{proposal_id}/decline": {"reason": "所引条款与案情不符，请再核实"},
    "POST /decisions/{application_no}/review-requests": {"statement": "请人工核实"},
    "POST /decisions/{application_no}/late-reviews": {"statement": "请人工核实"},
    "POST /samples/{sample_id}/cases/{position}/finding": {"verdict": "SOUND"},
    "POST /late-reviews/{request_id}/answer": {"outcome": "WRONG", "fact": "限制决定已被复议机关撤销"},
    "POST /licences/{application_no}/end": {"state": "LOST", "reason": "公示系统声明作废"},
    "PUT /licences/{application_no}/addressee": {"manner": "OPERATOR"},
    "POST /blanks": {"copy_kind": "正本", "first": "14000000999001", "last": "14000000999009"},
    "POST /blanks/spoiled": {"serial_no": "14000000999001", "reason": "受潮"},
    "POST /licences/{uscc}/papers": {"copy_kind": "正本", "reason": "REPLACEMENT", "request_id": "access-matrix"},
    "POST /licences/{uscc}/prints": {"serial_no": "14000000999999"},
    "POST /licences/{uscc}/claims": {"print_no": MADE_UP["print_no"], "manner": "RECEIVED"},
    "POST /licences/{uscc}/prints/{print_no}/void": {"reason": "打印错位"},
    "POST /restrictions/{restriction_id}/lifting": {"reason": "期满之前解除"},
    "POST /revocations/{revocation_no}/statement": {"statement": "登记是我本人办理的"},
    "POST /revocations/{revocation_no}/acts": {"act": {"entry": "publicised", "remark": "无法联系"}},
    "PATCH /files/{archive_no}/volumes/{volume_name}/information": {"place": "二区"},
    "POST /destructions/{destruction_no}/confirmation": {"remark": "逐卷核对，同意"},
    "POST /destructions/{destruction_no}/decline": {"remark": "仍有保存价值"},
    "POST /own-files/{application_no}/copies": {"request_id": "access-matrix", "purpose": "办理贷款", "documents": [0]},
    "POST /files/{archive_no}/volumes/{volume_name}/copies": {
        **{"request_id": "access-matrix", "reader": "lawyer", "asker": "某律师事务所", "persons": ["孙三"]},
        **{"letter": "律函2026-7", "purpose": "诉讼", "documents": [0]},
    },
    "POST /alarms/{number}/acknowledgement": {"reason": "已与备份核对"},
}


def _words(answer: httpx.Response) -> tuple[int, Any]:
    """What the caller can tell two answers apart by."""
    body = answer.json()
    if isinstance(body, dict):
        body.pop("request_id", None)
    return answer.status_code, body


@pytest.fixture(scope="module")
def invalid_tokens(stack: RunningStack) -> dict[str, str]:
    valid = minted(stack, roles=[*EVERY_ROLE])
    _, claims, signature = valid.split(".")

    def encoded(content: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    return {
        "expired": minted(stack, roles=[*EVERY_ROLE], exp=1_600_000_000),
        "of another issuer": minted(stack, roles=[*EVERY_ROLE], iss="somebody"),
        "signed with another key": minted(stack, ECKey.generate_key("P-256"), roles=[*EVERY_ROLE]),
        "unsigned": f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{claims}.",
        "with a key of its own": f"{encoded({'alg': 'HS256', 'typ': 'at+jwt'})}.{claims}.{signature}",
        "for somebody else": minted(stack, roles=[*EVERY_ROLE], aud="another system"),
        "for nobody": minted(stack, roles=[*EVERY_ROLE], aud=None),
        "of a ticket's type": minted(stack, kind="ticket+jwt", roles=[*EVERY_ROLE]),
        "of an id token's type": minted(stack, kind="JWT", roles=[*EVERY_ROLE]),
        "without role known": minted(stack, roles=["superuser"]),
        "without end": minted(stack, roles=[*EVERY_ROLE], exp=None),
        "not a token": "Zm9v",
    }


@pytest.fixture(scope="module")
def drawn(cast: Cast) -> str:
    """A sample of the head's authority. What was decided less than a minute ago is not drawn from yet, so it is not
    asked for before it is needed."""

    def found() -> list[dict[str, Any]]:
        cast.ask("head", "POST", "approval", "/samples")
        listed: list[dict[str, Any]] = cast.ask("head", "GET", "approval", "/samples").json()["samples"]
        return listed

    until(lambda: bool(found()), 90, "a sample")
    return str(found()[0]["sample_id"])


def test_the_table_is_complete(stack: RunningStack) -> None:
    """Every operation of every API stands in the table, and no other."""
    for service, routes in CALLERS.items():
        paths = stack.ask("GET", service, "/openapi.json").json()["paths"]
        described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
        assert described == set(routes), service


@pytest.mark.parametrize(("service", "route"), GUARDED)
def test_nobody_without_a_token(cast: Cast, service: str, route: str) -> None:
    """Without a token, 401 and a challenge, whatever else is sent."""
    method, path = address(route, dict(cast.things))
    answer = cast.ask(None, method, service, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("service", CALLERS)
def test_nobody_with_an_invalid_token(cast: Cast, invalid_tokens: dict[str, str], service: str) -> None:
    """Expired, forged or foreign tokens open no route."""
    for route in (route for s, route in GUARDED if s == service):
        method, path = address(route, dict(cast.things))
        for what, token in invalid_tokens.items():
            answer = cast.bear(token, method, service, path)
            assert (answer.status_code, answer.json()["code"]) == (401, "access.token_invalid"), (route, what)


@pytest.mark.parametrize("service", CALLERS)
def test_a_ticket_opens_nothing_but_progress(stack: RunningStack, cast: Cast, service: str) -> None:
    """Whoever may follow one application has no role: everything else of it is closed."""
    number = cast.things["draft_no"]
    ticket = minted(stack, kind=tokens.TICKET, aud=tokens.FOLLOWING, roles=[], application=number)
    for route in (route for s, route in BY_ROLE if s == service):
        method, path = address(route, {**dict(cast.things), "application_no": number})
        answer = cast.bear(ticket, method, service, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.role_missing"), route


def test_no_role_is_a_ticket(cast: Cast) -> None:
    """Not even the applicant's own: with a login there are better pages."""
    for role in EVERY_ROLE:
        path = f"/applications/{cast.things['draft_no']}/progress"
        assert cast.ask(role, "GET", "filing", path).status_code == 404


@pytest.mark.parametrize(("service", "route"), BY_ROLE)
def test_only_the_roles_it_is_for(cast: Cast, service: str, route: str) -> None:
    """Other roles get 403; those it is for do not. Nothing is deleted and nobody is logged out for the test."""
    method, path = address(route, {**MADE_UP, "event_id": MADE_UP["proposal_id"], "block_id": MADE_UP["proposal_id"]})
    for role in EVERY_ROLE:
        if role in CALLERS[service][route]:
            if route != "DELETE /sessions":
                answer = cast.ask(role, method, service, path)
                assert answer.status_code not in {401, 403}, (role, answer.text)
        else:
            answer = cast.ask(role, method, service, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "access.role_missing"), role


@pytest.mark.parametrize(("service", "route"), THEIRS)
def test_nobody_else_learns_of_an_application(cast: Cast, service: str, route: str) -> None:
    """Another applicant gets, word for word, what they get for a thing that does not exist."""
    things = dict(cast.things)
    if service == "filing":
        things["application_no"] = things["draft_no"]
    for known in (things, {**things, "application_no": things["draft_no"]}):
        method, path = address(route, known)
        _, nowhere = address(route, {**known, **MADE_UP})
        body = _BODIES.get(route)
        theirs = cast.ask("other applicant", method, service, path, json=body)
        answer = cast.ask("other applicant", method, service, nowhere, json=body)
        said, expected = _words(theirs), _words(answer)
        assert said == _with(expected, known)
        assert theirs.status_code == 404 or _says_nothing(theirs), theirs.text


@pytest.mark.parametrize(("service", "route", "role"), OF_AUTHORITY)
def test_another_authority_learns_nothing(
    cast: Cast, request: pytest.FixtureRequest, service: str, route: str, role: str
) -> None:
    """Staff of another authority get what they get for a thing that does not exist."""
    things = dict(cast.things)
    if service == "approval" and "tasks" in route:
        things["application_no"] = things["review_no"]
    if "{sample_id}" in route:
        things["sample_id"] = request.getfixturevalue("drawn")
    method, path = address(route, things)
    _, nowhere = address(route, {**things, **MADE_UP})
    body = _BODIES.get(route)
    theirs = cast.ask(f"{role} elsewhere", method, service, path, json=body)
    answer = cast.ask(f"{role} elsewhere", method, service, nowhere, json=body)
    assert theirs.status_code == 404 or _says_nothing(theirs), theirs.text
    assert _words(theirs) == _with(_words(answer), things)


def test_nothing_was_changed_by_others(cast: Cast) -> None:
    """After all of these attempts the owner's draft is still there."""
    assert cast.ask("applicant", "GET", "filing", f"/applications/{cast.things['draft_no']}").status_code == 200


def _with(words: tuple[int, Any], known: Mapping[str, str]) -> tuple[int, Any]:
    """The same words about the other number, where an answer repeats the number that was asked for."""
    text = json.dumps(words[1])
    for number in ("application_no", "revocation_no"):
        text = text.replace(MADE_UP[number], known[number])
    return words[0], json.loads(text)


def _says_nothing(answer: httpx.Response) -> bool:
    content = answer.json()
    lists = [value for value in content.values() if isinstance(value, list)] if isinstance(content, dict) else [content]
    return answer.status_code in {200, 202} and all(_blank(entry) for entries in lists for entry in entries)


def _blank(entry: dict[str, Any]) -> bool:
    """A person to be authenticated of whom nothing is known yet."""
    return entry.get("status") == "未认证" and entry.get("consented_at") is None
