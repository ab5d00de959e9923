"""Whoever was not registered applies again with what they entered, and types nothing twice."""

from __future__ import annotations

from html import unescape

from tests.integration.portal.visitor import logged_in
from tests.site import Site


def test_an_application_that_ended_is_the_draft_of_a_new_one(site: Site) -> None:
    """Sections and pictures are there, every page is open again; sent twice it is one application; a case that goes on
    has no successor."""
    with logged_in(site, 45) as visitor:
        number = visitor.open()
        case = f"/my/cases/{number}"
        visitor.settle_name(number)
        visitor.settle_operator(number)
        assert f"{case}/again" not in visitor.go(case).text
        visitor.send(f"{case}/abandonment")
        visitor.go(case)
        fields = visitor.hidden(f"{case}/again")
        pages = [visitor.http.post(f"{case}/again", data=fields) for _ in range(2)]
        anew = pages[0].url.path.removesuffix("/name")
        assert pages[1].url.path == f"{anew}/name" and anew != case
        name = unescape(pages[1].text)
        assert f'value="{visitor.person["name"]}"' in name and "迎宾街" in name
        visitor.settle_name(anew.rpartition("/")[2])
        operator = visitor.go(f"{anew}/operator").text
        assert 'value="someone@example.com"' in operator and f"{anew}/attachments/id_card_front" in operator
        assert visitor.go(f"{anew}/operator/confirmation").status_code == 200
