"""What is registered of a sole trader, and in what two versions differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from catalogues import registered_items
from catalogues.filing_types.words import SignerRole


@dataclass(frozen=True)
class Place:
    on_licence: str


@dataclass(frozen=True)
class Party:
    roles: tuple[str, ...]
    name: str
    id_document_type: str
    id_number: str


@dataclass(frozen=True)
class Version:
    name: str | None
    composition_form: str
    premises: Place
    scope_text: str
    parties: tuple[Party, ...]


def run_by(name: str, number: str = "140213199003070012") -> tuple[Party, ...]:
    return (Party((SignerRole.OPERATOR, SignerRole.LIAISON), name, "10", number),)


BEFORE = Version("晓禾饺子馆", "个人经营", Place("大庆路33号"), "餐饮服务", run_by("闫晓禾"))


def test_items_in_the_words_of_the_law() -> None:
    assert [item for item, _ in registered_items.of(BEFORE)] == ["名称", "组成形式", "经营者", "经营场所", "经营范围"]


def test_versions_that_agree_differ_in_nothing() -> None:
    assert registered_items.differing(BEFORE, replace(BEFORE)) == ()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (replace(BEFORE, name="晓云归饭店"), ("名称", "晓禾饺子馆", "晓云归饭店")),
        (replace(BEFORE, name=None), ("名称", "晓禾饺子馆", None)),
        (replace(BEFORE, premises=Place("永泰街88号")), ("经营场所", "大庆路33号", "永泰街88号")),
        (replace(BEFORE, scope_text="小餐饮"), ("经营范围", "餐饮服务", "小餐饮")),
        (replace(BEFORE, parties=run_by("穆静", "140213199003070038")), ("经营者", "闫晓禾", "穆静")),
        (replace(BEFORE, parties=run_by("闫晓禾", "140213199003070038")), ("经营者", "闫晓禾", "闫晓禾")),
        (replace(BEFORE, composition_form="家庭经营"), ("组成形式", "个人经营", "家庭经营")),
    ],
)
def test_what_was_and_what_is(after: Version, told: tuple[str, str | None, str | None]) -> None:
    """One item, with what stood there before and stands there after."""
    assert registered_items.differing(BEFORE, after) == (told,)
