"""The population registry's no, as the page tells it."""

from __future__ import annotations

import re

from tests.integration.portal.visitor import logged_in
from tests.site import Site


def test_a_no_is_told_with_its_reason(site: Site) -> None:
    """At once and whenever the page is opened again: why, under which article, and what to do; another try may pass."""
    with logged_in(site, 61) as visitor:
        number = visitor.open()
        case = f"/my/cases/{number}"
        next(page for page in visitor.fill_in(number, visitor) if page == "authentication")
        with site.misbehaving("population-registry", mismatch=True):
            at_once = visitor.send(f"{case}/authentication", consent_to_face="yes")
        assert at_once.status_code == 422
        for page in (at_once.text, visitor.go(f"{case}/authentication").text):
            (told,) = re.findall(r'<div class="notice bad".*?</div>', page, re.DOTALL)
            assert "姓名与证件号码不一致" in told
            assert "市场主体登记管理条例" in told
            assert "请携带证件到登记机关窗口办理" in told
        visitor.send(f"{case}/authentication", consent_to_face="yes")
        assert visitor.path == f"{case}/signing"


def test_a_liaison_person_is_reached_before_anything_is_locked(site: Site) -> None:
    """Somebody else's mobile is confirmed with the code sent to it, once; without one the page says so at its field."""
    with logged_in(site, 29) as visitor:
        number, other = visitor.open(), site.person(28)
        form = f"/my/cases/{number}/operator"
        visitor.settle_name(number)
        liaison = {
            "liaison_is": "other",
            **{"liaison.name": other["name"], "liaison.id_number": other["id_number"]},
            **{"liaison.mobile": f"135{number[-8:]}", "liaison.email": "li@example.com"},
        }
        page = visitor.settle_operator(number, **liaison)
        assert page.status_code == 422 and 'id="liaison.sms_code-fault"' in page.text
        asked = visitor.http.post(f"{form}/code", data=visitor.hidden(form) | liaison)
        assert "验证码已发送" in asked.text and f'value="{other["name"]}"' in asked.text
        code, _ = site.newest_code(liaison["liaison.mobile"], 0)
        page = visitor.settle_operator(number, **liaison, **{"liaison.sms_code": code})
        assert page.status_code == 200, page.text
        assert visitor.path == f"{form}/confirmation"
        visitor.settle_operator(number, **liaison)
        assert visitor.path == f"{form}/confirmation"


def test_somebody_elses_name_is_told_where_it_is_typed(site: Site) -> None:
    """The operator applies with their own account: another name or number stands at its field, and cannot be
    confirmed."""
    with logged_in(site, 20) as visitor:
        number, other = visitor.open(), site.person(21)
        visitor.settle_name(number)
        page = visitor.settle_operator(number, name=other["name"], id_number=other["id_number"])
        assert page.status_code == 422
        assert page.text.count("申请须由经营者本人的账号提交") >= 2
        assert 'id="name-fault"' in page.text and 'id="id_number-fault"' in page.text
        assert other["name"] in page.text
        visitor.go(f"/my/cases/{number}/operator/confirmation")
        again = visitor.send(f"/my/cases/{number}/operator/confirmation")
        assert again.status_code == 422 and "申请须由经营者本人的账号提交" in again.text
        visitor.settle_operator(number)
        assert visitor.path == f"/my/cases/{number}/operator/confirmation"
