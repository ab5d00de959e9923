"""The HTTP face: what is answered, to whom, and how bad input is met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kernel.tokens import Role
from tests.fixtures.services.keys import order
from tests.integration.naming.conftest import Naming

WISH: dict[str, Any] = {
    "county_code": "140213",
    "type_code": "GT002",
    "trade_name": "穆静",
    "industry": "饺子",
    "organisation_form": "馆",
}


def _judge(naming: Naming, **changed: Any) -> Any:
    return naming.client.post("/judgements", json={**WISH, **changed}, headers=naming.headers())


def _declare(naming: Naming, headers: dict[str, str] | None = None, **changed: Any) -> Any:
    body = {**WISH, "application_no": naming.application(), "commitment_accepted": True, "similar_confirmed": False}
    body |= changed
    ordered = {"Kaiye-Order": order("account-1", body["application_no"], "declare_name", naming.clock.now())}
    return naming.client.post("/declarations", json=body, headers=naming.headers() | ordered | (headers or {}))


def test_the_name_of_the_notice_is_available(naming: Naming) -> None:
    """大同市平城区穆静饺子馆 for a Chinese restaurant: nothing to be said against it, so nothing else offered."""
    assert _judge(naming).json() == {
        "full_name": "大同市平城区穆静饺子馆（个体工商户）",
        "verdict": "AVAILABLE",
        "findings": [],
        "alternatives": [],
    }


def test_a_judgement_stores_nothing(naming: Naming) -> None:
    """Looking is free."""
    _judge(naming)
    assert naming.rows("SELECT count(*) FROM naming.name_declaration")[0][0] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"trade_name": "静"},
        {"trade_name": "中国味"},
        {"trade_name": "朝阳"},
        {"trade_name": "ABC"},
        {"organisation_form": "公司"},
        {"trade_name": "木静"},
        {"industry": "手机"},
    ],
)
def test_every_alternative_is_itself_available(naming: Naming, changed: dict[str, str]) -> None:
    """Five names or more, each of which is free and rightly made when judged by itself."""
    naming.hold("穆静")
    naming.hold("穆小静", confirmed=True)
    alternatives = _judge(naming, **changed).json()["alternatives"]
    assert len(alternatives) >= 5
    for alternative in alternatives:
        full_name = alternative.pop("full_name")
        again = _judge(naming, **alternative).json()
        assert (again["full_name"], again["verdict"]) == (full_name, "AVAILABLE")


def test_all_findings_are_listed_at_once(naming: Naming) -> None:
    """A name with several faults is told all of them, each with article, part and remedy."""
    findings = _judge(naming, trade_name="中国A", organisation_form="公司").json()["findings"]
    assert {(f["rule_id"], f["part"]) for f in findings} == {
        ("N-40", "trade_name"),
        ("N-02", "trade_name"),
        ("N-30", "organisation_form"),
    }
    assert all(f["article"] and f["remedy_zh"] and f["remedy_en"] for f in findings)


def test_a_declaration_is_shown_to_its_owner_only(naming: Naming) -> None:
    """For others it does not exist."""
    declared = _declare(naming)
    assert declared.status_code == 201
    path = f"/declarations/{declared.json()['declaration_id']}"
    assert naming.client.get(path, headers=naming.headers()).json() == declared.json()
    assert naming.client.get(path, headers=naming.headers("somebody-else")).status_code == 404


def test_a_declaration_keeps_what_was_typed(naming: Naming) -> None:
    """The exact text stands beside the cleaned one."""
    _declare(naming, trade_name="穆\u200b靜")
    assert naming.rows("SELECT typed->>'trade_name', trade_name FROM naming.name_declaration") == [
        ("穆\u200b靜", "穆靜")
    ]


def test_the_same_request_key_is_one_declaration(naming: Naming) -> None:
    """A repeated request answers with the first declaration."""
    application_no = naming.application()
    key = {"Idempotency-Key": "request-0001"}
    first = _declare(naming, key, application_no=application_no).json()
    assert _declare(naming, key, application_no=application_no).json() == first
    assert naming.rows("SELECT count(*) FROM naming.name_declaration")[0][0] == 1


def test_a_request_key_is_not_used_for_another_declaration(naming: Naming) -> None:
    """The same key with other content is a conflict."""
    key = {"Idempotency-Key": "request-0001"}
    _declare(naming, key)
    assert _declare(naming, key).status_code == 409


def test_a_hold_is_shown_to_its_owner_only(naming: Naming) -> None:
    """For others it does not exist, and neither does a hold nobody has."""
    application_no = naming.application()
    naming.hold("穆静", application_no=application_no)
    shown = naming.client.get(f"/holds/{application_no}", headers=naming.headers()).json()
    assert shown == {
        "full_name": "大同市平城区穆静饺子馆（个体工商户）",
        "status": "held",
        "held_until": "2027-01-20T16:00:00Z",
    }
    assert naming.client.get(f"/holds/{application_no}", headers=naming.headers("other")).status_code == 404
    assert naming.client.get(f"/holds/{naming.application()}", headers=naming.headers()).status_code == 404


def test_the_commitment_must_be_accepted(naming: Naming) -> None:
    """Without it nothing is declared, and the field is named."""
    answer = _declare(naming, commitment_accepted=False)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/commitment_accepted")
    assert naming.rows("SELECT count(*) FROM naming.name_declaration")[0][0] == 0


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("county_code", "999999", "naming.county_unknown"),
        ("county_code", "140000", "naming.county_unknown"),
        ("county_code", "110105", "naming.county_unserved"),
        ("type_code", "GT999", "naming.type_unknown"),
    ],
)
def test_unknown_codes_are_refused(naming: Naming, field: str, value: str, code: str) -> None:
    """A code that does not exist is refused with its field."""
    answer = _judge(naming, **{field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"


@pytest.mark.parametrize(
    "hostile",
    [
        "穆\x00静",
        "穆\n静",
        "穆" * 61,
        "ﷺ" * 60,
        "'; DROP TABLE naming.registered_name; --",
        "{word}{0}%s",
        "../../etc/passwd",
        "\u202e静穆",
        "𠮷" * 60,
        "👨‍👩‍👧‍👦",
        "",
        "   ",
    ],
)
def test_hostile_trade_names_are_answered(naming: Naming, hostile: str) -> None:
    """Whatever is typed gets a judgement or a problem document, never an error of ours."""
    for answer in (_judge(naming, trade_name=hostile), _declare(naming, trade_name=hostile)):
        assert answer.status_code in {200, 201, 422}


def test_a_lone_surrogate_is_refused(naming: Naming) -> None:
    """Half a character in the JSON is bad input and not a failure."""
    body = (
        '{"county_code":"140213","type_code":"GT002","trade_name":"\\ud842","industry":"面","organisation_form":"馆"}'
    )
    headers = naming.headers() | {"Content-Type": "application/json"}
    assert naming.client.post("/judgements", content=body, headers=headers).status_code == 422


def test_unknown_fields_are_refused(naming: Naming) -> None:
    """A misspelt field is not silently dropped."""
    assert _judge(naming, tradename="穆静").status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/judgements"),
        ("POST", "/declarations"),
        ("GET", "/declarations/0190a0a0-0000-7000-8000-000000000000"),
        ("GET", "/holds/1"),
        ("POST", "/register-imports"),
    ],
)
def test_without_a_token_nothing_is_answered(naming: Naming, method: str, path: str) -> None:
    """No token, 401; another role's token, 403."""
    wrong = Role.APPLICANT if path == "/register-imports" else Role.ARCHIVIST
    assert naming.client.request(method, path).status_code == 401
    assert naming.client.request(method, path, headers=naming.headers(role=wrong)).status_code == 403


def test_industries_of_a_type_are_public(naming: Naming) -> None:
    """The builder shows the words of a type and what means the same."""
    answer = naming.client.get("/industries", params={"type_code": "GT002"}).json()
    assert answer["industry_code"] == "6210"
    assert any(word["word"] == "饺子" and "水饺" in word["same_meaning"] for word in answer["words"])


def test_organisation_forms_are_public(naming: Naming) -> None:
    """The builder shows the usual forms of a type, all allowed ones and the barred words."""
    answer = naming.client.get("/organisation-forms", params={"type_code": "GT002"}).json()
    assert answer["usual"][:2] == ["店", "馆"]
    assert "公司" in answer["barred"]
    assert "公司" not in answer["allowed"]


def test_choices_of_an_unknown_type_do_not_exist(naming: Naming) -> None:
    """404 with a problem document."""
    for path in ("/industries", "/organisation-forms"):
        assert naming.client.get(path, params={"type_code": "GT999"}).status_code == 404


def test_the_service_is_ready(naming: Naming) -> None:
    """Database and object store answer."""
    assert naming.client.get("/ready").json() == {"status": "ok", "missing": {}}


def test_a_whole_name_is_read(naming: Naming) -> None:
    """A name in one piece comes back in its parts, with what is to be said about its division."""
    request = {"county_code": "140213", "full_name": "平城区穆静饺子馆"}
    answer = naming.client.post("/readings", json=request, headers=naming.headers()).json()
    assert (answer["trade_name"], answer["industry"], answer["organisation_form"]) == ("穆静", "饺子", "馆")
    assert [finding["rule_id"] for finding in answer["findings"]] == ["N-06"]


def test_a_whole_name_needs_a_county(naming: Naming) -> None:
    """A county that does not exist is refused with its field."""
    request = {"county_code": "999999", "full_name": "穆静饺子馆"}
    answer = naming.client.post("/readings", json=request, headers=naming.headers())
    assert (answer.status_code, answer.json()["code"]) == (422, "naming.county_unknown")


_OWN = "14021301202611200000997"
_ATTACKS = {
    "none": None,
    "for another's application": ("account-1", "14021301202611209999997", "declare_name", 0),
    "for another step": ("account-1", _OWN, "submit", 0),
    "of another account": ("account-2", _OWN, "declare_name", 0),
    "too old": ("account-1", _OWN, "declare_name", 3),
}


@pytest.mark.parametrize("attack", _ATTACKS)
def test_nobody_declares_in_anothers_application(naming: Naming, attack: str) -> None:
    """Without the order that the filing service gives to whose application it is, a declaration is refused and not
    written down."""
    headers = {"Kaiye-Order": ""}
    if given := _ATTACKS[attack]:
        subject, number, step, minutes = given
        headers["Kaiye-Order"] = order(subject, number, step, naming.clock.now() - timedelta(minutes=minutes))
    answer = _declare(naming, headers, application_no=_OWN)
    expected = (409, "order.expired") if attack == "too old" else (403, "order.missing")
    assert (answer.status_code, answer.json()["code"]) == expected
    assert naming.rows("SELECT count(*) FROM naming.name_declaration")[0][0] == 0
