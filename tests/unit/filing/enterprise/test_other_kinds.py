"""Who founds an enterprise that is no company: each fault at its field, as the law of its kind has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalogues.filing_types import founding
from catalogues.filing_types.words import EntityKind, SignerRole
from kernel.numbers import resident_id_check
from services.filing.domain.enterprise.parties import judge_parties, roles_of
from services.filing.domain.enterprise.parties_missing import missing_in_parties

TODAY = date(2026, 12, 1)
HEAD = ("140102198801011232", "13800000025")
GENERAL, LIMITED = EntityKind.GENERAL_PARTNERSHIP, EntityKind.LIMITED_PARTNERSHIP
SPECIAL, COOPERATIVE = EntityKind.SPECIAL_PARTNERSHIP, EntityKind.FARMERS_COOPERATIVE
PROPRIETORSHIP = EntityKind.SOLE_PROPRIETORSHIP


def _given(number: int, standing: str | None = None, *posts: str, manner: str = "money") -> dict[str, Any]:
    """Number 0 stands for the business."""
    given = {"amount": "1", "manner": manner, "standing": standing, "posts": list(posts)}
    if not number:
        return given
    body = f"14021319900307{number:03d}"
    person = {"name": "郑安宁", "id_number": body + resident_id_check(body), "mobile": f"1381000{number:04d}"}
    return {**person, **given}


def _missing(kind: EntityKind, head: dict[str, Any], *others: dict[str, Any]) -> dict[str | None, str]:
    given = {"representative": head, "others": list(others)}
    section, findings = judge_parties(given, TODAY, founding.get(kind))
    assert findings == []
    found = missing_in_parties(kind, section, Decimal(1 + len(others)), HEAD, TODAY)
    return {each.pointer: each.code.removeprefix("filing.") for each in found}


def _many(number: int, standing: str | None) -> list[dict[str, Any]]:
    return [_given(n, standing) for n in range(1, number + 1)]


@pytest.mark.parametrize(
    ("kind", "head", "others"),
    [
        (PROPRIETORSHIP, _given(0), []),
        (GENERAL, _given(0), [_given(1, manner="labour")]),
        (SPECIAL, _given(0, "general"), [_given(1, "general")]),
        (LIMITED, _given(0, "general"), [_given(1, "limited")]),
        (LIMITED, _given(0, "general", manner="labour"), _many(19, "limited")),
        (COOPERATIVE, _given(0, "farmer", "chair"), [*_many(3, "farmer"), _given(4, "citizen")]),
    ],
)
def test_what_the_law_wants_is_complete(kind: EntityKind, head: dict[str, Any], others: list[dict[str, Any]]) -> None:
    """The fewest founders of each kind, and no term for what they contribute."""
    assert _missing(kind, head, *others) == {}


@pytest.mark.parametrize(
    ("kind", "head", "others", "wanted"),
    [
        (PROPRIETORSHIP, _given(0), [_given(1)], {"/parties/others": "too_many"}),
        (GENERAL, _given(0), [], {"/parties/others": "too_few"}),
        (LIMITED, _given(0, "general"), [_given(1)], {"/parties/others/0/standing": "required"}),
        (LIMITED, _given(0, "general"), [_given(1, "general")], {"/parties/others": "no_limited_partner"}),
        (
            LIMITED,
            _given(0, "limited"),
            [_given(1, "general")],
            {"/parties/representative/standing": "not_a_partner"},
        ),
        (
            LIMITED,
            _given(0, "general"),
            [_given(1, "limited", manner="labour")],
            {"/parties/others/0/manner": "manner_barred"},
        ),
        (LIMITED, _given(0, "general"), _many(20, "limited"), {"/parties/others": "too_many_signers"}),
        (COOPERATIVE, _given(0, "farmer", "chair"), _many(3, "farmer"), {"/parties/others": "too_few"}),
        (
            COOPERATIVE,
            _given(0, "farmer", "chair"),
            [*_many(2, "farmer"), _given(3, "citizen"), _given(4, "citizen")],
            {"/parties/others": "too_few_farmers"},
        ),
        (COOPERATIVE, _given(0, "farmer"), _many(4, "farmer"), {"/parties/representative/posts": "chair"}),
        (
            COOPERATIVE,
            _given(0, "farmer", "chair"),
            [*_many(3, "farmer"), _given(4, "farmer", manner="goodwill")],
            {"/parties/others/3/manner": "manner_barred"},
        ),
    ],
)
def test_what_it_forbids_is_told_at_its_field(
    kind: EntityKind, head: dict[str, Any], others: list[dict[str, Any]], wanted: dict[str, str]
) -> None:
    """Too few, too many, the wrong ones, what cannot be contributed."""
    assert _missing(kind, head, *others) == wanted


def test_an_organisation_contributes_and_fills_no_post() -> None:
    """It is named with its code, contributes something, is nobody's director, and founds no sole proprietorship."""
    held = _given(1, "limited") | {"organisation": "大同市平城区禾源商贸有限公司", "uscc": "91140213MA0KHNK241"}
    assert _missing(LIMITED, _given(0, "general"), held) == {}
    assert _missing(LIMITED, _given(0, "general"), held | {"uscc": None}) == {"/parties/others/0/uscc": "required"}
    body = {"organisation": held["organisation"], "uscc": held["uscc"]}
    farmers = [*_many(3, "farmer"), _given(4, "farmer") | body]
    assert _missing(COOPERATIVE, _given(0, "farmer", "chair"), *farmers) == {}
    assert _missing(COOPERATIVE, _given(0, "farmer", "chair"), *farmers[:3], farmers[3] | {"posts": ["director"]}) == {
        "/parties/others/3/posts": "organisation_in_post"
    }
    _, findings = judge_parties({"others": [held | {"uscc": "91140213MA0KHNK242"}]}, TODAY, founding.get(LIMITED))
    assert [each.pointer for each in findings] == ["/others/0/uscc"]


def test_a_kind_has_its_own_posts_and_standings() -> None:
    """A partner is no director, a shareholder no farmer; each is told what there is."""
    given = {"representative": _given(0, "farmer", "director")}
    _, findings = judge_parties(given, TODAY, founding.get(LIMITED))
    assert {each.pointer for each in findings} == {"/representative/standing", "/representative/posts"}


def test_roles_follow_the_kind() -> None:
    """Whoever executes a partnership's business is a general partner; a cooperative's chair one of its members."""
    section, _ = judge_parties({"representative": _given(0, "general")}, TODAY, founding.get(LIMITED))
    first = roles_of(founding.get(LIMITED), section.representative, represents=True)
    assert first == (SignerRole.EXECUTING_PARTNER, SignerRole.GENERAL_PARTNER)
    section, _ = judge_parties({"representative": _given(0, "farmer", "chair")}, TODAY, founding.get(COOPERATIVE))
    chair = roles_of(founding.get(COOPERATIVE), section.representative, represents=True)
    assert chair == (SignerRole.LEGAL_REPRESENTATIVE, SignerRole.MEMBER, SignerRole.DIRECTOR)
