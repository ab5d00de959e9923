"""Coming back to the page of the name."""

from __future__ import annotations

import re

from catalogues.names.writing import unlisted_characters
from tests.integration.portal.visitor import Visitor


def test_a_declared_name_comes_back_in_its_parts(visitor: Visitor) -> None:
    """Whoever declared a name but forgot the address finds all three parts where they were typed, not one long name."""
    visitor.register(18)
    visitor.log_in()
    number = visitor.open()
    page = visitor.settle_name(number, trade_name="晓禾安", industry="饺子", organisation_form="馆", detail="")
    assert visitor.path == f"/my/cases/{number}/name" and 'id="detail-fault"' in page.text
    page = visitor.go(f"/my/cases/{number}/name")
    for field, value in (("trade_name", "晓禾安"), ("industry", "饺子")):
        assert re.search(rf'id="{field}" name="{field}"[^>]* value="{value}"', page.text), field
    assert re.search('<option value="馆"[^>]* selected>', page.text)


def test_ones_own_name_may_be_the_trade_name_whatever_characters_it_has(visitor: Visitor) -> None:
    """Somebody called by a character that no name of a business may hold otherwise names the business after
    themselves: no objection that asks for another name, and the next page follows."""
    visitor.register(57)
    assert unlisted_characters(visitor.person["name"])
    visitor.log_in()
    number = visitor.open()
    typed = {"trade_name": visitor.person["name"], "industry": "饺子", "organisation_form": "馆"}
    told = visitor.http.post(f"/my/cases/{number}/name/check", data=visitor.hidden() | typed).text
    assert "请确认与身份证件所载姓名一致" in told and "verdict bad" not in told
    visitor.settle_name(number)
    assert visitor.path == f"/my/cases/{number}/operator"


def test_the_sign_that_is_offered_has_no_suffix(visitor: Visitor) -> None:
    """The name of the shop is what stands on its sign: without the place and without （个体工商户）."""
    visitor.register(19)
    visitor.log_in()
    number = visitor.open()
    visitor.settle_name(number)
    visitor.settle_operator(number)
    visitor.send(f"/my/cases/{number}/operator/confirmation")
    page = visitor.go(f"/my/cases/{number}/details").text
    assert re.search(rf'id="shop_name" name="shop_name"[^>]* value="{visitor.person["name"]}饺子馆"', page)
