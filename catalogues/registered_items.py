"""What is registered of a sole trader, item by item (条例 Art. 8; 个体工商户登记管理规定 Art. 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from catalogues.filing_types.words import SignerRole

NAME: Final = "名称"
OPERATOR: Final = "经营者"
COMPOSITION_FORM: Final = "组成形式"
PREMISES: Final = "经营场所"
SCOPE: Final = "经营范围"
AUTHORITY: Final = "登记机关"
"""Not of the facts: which authority is responsible, and changes with a move (条例 Art. 27)."""


class Premises(Protocol):
    @property
    def on_licence(self) -> str:
        """All places in one text."""


class Party(Protocol):
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def name(self) -> str: ...
    @property
    def id_document_type(self) -> str: ...
    @property
    def id_number(self) -> str: ...


class Facts(Protocol):
    """The facts of one version of an entity, as whoever compares two of them reads them."""

    @property
    def name(self) -> str | None: ...
    @property
    def composition_form(self) -> str: ...
    @property
    def premises(self) -> Premises: ...
    @property
    def scope_text(self) -> str: ...
    @property
    def parties(self) -> Sequence[Party]: ...


def of(facts: Facts) -> tuple[tuple[str, str | None], ...]:
    """Each item with what is registered of it, in the order of the licence; None for what there is not."""
    return (
        (NAME, facts.name),
        (COMPOSITION_FORM, facts.composition_form),
        (OPERATOR, _operator_name(facts)),
        (PREMISES, facts.premises.on_licence),
        (SCOPE, facts.scope_text),
    )


def differing(
    before: Facts, after: Facts, authorities: tuple[str, str] | None = None
) -> tuple[tuple[str, str | None, str | None], ...]:
    """The items that two versions do not agree in, with what stood there before and stands there after. `authorities`
    are the names of those that were responsible before and after, which differ after a move."""
    another = _documents(before) != _documents(after)
    moved = authorities is not None and authorities[0] != authorities[1]
    return tuple((AUTHORITY, *authorities) for _ in range(moved) if authorities) + tuple(
        (item, then, now)
        for (item, then), (_, now) in zip(of(before), of(after), strict=True)
        if then != now or (item == OPERATOR and another)
    )


def _operators(facts: Facts) -> list[Party]:
    return [party for party in facts.parties if SignerRole.OPERATOR in party.roles]


def _operator_name(facts: Facts) -> str | None:
    return "、".join(party.name for party in _operators(facts)) or None


def _documents(facts: Facts) -> list[tuple[str, str]]:
    """Two operators may have one name."""
    return [(party.id_document_type, party.id_number) for party in _operators(facts)]
