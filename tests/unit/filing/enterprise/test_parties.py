"""Who founds a company with what: each fault at its field, with its article."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalogues.filing_types import founding
from catalogues.filing_types.words import EntityKind, SignerRole
from services.filing.domain.enterprise.parties import Parties, judge_parties, roles_of
from services.filing.domain.enterprise.parties_missing import missing_in_parties

COMPANY = founding.get(EntityKind.LIMITED_COMPANY)
TODAY = date(2026, 12, 1)
FIVE_YEARS_ON = "2031-12-01"
REPRESENTATIVE = ("140102198801011232", "13800000025")
GIVEN: dict[str, Any] = {
    "representative": {"posts": ["director", "manager"], "amount": "60", "manner": "money", "due_on": FIVE_YEARS_ON},
    "others": [
        {
            **{"name": "郑安宁", "id_number": "140213199003071248", "mobile": "13800000031", "posts": ["supervisor"]},
            **{"amount": "25", "manner": "money", "due_on": FIVE_YEARS_ON},
        },
        {
            **{"name": "冯欣悦", "id_number": "140213199208150628", "mobile": "13800000032", "posts": []},
            **{"amount": "15", "manner": "goods", "due_on": "2028-12-31"},
        },
    ],
}


def _changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    given = copy.deepcopy(GIVEN)
    for pointer, value in changes:
        *way, last = pointer.strip("/").split("/")
        node: Any = given
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[last] = value
    return given


def _found(*changes: tuple[str, Any]) -> Parties:
    section, findings = judge_parties(_changed(*changes), TODAY, COMPANY)
    assert findings == []
    return section


def _missing(*changes: tuple[str, Any], capital: str = "100") -> dict[str | None, str | None]:
    """Where something is missing or wrong, and by which article."""
    found = missing_in_parties(EntityKind.LIMITED_COMPANY, _found(*changes), Decimal(capital), REPRESENTATIVE, TODAY)
    return {each.pointer: each.article for each in found}


def test_what_the_law_wants_is_complete() -> None:
    """One director who is manager too, one supervisor, three shareholders, paid within five years to the day."""
    assert _missing() == {}
    assert _found().capital == 100


@pytest.mark.parametrize(
    ("changes", "pointer", "article"),
    [
        ((("/representative/due_on", "2031-12-02"),), "/parties/representative/due_on", "公司法第四十七条"),
        ((("/others/1/due_on", None),), "/parties/others/1/due_on", "公司法第四十七条"),
        ((("/others/1/manner", "labour"),), "/parties/others/1/manner", "条例第十三条"),
        ((("/others/1/manner", None),), "/parties/others/1/manner", "公司法第四十八条"),
        ((("/others/0/mobile", None),), "/parties/others/0/mobile", "实施细则第二十六条"),
        ((("/others/0/mobile", REPRESENTATIVE[1]),), "/parties/others/0/mobile", "电子签名法第十三条"),
        ((("/others/1/amount", None), ("/others/0/amount", "40")), "/parties/others/1/posts", "公司法第四十六条"),
        ((("/representative/posts", ["manager"]),), "/parties/representative/posts", "公司法第六十八、七十五条"),
        ((("/others/0/posts", []),), "/parties/representative/posts", "公司法第六十九、七十六、八十三条"),
        ((("/others/0/posts", ["supervisor", "manager"]),), "/parties/others/0/posts", "公司法第七十六条"),
        ((("/representative/posts", []), ("/others/1/posts", ["director"])), None, "公司法第十条"),
    ],
)
def test_what_it_forbids_is_told_at_its_field(
    changes: tuple[tuple[str, Any], ...], pointer: str | None, article: str
) -> None:
    """Of a person's posts it is told at the posts, of a contribution at its own field."""
    found = _missing(*changes)
    at = [found[pointer]] if pointer else list(found.values())
    assert any(article in (each or "") for each in at), found


def test_contributions_are_the_capital() -> None:
    """Their sum is what is registered, to the cent; else it is told where the capital is entered."""
    assert "/premises/capital_amount" in _missing(capital="100.01")
    assert _missing(("/others/1/amount", "15.01"), capital="100.01") == {}


def test_no_supervisor_by_consent() -> None:
    """All shareholders may agree to have none (公司法 Art. 83)."""
    assert _missing(("/others/0/posts", []), ("/without_supervisor", True)) == {}


def test_who_is_named_twice_or_shares_a_phone() -> None:
    """Nobody is two shareholders, and nobody signs on another's phone."""
    twice = _changed(("/others/1/id_number", GIVEN["others"][0]["id_number"]), ("/others/1/mobile", "13800000031"))
    _, findings = judge_parties(twice, TODAY, COMPANY)
    assert {(each.pointer, each.code) for each in findings} == {
        ("/others/1/id_number", "filing.duplicate"),
        ("/others/1/mobile", "filing.mobile_of_another"),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("posts", ["emperor"]), ("manner", "beads"), ("amount", "0"), ("amount", "-1"), ("due_on", "2031-02-30")],
)
def test_what_is_no_answer_is_not_kept(field: str, value: Any) -> None:
    """Unknown words, amounts of nothing and days that do not exist."""
    _, findings = judge_parties(_changed((f"/others/0/{field}", value)), TODAY, COMPANY)
    assert [each.pointer for each in findings] == [f"/others/0/{field}"]


def test_roles_are_those_of_the_register() -> None:
    """The first is the one they sign in."""
    found = _found()
    first = (SignerRole.LEGAL_REPRESENTATIVE, SignerRole.SHAREHOLDER, SignerRole.DIRECTOR, SignerRole.MANAGER)
    assert roles_of(COMPANY, found.representative, represents=True) == first
    assert roles_of(COMPANY, found.others[0], represents=False) == (SignerRole.SHAREHOLDER, SignerRole.SUPERVISOR)
    assert missing_in_parties(EntityKind.LIMITED_COMPANY, None, None, (None, None), TODAY)
