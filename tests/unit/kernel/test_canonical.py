"""The canonical form that everything signed or digested is written in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.canonical import canonical_json

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8"))
_NAMES = st.text(st.characters(max_codepoint=0xFFFF, codec="utf-8"), max_size=5)
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4))


def test_as_the_standard_writes_it() -> None:
    """The example of RFC 8785, appendix and section 3.2.2, as far as it is about what we use."""
    value = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022\u002f", "literals": [None, True, False]}
    assert canonical_json(value) == (
        '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )
    names = {"\u20ac": 1, "\r": 2, "1": 4, "\u0080": 6, "\u00f6": 7, "\ufb33": 3}
    assert list(json.loads(canonical_json(names))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ufb33"]


@given(_VALUES)
def test_what_is_read_back_is_the_same(value: object) -> None:
    """Nothing is lost, and writing again gives the same bytes."""
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(_VALUES)
def test_what_was_digested_before_keeps_its_bytes(value: object) -> None:
    """Licence faces, decisions, events and archive logs that exist were written like this."""
    before = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert canonical_json(value) == before


def test_a_fraction_keeps_its_point() -> None:
    """Digests of decisions contain scores."""
    assert canonical_json({"face_score": 1.0, "other": 0.93}) == b'{"face_score":1.0,"other":0.93}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_number_has_no_canonical_form(value: float) -> None:
    """JSON cannot say it."""
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(value)
