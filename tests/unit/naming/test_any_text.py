"""Whatever is typed gets a judgement."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import sole_trader_types
from catalogues.names.composition import NameParts, compose
from services.naming.domain import suggestions
from services.naming.domain.comparison import Neighbour
from services.naming.domain.judging import judge
from services.naming.domain.keys import keys_of
from services.naming.domain.rules import Verdict, verdict_of

TODAY = date(2026, 11, 20)
TYPES = st.sampled_from(sole_trader_types.all())
TYPED = st.one_of(
    st.text(max_size=30), st.text(alphabet="穆静饺子面馆店大同市平城区公司中国ABC１·（）𠮷靜", max_size=12)
)


@settings(deadline=None)
@given(TYPED, TYPED, TYPED, TYPES, st.none() | TYPED)
def test_any_text_is_judged(
    trade_name: str, industry: str, form: str, kind: sole_trader_types.SoleTraderType, own_name: str | None
) -> None:
    """No text makes the judgement fail, and only a name of Chinese characters with all parts is ever free."""
    parts = compose("140213", trade_name, industry, form)
    judgement = judge(parts, kind, [], TODAY, own_name)
    if judgement.verdict == Verdict.AVAILABLE:
        assert len(parts.trade_name) >= 2
        assert parts.industry
        assert parts.organisation_form
        assert not any(character.isascii() for character in parts.full_name)
    list(suggestions.candidates(parts, kind, judgement.objections, own_name))


@settings(deadline=None)
@given(
    st.text(alphabet="穆静木敬香𬱖", min_size=2, max_size=5), st.text(alphabet="穆静木敬香𬱖", min_size=2, max_size=5)
)
def test_comparison_goes_both_ways(one: str, other: str) -> None:
    """If one name is the same as or similar to another, so is the other to the one."""
    kind = sole_trader_types.get("GT002")

    def against(mine: NameParts, theirs: NameParts) -> Verdict:
        taken = [Neighbour(theirs.full_name, keys_of(theirs), "in_use")]
        found = judge(mine, kind, taken, TODAY).objections
        return verdict_of(tuple(objection for objection in found if objection.conflicting_name))

    first, second = (compose("140213", trade_name, "饺子", "馆") for trade_name in (one, other))
    assert against(first, second) == against(second, first)
