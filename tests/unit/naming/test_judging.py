"""One judgement of all objections: the gravest first, and what the applicant has to confirm."""

from __future__ import annotations

import pytest

from catalogues import sole_trader_types
from catalogues.names.composition import NameParts, compose
from catalogues.names.parsing import parse
from services.naming.domain.comparison import Neighbour
from services.naming.domain.judging import Judgement, examine, judge
from services.naming.domain.keys import keys_of
from tests.unit.naming.test_cases import TODAY

DUMPLINGS = sole_trader_types.get("GT002")


def _judged(trade_name: str, form: str = "馆", *, taken: str | None = None) -> Judgement:
    neighbours = [Neighbour(taken, keys_of(parse(taken)), "in_use")] if taken else []
    return judge(compose("140213", trade_name, "饺子", form), DUMPLINGS, neighbours, TODAY)


def test_what_cannot_be_read_comes_before_what_is_forbidden() -> None:
    """Letters are told first, then the forbidden word, then what is to be put right."""
    judgement = _judged("ABC中国", "公司")
    assert [objection.rule.id for objection in judgement.objections] == ["N-02", "N-40", "N-30"]


def test_the_gravest_objection_comes_first() -> None:
    """A forbidden word before a wrong form, both before a name that sounds alike, and a note last."""
    found = _judged("北京冰岛", "研究院", taken="大同市平城区北景冰岛饺子馆").objections
    assert [objection.severity for objection in found] == ["refer", "refer", "refer", "confirm", "note"]


def test_what_no_document_can_show_is_told_with_the_name() -> None:
    """A character our fonts lack is to be put right now, and not found when the licence is set."""
    (objection,) = [o for o in _judged("\U0002ebef静").objections if o.rule.id == "N-19"]
    assert objection.word == "\U0002ebef"
    assert "窗口" in objection.rule.remedy_zh


@pytest.mark.parametrize("dot", "·•．‧・")
def test_an_operators_name_is_a_trade_name_with_any_dot(dot: str) -> None:
    """Dots that were typed differently in two places are one; a person looks at it (N-05), nobody refuses it."""
    parts = compose("140213", f"阿卜杜拉{dot}买买提", "饺子", "馆")
    assert [o.rule.id for o in examine(parts, DUMPLINGS, "阿卜杜拉•买买提")] == ["N-05"]


def test_a_long_own_name_is_a_trade_name() -> None:
    """Names of twenty-two characters and more are judged like any other."""
    own = "阿依古丽" * 5 + "吐尔"
    assert [o.rule.id for o in examine(compose("140213", own, "饺子", "馆"), DUMPLINGS, own)] == []


@pytest.mark.parametrize(
    ("taken", "asked"), [("大同市平城区木静饺子馆", True), ("大同市平城区穆静饺子馆", False), (None, False)]
)
def test_only_a_similar_name_is_to_be_confirmed(taken: str | None, asked: bool) -> None:
    """企业名称登记管理规定 Art. 16: who goes on beside a similar name confirms it; the same name is no choice."""
    assert _judged("穆静", taken=taken).needs_confirmation is asked


@pytest.mark.parametrize(
    ("code", "industry", "form", "rules"),
    [
        ("GT012", "", "超市", []),
        ("GT012", "超市", "超市", []),
        ("GT020", "", "商行", []),
        ("GT012", "超市", "店", ["N-22"]),
        ("GT002", "", "超市", ["N-20", "N-34"]),
    ],
)
def test_a_form_of_the_type_may_say_the_industry(code: str, industry: str, form: str, rules: list[str]) -> None:
    """穆静超市 is a name for a 便利店, whose forms 超市 is among; the same word with another form is noted."""
    parts = compose("140213", "穆静", industry, form)
    assert [objection.rule.id for objection in examine(parts, sole_trader_types.get(code))] == rules


def test_a_name_is_one_however_it_is_taken_apart() -> None:
    """小吃 and 小吃店 in the name builder, 小吃 and 店 in the register: all keys are equal."""
    built = compose("140213", "穆静", "小吃", "小吃店")
    assert keys_of(built) == keys_of(parse("大同市平城区穆静小吃店")) == keys_of(NameParts(*_APART))


_APART = ("大同市平城区", "穆静", "小吃", "店")
