"""Chinese words that English pages quote are marked as Chinese (WCAG 3.1.2)."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from services.portal.api.rendering import _environment


def _shown(text: object, language: str) -> str:
    template = _environment(language).from_string("{{ text | official }}")
    return template.render(text=text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The name holds 国务院, which", 'The name holds <span lang="zh-CN">国务院</span>, which'),
        ("山西省大同市虚构巷1号", '<span lang="zh-CN">山西省大同市虚构巷1号</span>'),
        ("第十一条（三）；第五条", '<span lang="zh-CN">第十一条（三）；第五条</span>'),
        ("冯*", '<span lang="zh-CN">冯*</span>'),
        ("6210 正餐服务", '6210 <span lang="zh-CN">正餐服务</span>'),
        ("Operator", "Operator"),
        (12, "12"),
    ],
)
def test_quoted_chinese_is_marked(text: object, shown: str) -> None:
    """With its numbers and brackets, and nothing around it."""
    assert _shown(text, "en") == shown


def test_what_was_typed_is_escaped() -> None:
    """A name is text, whatever it holds."""
    assert _shown("<b>国</b>", "en") == '&lt;b&gt;<span lang="zh-CN">国</span>&lt;/b&gt;'


def test_nothing_is_marked_twice() -> None:
    """Markup stays as it is."""
    assert _shown(Markup('<span lang="zh-CN">国</span>'), "en") == '<span lang="zh-CN">国</span>'


def test_chinese_pages_mark_nothing() -> None:
    """Their language is Chinese anyway."""
    assert _shown("国务院", "zh") == "国务院"
