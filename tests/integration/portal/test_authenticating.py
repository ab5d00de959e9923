"""The population registry's no, as the page tells it."""

from __future__ import annotations

import re

from tests.integration.portal.visitor import Visitor
from tests.site import Site


def test_a_no_is_told_with_its_reason(site: Site, member: Visitor) -> None:
    """At once and whenever the page is opened again: why, under which article, and what to do; another try may pass."""
    number = member.open()
    case = f"/my/cases/{number}"
    next(page for page in member.fill_in(number, member) if page == "authentication")
    with site.misbehaving("population-registry", mismatch=True):
        at_once = member.send(f"{case}/authentication", consent_to_face="yes")
    assert at_once.status_code == 422
    for page in (at_once.text, member.go(f"{case}/authentication").text):
        (told,) = re.findall(r'<div class="notice bad".*?</div>', page, re.DOTALL)
        assert "姓名与证件号码不一致" in told
        assert "市场主体登记管理条例" in told
        assert "请携带证件到登记机关窗口办理" in told
    member.send(f"{case}/authentication", consent_to_face="yes")
    assert member.path == f"{case}/signing"
