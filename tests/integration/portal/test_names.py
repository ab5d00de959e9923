"""Coming back to the page of the name."""

from __future__ import annotations

import re

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
