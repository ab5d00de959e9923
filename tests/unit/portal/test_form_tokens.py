"""A form's token: never the same text twice, recognised under every mask, nothing else is."""

from __future__ import annotations

import pytest

from services.portal.domain import form_tokens

TOKEN = "b7Y-_9kQe0LJ3sT5"


def test_masked_differently_each_time() -> None:
    shown = {form_tokens.masked(TOKEN) for _ in range(50)}
    assert len(shown) == 50
    assert all(form_tokens.is_masked(each, TOKEN) for each in shown)
    assert not any(TOKEN in each for each in shown)


@pytest.mark.parametrize("given", ["", TOKEN, "x" * 44, "汉字", "====", "\ud800", form_tokens.masked(TOKEN + "a")])
def test_nothing_else_is_taken(given: str) -> None:
    assert not form_tokens.is_masked(given, TOKEN)
