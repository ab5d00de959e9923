"""Requests no honest program sends, made by hand."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.fuzz.answers import check
from tests.fuzz.cast import Cast
from tests.fuzz.routes import CALLERS
from tests.system.stack import RunningStack

_JSON = {"Content-Type": "application/json", "If-Match": "*"}
_SENT = {
    "filing": ("applicant", "PUT", "/applications/{draft_no}/details"),
    "identity": ("examiner", "POST", "/restrictions"),
    "naming": ("applicant", "POST", "/declarations"),
    "approval": ("examiner", "POST", "/tasks/{review_no}/proposals"),
    "licence": ("examiner", "POST", "/licences/searches"),
    "register": ("operations", "POST", "/code-blocks"),
    "archive": ("archivist", "PATCH", "/files/{archive_no}/volumes/{volume_name}/information"),
    "signing": (None, "POST", "/phone/redeem"),
    "portal": ("applicant", "POST", "/cases"),
}
_BODIES = {
    "nothing": b"",
    "cut short": b'{"a":',
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "UTF-16": '{"a":"b"}'.encode("utf-16"),
    "nested 200 deep": b'{"a":' * 200 + b"1" + b"}" * 200,
    "nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "a key twice": b'{"a":1,"a":2}',
    "400 digits": b'{"a":' + b"9" * 400 + b"}",
    "10,000 digits": b'{"a":' + b"9" * 10_000 + b"}",
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "NUL": b'{"a":"\\u0000"}',
    "half a character": b'{"a":"\\ud800"}',
    "a list": b"[]",
    "null": b"null",
}
_TEXTS = [
    "\x00",
    "\ud800",
    "𠮷" * 3,
    "１２３４５６",
    "\r\nX-Evil: 1",
    "../../etc/passwd",
    "' OR 1=1 --",
    "9999-12-31",
    "9" * 400,
]


def _address(cast: Cast, service: str) -> tuple[str | None, str, str]:
    part, method, path = _SENT[service]
    return part, method, path.format(**cast.things)


@pytest.mark.parametrize("service", _SENT)
def test_broken_bodies(cast: Cast, service: str) -> None:
    """A body that is no JSON, or not this one, is refused as such."""
    part, method, path = _address(cast, service)
    for what, body in _BODIES.items():
        answer = cast.ask(part, method, service, path, content=body, headers=_JSON)
        check(answer, what)
        assert answer.status_code in {400, 413, 422}, (what, answer.status_code)


@pytest.mark.parametrize("service", _SENT)
def test_bodies_of_another_kind(cast: Cast, service: str) -> None:
    """A form, a picture or a body without a kind is no JSON."""
    part, method, path = _address(cast, service)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "text/xml; charset=x", "image/png", ""):
        answer = cast.ask(part, method, service, path, content=b"<a/>", headers={"Content-Type": kind, "If-Match": "*"})
        check(answer, kind)
        assert 400 <= answer.status_code < 500, kind


@pytest.mark.parametrize("service", _SENT)
def test_bodies_too_large(cast: Cast, service: str) -> None:
    """Forty megabytes are refused as too large, by services that take three photographs at once, too."""
    part, method, path = _address(cast, service)
    answer = cast.ask(part, method, service, path, content=b'"' + b"x" * 40_000_000 + b'"', headers=_JSON)
    check(answer)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("service", _SENT)
def test_hostile_words_in_every_field(cast: Cast, stack: RunningStack, service: str) -> None:
    """Whatever is written into a field of an example, and whatever stands in for it, no service fails."""
    part, method, path = _address(cast, service)
    for field, example in _examples(stack, service, method, _SENT[service][2]):
        others: tuple[Any, ...] = (10**400, -1, True, None, [], {})
        for value in (*_TEXTS, *others):
            body = json.dumps({**example, field: value}).encode()
            check(cast.ask(part, method, service, path, content=body, headers=_JSON), (field, value))


def _examples(stack: RunningStack, service: str, method: str, path: str) -> list[tuple[str, dict[str, Any]]]:
    """Every field of the body, each with an example to put it into."""
    description = stack.ask("GET", service, "/openapi.json").json()
    described = re.sub(r"\{\w+_no\}", "{application_no}", path) if "{archive_no}" not in path else path
    name = description["paths"][described][method.lower()]["requestBody"]["content"]["application/json"]["schema"][
        "$ref"
    ].rsplit("/", 1)[1]
    schema = description["components"]["schemas"][name]
    example: dict[str, Any] = schema.get("example") or next(iter(schema.get("examples", [])), {})
    return [(field, example) for field in schema["properties"]]


@pytest.mark.parametrize("service", CALLERS)
def test_hostile_addresses(stack: RunningStack, service: str) -> None:
    """Long, doubly encoded, escaping or undecodable addresses and unknown methods are refused, not failed on."""
    where = urlsplit(stack.addresses[service])
    for method, path in (
        ("GET", "/" + "a" * 20_000),
        ("GET", "/..%2f..%2fetc%2fpasswd"),
        ("GET", "/%00"),
        ("GET", "/%ff%fe?a=%ff"),
        ("GET", "/health%2f..%2fmetrics"),
        ("GET", "//health"),
        ("BREW", "/health"),
        ("TRACE", "/health"),
        ("OPTIONS", "/health"),
    ):
        connection = http.client.HTTPConnection(where.netloc, timeout=30)
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        assert 400 <= answer.status < 500, (method, path)
        assert b"Traceback" not in body and answer.headers.get("Access-Control-Allow-Origin") is None
        connection.close()


@pytest.mark.parametrize("service", CALLERS)
def test_hostile_headers(stack: RunningStack, cast: Cast, service: str) -> None:
    """Headers nobody needs change nothing: no origin is trusted, no name of another host, no language breaks it."""
    for headers in (
        {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"},
        {"Accept-Language": "zh;q=x,,;;,en-𠮷".encode()},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "a,b,\xff".encode("latin-1")},
        {"X-Request-ID": "a b\x7f<script>"},
        {"Cookie": "kaiye_session=k1.AAAA; =; x"},
        {"Accept": "image/gif;q=2"},
        {"X-HTTP-Method-Override": "DELETE"},
    ):
        answer = cast.ask(None, "GET", service, "/health", headers=headers)
        check(answer, headers)
        assert answer.status_code == 200
        assert "evil" not in answer.text + str(answer.headers) and "<script>" not in str(answer.headers)


@pytest.mark.parametrize("service", CALLERS)
def test_no_cross_origin_reading(cast: Cast, service: str) -> None:
    """A page of another origin is told nothing it could read, neither before nor after asking."""
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    for method in ("OPTIONS", "GET"):
        answer = cast.ask(None, method, service, "/health", headers=asked)
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_nothing_is_half_saved(cast: Cast) -> None:
    """A section that is refused for one field keeps what it held before, all of it."""
    path = f"/applications/{cast.things['draft_no']}/premises"
    good = {"needs_name": True, "street_name": "大庆路街道", "detail": "大庆路33号", "capital_amount": "12"}
    cast.ask("applicant", "PUT", "filing", path, json=good, headers={"If-Match": "*"}).raise_for_status()
    before = cast.ask("applicant", "GET", "filing", path).json()
    for field, value in (("detail", "x" * 2001), ("needs_name", "perhaps"), ("capital_amount", []), ("unknown", 1)):
        changed = {**good, "street_name": "别的街道", field: value}
        refused = cast.ask("applicant", "PUT", "filing", path, json=changed, headers={"If-Match": "*"})
        check(refused)
        assert refused.status_code == 422
        assert f"/{field}" in {fault["pointer"][: len(field) + 1] for fault in refused.json()["errors"]}
    assert cast.ask("applicant", "GET", "filing", path).json() == before


@pytest.mark.parametrize("number", ["%00", "%0D%0AX-Evil%3A%201"])
def test_the_portal_checks_numbers_itself(cast: Cast, number: str) -> None:
    """A number that is none is not handed on to another service."""
    for part, path in (("applicant", f"/cases/{number}"), (None, f"/verification/{number}")):
        answer = cast.ask(part, "GET", "portal", path)
        check(answer, path)
        assert answer.json()["code"] in {"request.invalid", "http.404"}


def test_steps_take_no_malformed_ids(cast: Cast) -> None:
    """An id no service can look up is refused before the case begins to wait for it."""
    number = cast.things["draft_no"]
    for field in ("declaration_id", "proposal_id"):
        body = json.dumps({"request_id": f"malformed-{field[:4]}", field: "\x00"}).encode()
        answer = cast.ask(
            "applicant", "POST", "portal", f"/cases/{number}/steps/declare_name", content=body, headers=_JSON
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


@pytest.mark.parametrize(
    "place",
    [
        *(
            "",
            "/",
            "0",
            "0000",
            "-01",
            "000.p/",
            "000.p/0",
            "000.p/257",
            "000.p/01",
            "000.p/256",
            "000.p/1/2",
            "x000/000",
        ),
        *(
            "%00",
            "%2e%2e/key",
            "000%2Fp",
            "x/x/x",
            "%D9%A0%D9%A0%D9%A0",
            "%C2%B2",
            "%FF",
            "9" * 40,
            "9" * 41,
            "x999/" * 7 + "999",
        ),
    ],
)
@pytest.mark.parametrize("level", ["0", "7", "8", "-1", "data", "9" * 400])
def test_tiles_that_are_none(cast: Cast, level: str, place: str) -> None:
    """A path that names no tile of the log is told so, whatever it looks like."""
    answer = cast.ask(None, "GET", "transparency", f"/log/tile/{level}/{place}")
    check(answer, (level, place))
    assert answer.status_code in {404, 422}
