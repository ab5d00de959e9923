"""What is registered of a sole trader, item by item (条例 Art. 8; 个体工商户登记管理规定 Art. 7)."""

from __future__ import annotations

from typing import Final, Protocol

NAME: Final = "名称"
COMPOSITION_FORM: Final = "组成形式"
PREMISES: Final = "经营场所"
SCOPE: Final = "经营范围"


class Premises(Protocol):
    @property
    def on_licence(self) -> str:
        """All places in one text."""


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


def of(facts: Facts) -> tuple[tuple[str, str | None], ...]:
    """Each item with what is registered of it, in the order of the licence; None for a name there is not."""
    return (
        (NAME, facts.name),
        (COMPOSITION_FORM, facts.composition_form),
        (PREMISES, facts.premises.on_licence),
        (SCOPE, facts.scope_text),
    )


def differing(before: Facts, after: Facts) -> tuple[tuple[str, str | None, str | None], ...]:
    """The items that two versions do not agree in, with what stood there before and stands there after."""
    return tuple((item, then, now) for (item, then), (_, now) in zip(of(before), of(after), strict=True) if then != now)
