"""What the words of a name are objected to for, in the words of the name rules."""

from __future__ import annotations

from collections.abc import Iterable

from catalogues.filing_types.words import EntityKind
from catalogues.names import words
from catalogues.names.composition import NameParts
from catalogues.names.words import FoundWord
from services.naming.domain.rules import Objection, object_to


def check(
    parts: NameParts, own_name: str | None = None, entity: EntityKind = EntityKind.SOLE_TRADER
) -> tuple[Objection, ...]:
    """Objections to words of the trade name, the industry and the form."""
    return _objections(words.found(parts, own_name, entity))


def check_trade_name(parts: NameParts, own_name: str | None = None) -> tuple[Objection, ...]:
    """The objections of `check` to the trade name alone."""
    return _objections(words.found_in_trade_name(parts, own_name))


def _objections(found: Iterable[FoundWord]) -> tuple[Objection, ...]:
    return tuple(
        object_to(
            one.rule_id,
            one.part,
            word=one.word,
            category=one.category or None,
            article=one.article,
            wanted=one.like,
        )
        for one in found
    )
