"""Forms of filings about a business: read out of the catalogue, sent, and told again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from catalogues import form_fields
from catalogues.filing_types import editions
from catalogues.filing_types.words import Section
from services.portal.domain import matters

REPLACEMENT = "sole_trader.replacement"
KINDS = sorted({kind.key for kind in editions.all() if kind.fills_in(Section.MATTER)})
KNOWN = {"bool", "enum", "list[enum]", "delivery", "text", "string", "date"}


def sent(form: Mapping[str, str], **several: list[str]) -> dict[str, object]:
    return matters.matter_of(REPLACEMENT, form, lambda name: several.get(name, []))


@pytest.mark.parametrize("key", KINDS)
def test_every_field_can_be_shown(key: str) -> None:
    """Its type is one that the page draws, and what it depends on is a field of the same form."""
    ids = {field.id for field in matters.fields(key)}
    for field in matters.fields(key):
        assert field.type in KNOWN or not field.options, field.id
        other = matters.only_if(field).partition("=")[0]
        assert not other or other in ids, field.id


@pytest.mark.parametrize("key", KINDS)
def test_every_option_has_words(key: str) -> None:
    for field in matters.fields(key):
        assert not any(words.isascii() for _, words in matters.options(field)), field.id


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("reason", ""),
        ("declared", "reason=lost,destroyed"),
        ("returns", "reason=damaged"),
        ("delivery", "needs_paper_licence=yes"),
    ],
)
def test_what_a_field_depends_on(field: str, other: str) -> None:
    assert matters.only_if(form_fields.get(REPLACEMENT).field(field)) == other


def test_a_form_as_it_is_sent() -> None:
    """What another answer does not ask for is left out, whatever was typed there before."""
    form = {
        "reason": "lost",
        "declared": "yes",
        "returns": "yes",
        "needs_paper_licence": "no",
        "delivery.method": "post",
    }
    assert sent(form, copies=["正本"]) == {
        **{"reason": "lost", "copies": ["正本"], "declared": True, "needs_paper_licence": False}
    }


@pytest.mark.parametrize(
    ("typed", "delivery"),
    [
        ({"delivery.method": "window", "delivery.phone": "1"}, {"method": "window"}),
        ({"delivery.method": "post", "delivery.phone": "1"}, {"method": "post", "phone": "1"}),
    ],
)
def test_where_a_paper_goes(typed: dict[str, str], delivery: dict[str, str]) -> None:
    assert sent({"needs_paper_licence": "yes", **typed})["delivery"] == delivery


def test_answers_are_told_in_words() -> None:
    told = matters.answers_of(
        REPLACEMENT,
        {
            **{"reason": "damaged", "copies": ["正本", "副本"], "returns": True, "needs_paper_licence": True},
            "delivery": {"method": "post", "recipient": "王收禾", "phone": "1", "address": "虚构巷2号"},
        },
    )
    assert [answer.value for answer in told] == ["破损、污损", "正本、副本", "是", "是", "王收禾，1，虚构巷2号"]
