"""A company on the pages without scripts: founders one a page, somebody who declines, and what others see of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest

from cli.kinds import KINDS, new_people
from cli.registration.applicant import Applicant
from cli.registration.http import Services
from tests.integration.portal.filled_form import filled
from tests.integration.portal.people import Carried, invented
from tests.integration.portal.test_joining import open_link
from tests.integration.portal.visitor import Visitor
from tests.site import Site
from tests.system.people import unused_seed


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Carried]:
    """A company of three whose name is held, and nothing more."""
    services = Services(dict(site.addresses))
    form = new_people(services, dict(KINDS)["有限责任公司 limited company"], unused_seed())
    assert form.name and form.parties
    form.name["trade_name"] = invented(4)
    for other in form.parties["others"]:  # three people: whether an organisation may, a person would look at
        other.pop("organisation", None)
        other.pop("uscc", None)
    applicant = Applicant(services, form, site.captcha, lambda _: None)
    applicant.sign_in()
    carried = Carried(site, applicant.open(secrets.token_hex(12)), form, applicant, services)
    carried.carry("NAME_RESERVED")
    yield carried
    services.close()


@contextmanager
def owner_of(company: Carried) -> Iterator[Visitor]:
    with Visitor(company.site) as owner:
        owner.go("/login")
        account = company.form.account
        owner.send("/login", account_name=account["account_name"], password=account["password"])
        yield owner


def told(owner: Visitor) -> str:
    """What the open page says is wrong, as one reads it."""
    found = re.findall(r'id="faults".*?</div>|class="fault".*?</p>', owner.page.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>|\s+", " ", " ".join(found)))


def save(owner: Visitor, page: str, **typed: Any) -> dict[str, Any]:
    """Send the form of a person's page as it is filled in, but for what is typed; answers with what was sent."""
    owner.go(page)
    sent = filled(owner.form(page)) | typed
    owner.page = owner.http.post(page, data=sent)
    return sent


def test_founders_one_a_page(company: Carried) -> None:
    """Each rule at its field as soon as its inputs are there; what concerns all, in the list; another tab's change is
    not written over; one page sent twice adds nobody twice; removed means gone."""
    base = f"/my/cases/{company.number}/parties"
    money: dict[str, Any] = {"is_shareholder": "yes", "manner": "money", "due_on": "2031-06-30"}
    one, two = (company.form.parties or {})["others"]
    with owner_of(company) as owner:
        save(owner, f"{base}/representative", **money, amount="60", posts=["supervisor"])
        assert owner.page.status_code == 422 and "董事或者经理" in told(owner)
        save(owner, f"{base}/representative", **money, amount="60", posts=["director", "manager"])
        assert owner.path == base, told(owner)
        save(owner, f"{base}/new", name=one["name"], id_number=one["id_number"], mobile=one["mobile"], posts=[])
        assert "出不出资" in told(owner)
        stale = owner.hidden(f"{base}/0")
        save(owner, f"{base}/0", **money | {"due_on": "2039-01-01"}, amount="40", posts=["supervisor"])
        assert owner.page.status_code == 422 and "五年内缴足" in told(owner) and "公司法第四十七条" in told(owner)
        owner.page = owner.http.post(f"{base}/0", data=stale | money | {"name": "别人", "amount": "1"})
        assert owner.page.status_code == 422 and "另一窗口" in told(owner)
        save(owner, f"{base}/0", **money, amount="40", posts=["supervisor"])
        assert owner.path == base
        assert owner.page.text.count("<svg viewBox") == 2 and "40.0%" in owner.page.text
        two_typed = {key: two[key] for key in ("name", "id_number", "mobile")}
        unit = {"organisation": "大同市平城区虚构商贸有限公司", "uscc": "91140213MA0KHNK24X"}
        save(owner, f"{base}/new", **two_typed, **unit, **money, amount="1", posts=[])
        assert owner.page.status_code == 422 and "统一社会信用代码有误" in told(owner)
        unit["uscc"] = "91140213MA0KHNK241"
        sent = save(owner, f"{base}/new", **two_typed, **unit, **money, amount="2", posts=[])
        owner.page = owner.http.post(f"{base}/new", data=sent | {"amount": "1"})
        assert owner.path == base and f"由 {two['name']} 代表签名" in owner.page.text, told(owner)
        save(owner, f"{base}/1", **money, amount="1", organisation="", uscc="")
        assert owner.path == base and "代表签名" not in owner.page.text, told(owner)
        owner.send(base)
        assert owner.page.status_code == 422 and "之和应当等于注册资本" in told(owner)
        owner.go(f"{base}/1")
        owner.send(f"{base}/1/removal")
        assert two["name"] not in owner.page.text
        owner.send(base)
        assert owner.path.endswith("/operator"), owner.page.text
        assert owner.go(f"{base}/7").status_code == 200 and owner.path == base
        tasks = owner.go(f"/my/cases/{company.number}").text
        assert "法定代表人信息" in tasks and "股东和任职" in tasks


def test_who_declines_is_told_and_it_goes_back(company: Carried, site: Site) -> None:
    """The reason stands in the table, what was filled in is open again under the held name, and it ends licensed."""
    assert company.carry("SIGN_PENDING") == "SIGN_PENDING"
    case, name = f"/my/cases/{company.number}", company.case()["name"]["full_name"]
    mobile = company.form.others_who_sign[0]["mobile"]
    with owner_of(company) as owner, Visitor(site) as phone:
        open_link(site, phone, mobile)
        assert "以认缴的出资额为限" in phone.page.text and name in phone.page.text
        before = site.texts_to(mobile)
        phone.page = phone.http.post("/join/invitation/code", data=phone.hidden("/join/invitation"))
        code, _ = site.newest_code(mobile, before)
        phone.page = phone.http.post(
            "/join/invitation/declining", data=phone.hidden("/join/invitation") | {"sms_code": code}
        )
        assert phone.page.status_code == 422 and "请选择原因" in phone.page.text
        typed = phone.hidden("/join/invitation") | {"sms_code": code, "reason": "not_as_agreed"}
        phone.page = phone.http.post("/join/invitation/declining", data=typed)
        assert "您没有签名" in phone.page.text
        owner.go(f"{case}/signing")
        assert "有 1 人不同意签名" in owner.page.text and "与约定的不一样" in owner.page.text
        owner.send(f"{case}/reopening")
        assert owner.path == f"{case}/parties", owner.page.text
        assert company.case()["stage"] == "NAME_RESERVED"
        owner.go(f"{case}/name")
        assert owner.path == f"{case}/name"
    assert company.carry() in {"LICENSED", "ARCHIVED"}
    assert company.comes_to("ARCHIVED") == "ARCHIVED"
    assert company.case()["name"]["full_name"] == name


def test_what_others_see_of_a_company(company: Carried, examiner: Any) -> None:
    """Its owner and the registrar see who holds and does what; everybody sees representative and capital."""
    uscc = company.case()["licence"]["uscc"]
    with owner_of(company) as owner:
        sheet = owner.go(f"/my/shops/{uscc}").text
        assert "出资人和任职人员" in sheet and "60.0%" in sheet and "注册资本" in sheet
        public = owner.go(f"/verify/{uscc}").text
        assert "法定代表人" in public and "100万元人民币" in public and "组成形式" not in public
        shown = owner.go(f"/my/cases/{company.number}").text
        assert "法定代表人" in shown and "注册资本" in shown
    registered = examiner.go(f"/entities/{uscc}").text
    assert "股东" in registered and "60.0%" in registered
