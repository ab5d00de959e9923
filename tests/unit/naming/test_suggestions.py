"""What is offered instead keeps the wish and meets no objection."""

from __future__ import annotations

from itertools import islice

import pytest

from catalogues import sole_trader_types
from catalogues.names.composition import NameParts, compose
from services.naming.domain import judging, suggestions
from services.naming.domain.comparison import Neighbour, compare
from services.naming.domain.keys import keys_of
from tests.unit.naming.test_cases import CASES, TODAY

DUMPLINGS = sole_trader_types.get("GT002")


def _near(trade_name: str, industry: str = "饺子", form: str = "馆", own: str | None = None) -> list[NameParts]:
    parts = compose("140213", trade_name, industry, form)
    objections = judging.examine(parts, DUMPLINGS, own)
    return list(suggestions.candidates(parts, DUMPLINGS, objections, own))


@pytest.mark.parametrize("case", [c for c in CASES if c["verdict"] != "AVAILABLE"], ids=lambda case: case["why"])
def test_at_least_five_names_meet_no_objection(case: dict[str, str]) -> None:
    """Whatever is wrong with a name, five others or more are offered against which nothing is to be said."""
    kind = sole_trader_types.get(case["type_code"])
    parts = compose(case["county_code"], case["trade_name"], case["industry"], case["organisation_form"])
    objections = judging.examine(parts, kind)
    near = list(islice(suggestions.candidates(parts, kind, objections), 8))
    assert len(near) >= 5
    for candidate in near:
        assert all(o.severity == "note" for o in judging.examine(candidate, kind))


def test_what_only_needs_mending_comes_first() -> None:
    """A forbidden form is replaced and everything else kept."""
    assert _near("穆静", form="公司")[0].full_name == "大同市平城区穆静饺子店"


def test_a_whole_name_is_taken_apart() -> None:
    """Who typed the whole name as trade name is offered exactly that name."""
    assert _near("大同市平城区穆静饺子馆")[0].full_name == "大同市平城区穆静饺子馆"


def test_traditional_characters_are_replaced() -> None:
    """The standard writing comes first."""
    assert _near("穆靜")[0].trade_name == "穆静"


def test_a_forbidden_word_is_taken_out() -> None:
    """What is left without it comes first."""
    assert _near("中国味道")[0].trade_name == "味道"


def test_the_operators_name_is_offered() -> None:
    """Who has no usable trade name is offered their own name first."""
    assert _near("ABC", own="穆静")[0].trade_name == "穆静"


@pytest.mark.parametrize("own", ["穆靜", "艾力·买买提", "王海军"])
def test_the_operators_name_is_offered_as_it_is_written(own: str) -> None:
    """A traditional character or a word for a body in it is only noted; a middle dot waits for a person, so that a name
    with one is not offered."""
    offered = [parts.trade_name for parts in _near("ABC", own=own)]
    assert (offered[0] == own) is ("·" not in own)
    assert not any("·" in trade_name for trade_name in offered)


def test_a_word_that_is_only_noted_stays() -> None:
    """王海军 keeps 海军 in it when only the form is to be mended: it is the operator's name."""
    assert _near("王海军", form="公司", own="王海军")[0].full_name == "大同市平城区王海军饺子店"


@pytest.mark.parametrize(
    ("industry", "form", "name"),
    [
        ("饺子", "馆", "中餐店"),
        ("水饺", "馆", "中餐店"),
        ("手机维修", "部", "手机维修店"),
        ("足疗", "店", "足浴店"),
        ("鱼火锅", "店", "小餐饮"),
        ("", "超市", "便利店"),
        ("梦幻", "店", None),
        ("", "店", None),
    ],
)
def test_the_type_is_told_by_the_industry(industry: str, form: str, name: str | None) -> None:
    """By the word itself, else by one that means the same, else by one of the same family; by a form that says it."""
    kind = suggestions.type_of(NameParts("大同市平城区", "穆静", industry, form))
    assert (kind.name if kind else None) == name


@pytest.mark.parametrize("kind", sole_trader_types.all(), ids=lambda kind: kind.code)
def test_a_word_of_a_type_tells_a_type_with_that_word(kind: sole_trader_types.SoleTraderType) -> None:
    """The word itself decides before another that means the same."""
    for term in kind.name_industry_terms:
        told = suggestions.type_of(NameParts("大同市平城区", "穆静", term, kind.organisation_forms[0]))
        assert told is not None
        assert term in told.name_industry_terms


def test_a_taken_name_is_not_offered_in_another_coat() -> None:
    """What replaces a taken trade name keeps a character of it and is not similar to it: neither 穆静香 nor 穆小静."""
    parts = compose("140213", "穆静", "饺子", "馆")
    neighbour = Neighbour(parts.full_name, keys_of(parts), "in_use")
    objections = compare(keys_of(parts), [neighbour], TODAY)
    near = list(islice(suggestions.candidates(parts, DUMPLINGS, objections), 30))
    assert set("穆静") & set(near[0].trade_name)
    assert compare(keys_of(near[0]), [neighbour], TODAY) == ()
    met = {found.rule.id for one in near for found in compare(keys_of(one), [neighbour], TODAY)}
    assert not met & {"N-50", "N-51", "N-52", "N-53", "N-54", "N-60", "N-62"}


@pytest.mark.parametrize("trade_name", ["好运来", "福瑞祥", "大槐树下"])
def test_what_looks_like_a_taken_name_is_not_offered(trade_name: str) -> None:
    """Of three characters or more: none that differs from somebody's in one place, as 好运福 does from 好运来. No
    examiner has to find out what we proposed ourselves."""
    parts = compose("140213", trade_name, "饺子", "馆")
    objections = compare(keys_of(parts), [Neighbour(parts.full_name, keys_of(parts), "in_use")], TODAY)
    near = [one.trade_name for one in islice(suggestions.candidates(parts, DUMPLINGS, objections), 60)]
    assert len(near) == 60
    alike = [one for one in near if len(one) == len(trade_name)]
    assert [one for one in alike if sum(a != b for a, b in zip(one, trade_name, strict=True)) < 2] == []


def test_the_wished_name_is_not_offered_and_none_twice() -> None:
    """Each alternative is another name."""
    offered = [parts.full_name for parts in _near("长安")]
    assert len(offered) == len(set(offered))
    assert "大同市平城区长安饺子馆" not in offered


@pytest.mark.parametrize("trade_name", ["穆静", "福瑞祥", "金"])
def test_near_and_rare_names_are_asked_for_together(trade_name: str) -> None:
    """Of the first twenty the nearest ten come first; then others that share the first character and hold two that
    trade names seldom have, of which one or the other is free where all near ones are taken."""
    parts = compose("140213", trade_name, "饺子", "馆")
    objections = compare(keys_of(parts), [Neighbour(parts.full_name, keys_of(parts), "in_use")], TODAY)
    near = [one.trade_name for one in islice(suggestions.candidates(parts, DUMPLINGS, objections), 20)]
    rare = [one for one in near if one[0] == trade_name[0] and len(set(one[1:]) & set("沐宸翊珩昀煜琛璟昱熠")) == 2]
    first = near.index(rare[0])
    assert near[first : first + len(rare)] == rare
    assert min(first, len(rare)) >= 8
    assert len({one[1] for one in rare}) == len(rare)
