"""The law of a day: which instruments hold, what a text cites, and texts that change with the law."""

from __future__ import annotations

from datetime import date

import pytest

from catalogues import law
from catalogues.errors import UnknownCode
from catalogues.law import Dated, joined

TODAY = date(2026, 11, 28)


def _faults(text: str, on: date) -> list[str]:
    return [fault.kind for fault in law.faults(text, on)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("企业名称登记管理规定第六条；条例第十五条", [("企业名称登记管理规定", (6,)), ("市场主体登记管理条例", (15,))]),
        ("实施细则第十四、十六条；通知 2.1.2.5–2.1.2.6", [("实施细则", (14, 16)), ("通知", ())]),
        ("民法典第二百七十九条", [("民法典", (279,))]),
        ("企业名称登记管理规定第五条至第九条", [("企业名称登记管理规定", (5, 6, 7, 8, 9))]),
        ("《中华人民共和国行政许可法》第三十八条第二款", [("行政许可法", (38,))]),
        ("企业名称禁限用规则（工商企注字〔2017〕133号）第五条（一）", [("企业名称禁限用规则", (5,))]),
        ("市场主体登记管理条例 第四十条第三款；辽宁方案四（四）2", [("条例", (40,)), ("辽宁方案", ())]),
        ("条例第一百零五条", [("条例", (105,))]),
        ("民法典第一千零一十四、一千二百三十四条", [("民法典", (1014, 1234))]),
    ],
)
def test_what_a_text_cites(text: str, cited: list[tuple[str, tuple[int, ...]]]) -> None:
    """Full titles, short forms, several articles of one instrument and several instruments are read."""
    found = law.citations(text)
    assert [(each.instrument, each.articles) for each in found] == [(law.get(name), at) for name, at in cited]


@pytest.mark.parametrize(
    ("text", "on", "kinds"),
    [
        ("个体工商户名称登记管理办法第六条", date(2023, 9, 30), []),
        ("个体工商户名称登记管理办法第六条", date(2023, 10, 1), ["repealed"]),
        ("企业名称登记管理规定实施办法第五十三条", date(2023, 9, 30), ["not_yet"]),
        ("企业名称登记管理规定实施办法第五十三条", date(2023, 10, 1), []),
        ("个体工商户登记管理规定第十四条", date(2025, 7, 14), ["not_yet"]),
        ("个体工商户登记管理规定第十四条", date(2025, 7, 15), []),
        ("网络安全法第二十一条（三）", date(2025, 12, 31), []),
        ("网络安全法第二十一条（三）", date(2026, 1, 1), ["moved"]),
        ("网络安全法第二十三条（三）", date(2025, 12, 31), ["moved"]),
        ("网络安全法第二十三条（三）", date(2026, 1, 1), []),
        ("某某办法第三条", TODAY, ["unknown"]),
        ("企业名称登记管理规定实施办法第十六条（条号待核）", TODAY, ["unreadable"]),
        ("条例第十五条；其他法律", TODAY, ["unknown"]),
        ("自定；个人信息保护法第二十四条", TODAY, []),
    ],
)
def test_what_is_not_law_on_a_day_is_named(text: str, on: date, kinds: list[str]) -> None:
    """Repealed, not yet in force, renumbered, unknown, and notes that no citation holds."""
    assert _faults(text, on) == kinds


def test_a_text_changes_on_the_day_the_law_does() -> None:
    """The last day of the old text has it still; the next has the new one."""
    text = Dated.of([{"until": "2023-09-30", "text": "旧"}, {"from": "2023-10-01", "text": "新"}])
    assert [text.on(date(2023, 9, 30)), text.on(date(2023, 10, 1)), text.on(TODAY)] == ["旧", "新", "新"]
    assert text.starts == (date(2023, 10, 1),)


def test_a_plain_text_counts_on_every_day() -> None:
    """A text without days is the text of all."""
    assert Dated.of("条例第十条").on(date(2022, 5, 1)) == "条例第十条"


@pytest.mark.parametrize("second", ["2023-10-02", "2023-09-30"])
def test_days_without_text_or_with_two_are_refused(second: str) -> None:
    """Between two texts lies no day, and none belongs to both."""
    with pytest.raises(ValueError, match="follow"):
        Dated.of([{"until": "2023-09-30", "text": "旧"}, {"from": second, "text": "新"}])


def test_before_its_first_day_a_text_is_unknown() -> None:
    """A text that begins on a day has none before it."""
    with pytest.raises(UnknownCode):
        Dated.of([{"from": "2023-10-01", "text": "新"}]).on(date(2023, 9, 30))


def test_texts_side_by_side_each_have_their_days() -> None:
    """Of two texts that change on different days, each day has both as they are on it."""
    one = Dated.of([{"until": "2023-09-30", "text": "甲"}, {"from": "2023-10-01", "text": "乙"}])
    other = Dated.of([{"until": "2025-07-14", "text": "丙"}, {"from": "2025-07-15", "text": "丁"}])
    both = joined((one, other))
    days = (date(2022, 5, 1), date(2023, 9, 30), date(2023, 10, 1), date(2025, 7, 14), date(2025, 7, 15), TODAY)
    assert [both.on(day) for day in days] == ["甲；丙", "甲；丙", "乙；丙", "乙；丙", "乙；丁", "乙；丁"]


@pytest.mark.parametrize(
    ("division", "told"),
    [
        ("140213", "条例第四十条第三款；通知 2.1.2.6"),
        ("210102", "条例第四十条第三款；辽宁方案四（四）2"),
        ("14021300", "条例第四十条第三款；通知 2.1.2.6"),
    ],
)
def test_of_provincial_orders_only_ones_own_are_cited(division: str, told: str) -> None:
    """An authority of Shanxi cites no plan of Liaoning, and the other way round."""
    text = "条例第四十条第三款；通知 2.1.2.6；辽宁方案四（四）2"
    assert Dated.of(text).on(TODAY, division) == told


def test_every_name_is_one_instrument() -> None:
    """No title or short form stands for two instruments."""
    names = [name for instrument in law.all() for name in instrument.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("instrument", law.all(), ids=lambda instrument: instrument.title)
def test_an_instrument_says_where_it_comes_from(instrument: law.Instrument) -> None:
    """Source and certainty stand with each; what was repealed says by which text, which is law then."""
    assert instrument.source
    assert instrument.certainty in {"high", "medium", "low"}
    assert (instrument.repealed_on is None) == (instrument.repealed_by == "")
    if instrument.repealed_on:
        assert _faults(instrument.repealed_by, instrument.repealed_on) == []
