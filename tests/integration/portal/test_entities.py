"""登记簿 for officials: searched, and the sheet of a business with its versions, persons, licences and filings."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from tests.integration.portal.licensed import Licensed, licensed
from tests.integration.portal.office import Clerk
from tests.integration.portal.visitor import Visitor
from tests.site import Site


@pytest.fixture(scope="module")
def business(site: Site) -> Licensed:
    return licensed(site, paper=False)


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> Iterator[Clerk]:
    """An examiner of another authority."""
    with Clerk(site) as clerk:
        clerk.begin_work("examiner2")
        yield clerk


def found(clerk: Clerk, **typed: str) -> str:
    clerk.go("/entities")
    return clerk.send("/entities", **typed).text


def test_a_business_is_found(examiner: Clerk, business: Licensed) -> None:
    """By name, by code, by state; a search that fits nothing says so."""
    link = f'href="/entities/{business.uscc}"'
    assert link in found(examiner, name=business.trade_name)
    assert link in found(examiner, uscc=business.uscc) and link in found(
        examiner, name=business.trade_name, status="存续"
    )
    assert "没有符合条件的市场主体" in found(examiner, name=business.trade_name, status="已注销")
    assert link in examiner.go("/entities").text
    assert examiner.http.head("/entities").status_code == 200


def test_by_a_person(examiner: Clerk, business: Licensed) -> None:
    """A document's number is sent in a form, so that it stands in no address; its kind alone finds everybody."""
    page = found(examiner, id_document_type="10", id_number="140102199001011233")
    assert "没有符合条件的市场主体" in page and "140102199001011233" not in str(examiner.page.url)
    assert f"/entities/{business.uscc}" in found(examiner, name=business.trade_name, id_document_type="10")


def test_its_sheet(examiner: Clerk, business: Licensed) -> None:
    """What is registered, who belongs to it with masked numbers, its version, its licence, its filing."""
    text = unescape(examiner.go(f"/entities/{business.uscc}").text)
    for said in (business.operator, "第 1 版", "个体工商户设立登记", "没有标记", f"/licences/{business.number}/facts"):
        assert said in text
    assert "***********" in text
    assert f"{business.archive_no}-" in text.partition('id="archive"')[2]
    assert examiner.go(f"/licences/{business.number}/facts").status_code == 200


def test_of_another_authority_there_is_none(elsewhere: Clerk, member: Visitor, business: Licensed) -> None:
    """Nor for applicants, whoever they are."""
    assert elsewhere.go(f"/entities/{business.uscc}").status_code == 404
    assert "没有符合条件的市场主体" in found(elsewhere, uscc=business.uscc)
    assert member.go("/entities").status_code in {403, 404} and business.uscc not in member.page.text
