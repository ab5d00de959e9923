"""Applications over HTTP: who may do what, two tabs, locks, bad input."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from kernel.numbers import mod_11_10_is_valid
from kernel.tokens import Role
from tests.integration.filing.conftest import DETAILS, OPERATOR, PREMISES, Filing

OPENING = {"request_id": "request-of-test", "type_code": "GT002", "county_code": "140213"}


def post(filing: Filing, changes: dict[str, Any] | None = None, subject: str = "account-1") -> httpx.Response:
    return filing.client.post("/applications", json=OPENING | (changes or {}), headers=filing.headers(subject))


def test_opening_names_the_authority(filing: Filing) -> None:
    """The county decides the registration authority."""
    answer = post(filing)
    assert answer.status_code == 201
    assert answer.json()["authority"] == {"code": "14021300", "name": "大同市平城区市场监督管理局"}


def test_same_request_opens_one_application(filing: Filing) -> None:
    """A double click gets one number, also when both arrive at once."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(filing), range(8)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["application_no"] for a in answers}) == 1
    assert filing.rows("SELECT count(*) FROM filing.application") == [(1,)]


def test_request_id_belongs_to_one_account(filing: Filing) -> None:
    """Another account's equal request id opens another application."""
    assert post(filing).json() != post(filing, subject="account-2").json()


def test_reused_request_id(filing: Filing) -> None:
    """A request id that was used for something else is refused."""
    post(filing)
    again = post(filing, {"type_code": "GT001"})
    assert (again.status_code, again.json()["code"]) == (409, "filing.request_reused")


def test_simultaneous_applications_get_numbers_in_sequence(filing: Filing) -> None:
    """Sixteen at once get sixteen different valid numbers without a gap."""
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: filing.open(), range(16)))
    assert sorted(int(number[16:22]) for number in numbers) == list(range(1, 17))
    assert all(mod_11_10_is_valid(number) for number in numbers)


def test_each_authority_counts_for_itself(filing: Filing) -> None:
    """Sequence numbers are per authority and day."""
    assert filing.open()[16:22] == filing.open(county_code="140212")[16:22] == "000001"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"type_code": "GT078"}, 422, "filing.type_not_online"),
        ({"type_code": "GT999"}, 422, "filing.type_not_online"),
        ({"type_code": "GT075"}, 422, "filing.type_not_online"),
        ({"type_code": "GT010", "county_code": "140212"}, 422, "filing.type_not_online"),
        ({"type_code": "GT010"}, 201, None),
        ({"county_code": "110101"}, 422, "filing.county_not_served"),
        ({"county_code": "140200"}, 422, "filing.county_not_served"),
        ({"county_code": "999999"}, 422, "filing.county_not_served"),
        ({"county_code": "14021"}, 422, "request.invalid"),
        ({"request_id": "short"}, 422, "request.invalid"),
        ({"request_id": "with space in it"}, 422, "request.invalid"),
        ({"extra": 1}, 422, "request.invalid"),
        ({"type_code": "GT002\u0000"}, 422, "request.invalid"),
        ({"type_code": None}, 422, "request.invalid"),
    ],
)
def test_what_can_be_opened(filing: Filing, changes: dict[str, Any], status: int, code: str | None) -> None:
    """Types and authorities outside self-service are told so; malformed requests are refused."""
    answer = post(filing, changes)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_closed_type_says_the_official_sentence(filing: Filing) -> None:
    """Who needs another type is sent to the ordinary flow in the notice's words."""
    expected = "个体户自助登记流程中设立行业、经营范围仅适用限定的范围，其他行业请使用普通设立流程申报。"
    assert post(filing, {"type_code": "GT078"}).json()["detail"] == expected


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("DELETE", ""), ("GET", "/timeline"), ("GET", "/premises"), ("PUT", "/premises"),
        ("PUT", "/operator"), ("PUT", "/details"), ("PUT", "/attachments/photo"), ("GET", "/attachments/photo"),
        ("DELETE", "/attachments/photo"), ("GET", "/documents"), ("GET", "/documents/application_form"),
    ],
)  # fmt: skip
def test_others_find_nothing(filing: Filing, method: str, path: str) -> None:
    """Another account gets 404 for everything, and nobody without a token gets anything."""
    no = filing.filled()
    body: dict[str, Any] = {"json": {}} if method == "PUT" else {}
    url = f"/applications/{no}{path}"
    other = filing.client.request(method, url, headers=filing.headers("account-2"), **body)
    assert (other.status_code, other.json()["code"]) == (404, "filing.application.not_found")
    assert filing.client.request(method, url, **body).status_code == 401
    examiner = filing.headers("staff-1", Role.EXAMINER, "14021200")
    assert filing.client.request(method, url, headers=examiner, **body).status_code in {403, 404}


def test_examiner_sees_masked(filing: Filing) -> None:
    """An examiner of the authority reads the application without numbers, contacts and home."""
    no = filing.filled(
        details={
            "needs_paper_licence": True,
            "delivery": {"method": "post", "recipient": "张晓禾", "phone": "13800000025"},
        }
    )
    headers = filing.headers("staff-1", Role.EXAMINER, "14021300")
    answer = filing.client.get(f"/applications/{no}", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["masked"] is True
    secrets = ["140102198801011232", "13800000025", "0000005", "学府街", "zhangxiaohe@", "1988-01-01", "李禾苗"]
    assert [secret for secret in secrets if secret in answer.text] == []
    assert answer.json()["operator"]["section"]["id_number"] == "140***********1232"
    assert filing.client.get(f"/applications/{no}/timeline", headers=headers).status_code == 200
    assert filing.client.get(f"/applications/{no}/operator", headers=headers).status_code == 403


def test_saved_section_and_what_follows_from_it(filing: Filing) -> None:
    """Each page answers with what is kept and with what the system brings out."""
    no = filing.open()
    premises = filing.put(no, "premises", PREMISES, None).json()
    assert premises["derived"]["full_text"] == "山西省大同市平城区大庆路街道大庆路33号1层3号商铺"
    operator = filing.put(no, "operator", OPERATOR | {"id_number": "１４０１０２１９８８０１０１１２３２"}, None).json()
    assert operator["section"]["id_number"] == "140102198801011232"
    assert operator["derived"] == {"sex": "1", "birth_date": "1988-01-01"}
    details = filing.put(no, "details", DETAILS, None).json()
    assert details["derived"]["scope_text_form"].startswith("一般项目：外卖递送服务。（除依法")
    assert details["derived"]["permits"][0]["permit"] == "食品经营许可证"
    assert details["derived"]["operating_term"] == "长期"


def test_rare_characters_survive(filing: Filing) -> None:
    """A name outside the basic plane is kept and shown as it is."""
    no = filing.open()
    filing.put(no, "operator", {"name": "𠮷㛃䶮"}, None)
    assert filing.get(f"/applications/{no}/operator").json()["section"]["name"] == "𠮷㛃䶮"


def test_two_tabs(filing: Filing) -> None:
    """The tab that saves second, with the version it read, is told to reload; nothing of it is kept."""
    no = filing.open()
    first = filing.put(no, "operator", {"postcode": "037008"}, None)
    assert first.headers["ETag"] == '"1"'
    assert filing.put(no, "operator", {"postcode": "037009"}, '"1"').headers["ETag"] == '"2"'
    late = filing.put(no, "operator", {"postcode": "030000"}, '"1"')
    assert (late.status_code, late.json()["code"]) == (412, "filing.changed_elsewhere")
    assert filing.get(f"/applications/{no}/operator").json()["section"]["postcode"] == "037009"
    assert filing.put(no, "operator", {"postcode": "030000"}, '"2"').status_code == 200


def test_a_page_has_no_conflict_with_itself(filing: Filing) -> None:
    """What an open page saved is its own, though the answer was lost; what it sent before that comes too late and
    changes nothing. What another page saved stays."""
    no, page, other = filing.open(), "a" * 32, "b" * 32

    def save(postcode: str, edit: str, version: str | None = '"1"') -> tuple[int, str]:
        answer = filing.put(no, "operator", {"postcode": postcode}, version, edit=edit)
        return answer.status_code, filing.get(f"/applications/{no}/operator").json()["section"]["postcode"]

    assert save("037001", f"{page}.1", None) == (200, "037001")
    assert save("037002", f"{page}.3", None) == (200, "037002")
    assert save("037003", f"{page}.2") == (200, "037002")
    assert save("037004", f"{other}.9") == (412, "037002")
    assert save("037005", f"{page}.4") == (200, "037005")
    assert save("037006", f"{other}.9", '"3"') == (200, "037006")
    assert save("037007", f"{page}.5", '"3"') == (412, "037006")


def test_version_is_asked_for(filing: Filing) -> None:
    """Overwriting without saying what was read is refused; `*` says that one means it."""
    no = filing.open()
    filing.put(no, "premises", {"detail": "1号"}, None)
    assert filing.put(no, "premises", {"detail": "2号"}, None).json()["code"] == "filing.version_required"
    assert filing.put(no, "premises", {"detail": "2号"}, "*").status_code == 200
    assert filing.put(no, "details", {}, '"1"').json()["code"] == "filing.changed_elsewhere"


def test_saving_the_same_again_changes_nothing(filing: Filing) -> None:
    """A repeated PUT, whose first answer was lost, gets the same version."""
    no = filing.open()
    first = filing.put(no, "operator", OPERATOR, None)
    assert filing.put(no, "operator", OPERATOR, None).json() == first.json()


def test_simultaneous_saves_let_one_win(filing: Filing) -> None:
    """Of eight tabs with one version exactly one is kept."""
    no = filing.open()
    filing.put(no, "premises", {"detail": "0号"}, None)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: filing.put(no, "premises", {"detail": f"{n}号"}, '"1"'), range(1, 9)))
    assert sorted(a.status_code for a in answers) == [200] + [412] * 7


def test_bad_section_is_not_half_saved(filing: Filing) -> None:
    """All defects come at once with pointers, and the good fields are not kept either."""
    no = filing.open()
    wrong = OPERATOR | {"mobile": "1", "email": "x", "sex": "2"}
    answer = filing.put(no, "operator", wrong, None)
    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/mobile", "/email", "/sex"}
    assert filing.get(f"/applications/{no}/operator").json()["code"] == "filing.section_not_found"


def test_pre_approval_gives_the_refusal_its_code(filing: Filing) -> None:
    """A scope with an item that needs pre-approval is sent to the ordinary flow."""
    answer = filing.put(filing.open(), "details", DETAILS | {"scope_items": ["餐饮服务", "快递服务"]}, None)
    assert answer.json()["code"] == "filing.pre_approval_needed"
    assert answer.json()["errors"][0]["pointer"] == "/scope_items/1"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"name": "\\ud800"}', b'{"name": "\\u0000"}', b'{"unknown": 1}',
     b'{"name": 1}', b'{"name": {"a": 1}}', b'{"family_members": [1]}', b'{"family_members": {"a": 1}}',
     b"\xff\xfe", b'{"name": "\xff"}', b'{"postcode": "' + b"1" * 5000 + b'"}', b"[" * 5000],
)  # fmt: skip
def test_malformed_bodies(filing: Filing, body: bytes) -> None:
    """Whatever is sent, the answer is a problem document and never a 5xx."""
    no = filing.open()
    headers = filing.headers() | {"Content-Type": "application/json"}
    answer = filing.client.put(f"/applications/{no}/operator", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("section", "body"),
    [("premises", {"needs_name": "yes"}), ("premises", {"capital_amount": True}), ("details", {"delivery": []}),
     ("details", {"employee_count": 1e308}), ("details", {"scope_items": ["餐" * 201]}),
     ("details", {"scope_items": ["\u0000"]})],
)  # fmt: skip
def test_wrong_types(filing: Filing, section: str, body: dict[str, Any]) -> None:
    """Values of the wrong type are refused with their pointer."""
    answer = filing.put(filing.open(), section, body, None)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(f"/{next(iter(body))}")


@pytest.mark.parametrize("no", ["1", "x" * 23, "1" * 22 + "%00", "99999999999999999999999"])
def test_wrong_numbers(filing: Filing, no: str) -> None:
    """Numbers that cannot be are refused or not found."""
    assert filing.get(f"/applications/{no}").status_code in {404, 422}


def test_locks(filing: Filing) -> None:
    """Confirming the operator closes operator, premises and pictures; confirming documents closes the rest."""
    no = filing.filled()
    filing.lock(no)
    refused = filing.put(no, "operator", OPERATOR)
    assert (refused.status_code, refused.json()["code"]) == (409, "filing.operator_locked")
    assert refused.json()["detail"].startswith("确定提交后不可更改")
    assert filing.put(no, "premises", PREMISES).json()["code"] == "filing.premises_locked"
    assert filing.attach(no, "photo", b"x").json()["code"] == "filing.operator_locked"
    assert filing.put(no, "details", DETAILS).status_code == 200
    filing.prepare(no)
    assert filing.put(no, "details", DETAILS | {"employee_count": 4}).status_code == 200
    filing.prepare(no, 2)
    filing.fix(no, 2)
    assert filing.put(no, "details", DETAILS).json()["code"] == "filing.details_locked"
    assert filing.attach(no, "premises_proof", b"x").json()["code"] == "filing.details_locked"
    assert filing.get(f"/applications/{no}").json()["locks"] == {"premises": True, "operator": True, "details": True}


@pytest.mark.parametrize("stage", ["REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED", "ABANDONED", "APPROVED"])
def test_closed_applications_do_not_change(filing: Filing, stage: str) -> None:
    """What is decided or given up cannot be edited, whatever its locks say."""
    no = filing.open()
    filing.record(no, stage)
    assert filing.put(no, "details", {}, None).json()["code"] == "filing.application_closed"


def test_list(filing: Filing) -> None:
    """The own list pages, newest first, and filters by stage, confirmed name and day."""
    named = filing.filled()
    filing.lock(named)
    abandoned = filing.open()
    filing.record(abandoned, "ABANDONED")
    filing.open("account-2")

    def found(**params: Any) -> list[str]:
        return [item["application_no"] for item in filing.get("/applications", params=params).json()["items"]]

    assert found() == [abandoned, named]
    first = filing.get("/applications", params={"limit": 1}).json()
    assert (first["total"], found(limit=1, cursor=first["next"])) == (2, [named])
    assert found(stage="ABANDONED") == [abandoned]
    assert found(name="晓禾") == [named]
    assert found(name="%") == []
    assert found(from_day="2026-11-20", to_day="2026-11-20") == [abandoned, named]
    assert found(from_day="2026-11-21") == []
    assert filing.get("/applications", params={"limit": 0}).status_code == 422
    assert filing.get("/applications", params={"stage": "a\0"}).status_code == 422
    assert filing.get("/applications", params={"to_day": "9999-12-31"}).json()["errors"][0]["pointer"] == "/to_day"


def test_delete_before_acceptance(filing: Filing) -> None:
    """A draft disappears for its owner; the row stays for the audit trail."""
    no = filing.filled()
    assert filing.client.delete(f"/applications/{no}", headers=filing.headers()).status_code == 204
    assert filing.get(f"/applications/{no}").status_code == 404
    assert filing.get("/applications").json()["total"] == 0
    assert filing.rows("SELECT deleted_at IS NOT NULL FROM filing.application WHERE application_no = :no", no=no) == [
        (True,)
    ]


def test_no_delete_after_acceptance(filing: Filing) -> None:
    """An accepted application can only be withdrawn."""
    no = filing.fixed()
    filing.accept(no)
    answer = filing.client.delete(f"/applications/{no}", headers=filing.headers())
    assert (answer.status_code, answer.json()["code"]) == (409, "filing.already_accepted")


def test_view_says_what_is_missing(filing: Filing) -> None:
    """The application names what keeps the next step from being taken."""
    no = filing.open()
    shown = filing.get(f"/applications/{no}").json()
    assert "/operator/name" in {f["pointer"] for f in shown["missing_for_operator"]}
    assert "/details/shop_name" in {f["pointer"] for f in shown["missing_for_documents"]}
    complete = filing.get(f"/applications/{filing.filled()}").json()
    assert complete["missing_for_operator"] == complete["missing_for_documents"] == []


def test_catalogue_is_public(filing: Filing) -> None:
    """Types, divisions, scope items and codes need no account."""
    get = filing.client.get
    types = get("/types", params={"q": "饺子", "limit": 5}).json()
    assert "GT002" in {t["code"] for t in types["items"]}
    after = get("/types", params={"limit": 50}).json()["next"]
    assert get("/types", params={"limit": 50, "cursor": after}).json()["items"][0]["code"] == "GT051"
    assert get("/types/GT001").json()["given_scope_items"][0] == {"name": "小餐饮", "category": "许可", "locked": True}
    assert get("/types/GT078").json()["online"] is False
    assert get("/types/GT999").status_code == 404
    assert len(get("/divisions/000000/children").json()["children"]) == 34
    counties = get("/divisions/140200/children").json()["children"]
    authority = next(c for c in counties if c["code"] == "140213")["authority"]
    assert authority["name"] == "大同市平城区市场监督管理局"
    assert "大庆路街道" in {c["name"] for c in get("/divisions/140213/children").json()["children"]}
    assert get("/divisions/999999/children").status_code == 404
    items = get("/scope-items", params={"q": "快递", "category": "许可"}).json()["items"]
    assert [(i["name"], i["selectable"]) for i in items] == [("快递服务", False)]
    assert get("/codes/political_status").json()["items"][12] == {"code": "13", "name": "群众"}
    assert get("/codes/none").status_code == 404
    assert get("/types").headers["Cache-Control"] == "public, max-age=300"
