"""Which page a step is taken on, which is next, and which may be gone back to."""

from __future__ import annotations

import pytest

from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from services.portal.domain import pages
from workflows.contract import Step

NEW, CHANGED = "14021301202611280000017", "14021302202611280000017"
COMPANY = "14021311202611280000017"
"""Numbers of an establishment, of a change, and of the establishment of a company."""


@pytest.mark.parametrize(
    ("possible", "page"),
    [
        ({Step.DECLARE_NAME, Step.ABANDON}, "name"),
        ({Step.DECLARE_NAME, Step.CONFIRM_OPERATOR, Step.ABANDON}, "operator"),
        ({Step.COMPLETE_DETAILS, Step.CONFIRM_DOCUMENTS}, "preview"),
        ({Step.AUTHENTICATE}, "authentication"),
        ({Step.COLLECT_SIGNATURES, Step.SUBMIT}, "signing"),
        ({Step.REAUTHENTICATE, Step.ABANDON}, None),
        ({Step.REQUEST_REVIEW}, None),
        ({Step.DECIDE, Step.EXTEND, Step.WITHDRAW}, None),
        ((), None),
    ],
)
def test_the_furthest_page_is_next(possible: set[Step], page: str | None) -> None:
    """What is done with a button on the page of the case, on a page aside, or by an examiner leads nowhere else."""
    assert pages.next_page(possible, NEW) == page


def test_only_what_is_possible_is_open() -> None:
    """Back to what is not locked; nowhere while nobody can say what is possible."""
    possible = {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR}
    keys = [page.key for page in pages.of(NEW)]
    assert [key for key in keys if pages.is_open(key, possible, NEW)] == ["name", "operator"]
    assert not any(pages.is_open(key, (), NEW) for key in keys)


def test_pages_that_follow_each_other_are_pages_of_the_notice() -> None:
    """All but the one for a review, which is aside."""
    taken_on = {page for step in Step if (page := pages.page_of(step, NEW))}
    assert taken_on - {page.key for page in pages.of(NEW)} == {"review"}


def test_a_filing_has_the_pages_that_it_asks_on() -> None:
    """A change begins with what is registered: no type is chosen, and who the operator is stands fast."""
    assert [page.key for page in pages.of(CHANGED)] == [
        *("name", "details", "preview", "authentication", "signing", "result")
    ]
    assert [page.key for page in pages.of(NEW)] == [
        page.key for page in pages.PAGES if page.key not in {"matter", "parties"}
    ]
    possible = {Step.DECLARE_NAME, Step.COMPLETE_DETAILS, Step.ABANDON}
    assert (pages.first_page(possible, CHANGED), pages.next_page(possible, CHANGED)) == ("name", "details")
    assert pages.page_after("name", possible, CHANGED) == "details"
    assert pages.page_after("details", possible, CHANGED) is None


def test_a_company_has_founders_on_a_page_of_their_own() -> None:
    """Behind whoever represents it, open as long as that page is, and never the page a step is taken on."""
    keys = [page.key for page in pages.of(COMPANY)]
    assert keys[keys.index("operator") + 1] == "parties"
    assert (pages.title("operator", COMPANY), pages.title("operator", NEW)) == ("法定代表人信息", "经营者信息")
    possible = {Step.DECLARE_NAME, Step.CONFIRM_OPERATOR}
    assert pages.is_open("parties", possible, COMPANY)
    assert not pages.is_open("parties", {Step.COMPLETE_DETAILS}, COMPANY)
    assert pages.next_page(possible, COMPANY) == "operator"
    assert pages.page_after("name", possible, COMPANY) == "operator"


@pytest.mark.parametrize("key", sorted({kind.key for kind in editions.all()}))
def test_every_edition_of_a_kind_has_the_same_pages(key: str) -> None:
    """So that the number of an application, which names the kind, is enough to know them."""
    first, *others = [pages.of_kind(edition) for edition in editions.all() if edition.key == key]
    assert all(each == first for each in others)


def test_a_licensed_business_is_licensed() -> None:
    """A citizen reads 已发照, also once the archive has the file."""
    assert pages.headline("ARCHIVED", NEW, named=True) == pages.headline("LICENSED", NEW, named=True) == "已发照"


def test_a_filing_about_a_business_is_filled_in_until_it_is_confirmed() -> None:
    """Nobody confirms who the operator is; of a new business they do."""
    assert (
        pages.headline("OPERATOR_LOCKED", CHANGED, named=True)
        == pages.headline("DRAFT", CHANGED, named=True)
        == "填报中"
    )
    assert pages.headline("OPERATOR_LOCKED", NEW, named=True) == "经营者信息已确认"


def test_an_enterprise_has_no_operator_to_confirm() -> None:
    """Neither in its headline nor in its course."""
    assert pages.headline("OPERATOR_LOCKED", COMPANY, named=True) == "人员信息已确认"
    assert pages.stage_label("OPERATOR_LOCKED", COMPANY) == "人员信息已确认"
    assert pages.stage_label("SUBMITTED", COMPANY) == "已提交"


def test_what_ends_a_business_registers_nothing() -> None:
    """A citizen reads that it is deregistered, in the list, the headline and the course."""
    words = {
        kind.key: pages.headline("ARCHIVED", f"140213{kind.business_type}202611280000017", named=True)
        for kind in editions.all()
    }
    assert words[editions.DEREGISTRATION] == words[editions.SIMPLE_DEREGISTRATION] == "已注销"
    assert words[editions.RECORD] == words[editions.SUSPENSION] == pages.stage_label("ENTERED", NEW) == "已登记"


@pytest.mark.parametrize(
    ("stage", "possible", "outcome", "may"),
    [
        (Stage.ARCHIVED, (), "REJECT", True),
        (Stage.WITHDRAWN, (), None, True),
        (Stage.ABANDONED, (), None, True),
        (Stage.ARCHIVED, (), "APPROVE", False),
        (Stage.REJECTED, (Step.REQUEST_REVIEW,), "REJECT", False),
        (Stage.DRAFT, (Step.DECLARE_NAME,), None, False),
    ],
)
def test_only_what_ended_without_a_registration_begins_again(
    stage: str, possible: tuple[Step, ...], outcome: str | None, may: bool
) -> None:
    """While anything can still be done in a case, that is done."""
    decision = {"outcome": outcome} if outcome else None
    assert pages.may_begin_again(NEW, stage, possible, decision) is may
    assert not pages.may_begin_again(CHANGED, stage, possible, decision)


def test_no_name_is_held_of_a_business_without_one() -> None:
    """The headline says what the applicant is at instead."""
    assert pages.headline("NAME_RESERVED", NEW, named=True) == "名称已保留"
    assert pages.headline("NAME_RESERVED", NEW, named=False) == "填报中"
