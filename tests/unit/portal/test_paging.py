"""How lists are leafed through where a search may name a person."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from services.portal.api.paging import asking
from services.portal.api.rendering import TEMPLATES


def _pager(found: dict[str, Any], *, by_search: bool) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals["_"] = lambda text: text
    pager = environment.get_template("paging.html").module.pager  # type: ignore[attr-defined]  # a macro
    typed = {"operator": "张晓禾", "name": "", "cursor": "old", "csrf": "c"}
    return str(pager("/licences", found, typed, by_search, ""))


PAGE = {"items": ["a", "b"], "first": 21, "next": "n1", "previous": "p1"}


@pytest.mark.parametrize("by_search", [True, False])
def test_buttons_lead_on_and_back(by_search: bool) -> None:
    """With what was searched for, in a body where it may name a person, and with the place in the list."""
    shown = _pager(PAGE, by_search=by_search)
    assert f'method="{"post" if by_search else "get"}"' in shown
    assert 'name="cursor" value="p1"' in shown and 'name="cursor" value="n1"' in shown
    assert 'name="operator" value="张晓禾"' in shown and "21–22" in shown
    assert "old" not in shown and 'name="csrf"' not in shown


def test_ends_of_a_list() -> None:
    """The first page leads nowhere back, the last one nowhere on, and a short list nowhere at all."""
    assert "p1" not in _pager(PAGE | {"previous": None}, by_search=True)
    assert "n1" not in _pager(PAGE | {"next": None}, by_search=True)
    assert "<form" not in _pager(PAGE | {"next": None, "previous": None}, by_search=True)


def test_the_beginning_needs_no_cursor() -> None:
    """A cursor is sent where there is one."""
    assert asking("", 20) == {"limit": 20}
    assert asking("c", 20) == {"limit": 20, "cursor": "c"}
