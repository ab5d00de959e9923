"""Which names stand against a wished one, how many of them are told, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalogues.names.composition import NameParts, compose
from services.naming.domain.comparison import MOST_PER_RULE, Neighbour, compare, free_again_on
from services.naming.domain.index import NameIndex
from services.naming.domain.keys import keys_of
from tests.unit.naming.test_cases import CASES, TODAY, _neighbour

WISHED = compose("140213", "穆静", "饺子", "馆")


def _taken(trade_name: str, industry: str = "饺子", form: str = "馆", ended_on: date | None = None) -> Neighbour:
    parts = NameParts("大同市平城区", trade_name, industry, form)
    return Neighbour(parts.full_name, keys_of(parts), "ended" if ended_on else "in_use", ended_on)


def _told(*neighbours: Neighbour, wished: NameParts = WISHED, today: date = TODAY) -> list[tuple[str, str | None]]:
    return [(o.rule.id, o.conflicting_name) for o in compare(keys_of(wished), neighbours, today)]


@pytest.mark.parametrize("case", [c for c in CASES if "register" in c], ids=lambda case: case["why"])
def test_the_index_finds_every_conflict(case: dict[str, Any]) -> None:
    """What is compared with the names found by key meets the same objections as what is compared with all."""
    wished = keys_of(compose(case["county_code"], case["trade_name"], case["industry"], case["organisation_form"]))
    taken = [_neighbour(entry) for entry in case["register"]]
    index = NameIndex()
    for neighbour in taken:
        index.add(neighbour)
    assert set(compare(wished, index.neighbours(wished), TODAY)) == set(compare(wished, taken, TODAY))


def test_the_index_finds_the_identical_name_read_in_another_way() -> None:
    """One text, taken apart in two ways, is one name (企业名称相同相近比对规则 Art. 3 (1))."""
    index = NameIndex()
    index.add(_taken("穆静梦", "幻", "店"))
    wished = keys_of(NameParts("大同市平城区", "穆静", "梦幻", "店"))
    assert [o.rule.id for o in compare(wished, index.neighbours(wished), TODAY)] == ["N-50"]


def test_at_most_fifty_names_are_told_for_each_rule() -> None:
    """Sixty names that sound alike do not hide the one that is identical, and fifty of them are told."""
    told = _told(*[_taken("木静", form=f"{n}馆") for n in range(60)], _taken("穆静"))
    assert [rule for rule, _ in told] == ["N-50"] + ["N-61"] * MOST_PER_RULE


def test_a_name_is_told_once_under_its_gravest_rule() -> None:
    """The identical name also has the same trade name, industry and sound; only the first is told."""
    assert _told(_taken("穆静")) == [("N-50", "大同市平城区穆静饺子馆")]


@pytest.mark.parametrize(
    ("trade_name", "industry", "form", "rule"),
    [
        ("饺子", "穆静", "馆", "N-51"),
        ("穆静", "饺子", "店", "N-52"),
        ("穆静", "水饺", "馆", "N-53"),
        ("穆静", "", "馆", "N-54"),
    ],
)
def test_an_ended_name_counts_as_same_for_a_year(trade_name: str, industry: str, form: str, rule: str) -> None:
    """企业名称登记管理规定 Art. 17: each kind of sameness counts, in use under its own rule and ended under N-55."""
    assert [rule for rule, _ in _told(_taken(trade_name, industry, form))] == [rule]
    assert [rule for rule, _ in _told(_taken(trade_name, industry, form, date(2026, 5, 20)))] == ["N-55"]


def test_an_ended_name_never_counts_as_similar() -> None:
    """木静 ended half a year ago sounds like 穆静, and is nobody's any more."""
    assert _told(_taken("木静", ended_on=date(2026, 5, 20))) == []


def test_an_ended_name_is_free_on_the_day_after_a_year() -> None:
    """Ended on 20 November 2025: the last day of its rest is 20 November 2026, and it is free on the 21st."""
    ended = _taken("穆静", ended_on=date(2025, 11, 20))
    assert free_again_on(date(2025, 11, 20)) == date(2026, 11, 21)
    assert _told(ended, today=date(2026, 11, 20)) == [("N-55", "大同市平城区穆静饺子馆")]
    assert _told(ended, _taken("木静"), today=date(2026, 11, 21)) == [("N-61", "大同市平城区木静饺子馆")]


def test_only_an_ended_name_is_told_with_a_day() -> None:
    """The day from which it is free is that of the ended name alone."""
    until = {o.conflicting_name: "2027-05-21" in o.rule.remedy_zh for o in compare(keys_of(WISHED), _BOTH, TODAY)}
    assert until == {"大同市平城区穆静水饺馆": True, "大同市平城区穆静饺子店": False}


_BOTH = (_taken("穆静", "水饺", ended_on=date(2026, 5, 20)), _taken("穆静", form="店"))


def test_the_free_names_are_named_by_their_places() -> None:
    """Of three wished names the second is taken."""
    index = NameIndex()
    index.add(_taken("穆静"))
    wished = [keys_of(compose("140213", trade_name, "饺子", "馆")) for trade_name in ("云水", "穆静", "长青")]
    assert list(index.free(wished, TODAY)) == [0, 2]


@pytest.mark.parametrize("trade_name", ["穆小静", "穆静静", "老穆静"])
def test_one_character_more_is_a_similar_name(trade_name: str) -> None:
    """穆小静 beside 穆静 is told to applicant and examiner, whichever of the two came first."""
    for mine, theirs in ((trade_name, "穆静"), ("穆静", trade_name)):
        found = compare(keys_of(compose("140213", mine, "饺子", "馆")), [_taken(theirs)], TODAY)
        assert [objection.rule.id for objection in found] == ["N-62"]
