"""What cannot be printed is named, and what the compiler complains of never repeats personal data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kernel.errors import Defect
from kernel.typesetting.compositor import Failure
from kernel.typesetting.typesetter import Typesetter, UnprintableText, _as_json, _trouble

TEMPLATE = Path("services/licence/templates/licence.typ")
DIAGNOSTIC = """warning: unknown font family: hanaminb
  ┌─ services/licence/templates/licence.typ:1:16

error: cannot convert
  ┌─ services/licence/templates/licence.typ:8:13
"""


def test_names_code_points_and_not_the_text() -> None:
    """The compiler's escaped text becomes the code points in it, each once."""
    trouble = _trouble(
        TEMPLATE,
        Failure('PDF/A-3b error: the text `"😀\\u{7}😀\\""` could not be displayed with font `"Noto Serif SC"`', ""),
    )
    assert isinstance(trouble, UnprintableText)
    assert trouble.code_points == ("U+1F600", "U+0007", "U+0022")
    assert "😀" not in str(trouble)


def test_a_lone_surrogate_is_unprintable() -> None:
    """A lone surrogate is no character at all, and is named before the compiler would see it."""
    with pytest.raises(UnprintableText) as caught:
        _as_json({"name": "张\ud83d"})
    assert caught.value.code_points == ("U+D83D",)


def test_a_template_failure_says_where_and_hides_values() -> None:
    """Values the compiler quotes are masked, keys of the template and the place of the error stay."""
    trouble = _trouble(
        TEMPLATE, Failure('cannot convert "张三" to integer, key "name", "110101199001011237"', DIAGNOSTIC)
    )
    assert isinstance(trouble, Defect)
    assert str(trouble) == (
        "typesetting.template_failed: services/licence/templates/licence.typ:8:13: "
        'cannot convert "…" to integer, key "name", "…"'
    )


def test_a_timestamp_needs_a_time_zone() -> None:
    """A document's date without a zone would depend on the machine."""
    with pytest.raises(ValueError, match="time zone"):
        Typesetter().render(TEMPLATE, {}, timestamp=datetime(2026, 1, 1))


def test_needs_a_process() -> None:
    """A typesetter without processes would wait for ever."""
    with pytest.raises(ValueError, match="at least one"):
        Typesetter(0)
