"""What is particular to each kind of business: how it is printed, coded and counted."""

from __future__ import annotations

from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.description import Described
from catalogues.filing_types.words import EntityKind


class EntityKindDescribed(Described):
    """`printed_type` stands on the licence; `entity_type` is the code of CA16; department and category are the first
    two characters of a code given at establishment (GB 32100), which an entity keeps when it becomes another kind;
    the forms are entries of the catalogues of organisation forms and code tables; only a sole trader is asked for a
    composition form. `not_asked` are fields and files of a sole trader's establishment that this kind does without."""

    printed_type: str
    entity_type: str
    uscc_department: str
    uscc_category: str
    organisation_forms: str
    composition_forms: str | None
    archive_class: str
    basis: str
    not_asked: tuple[str, ...] = ()


@cache
def _by_kind() -> dict[str, EntityKindDescribed]:
    entries = reading.document("entity_kinds.json")
    return {kind: EntityKindDescribed.model_validate(entry) for kind, entry in entries.items()}


def described() -> tuple[EntityKind, ...]:
    """The kinds of which all this is known; which of them are registered here, their filing types say."""
    return tuple(map(EntityKind, _by_kind()))


def of_printed_type(printed: str) -> EntityKind:
    """The kind that a licence calls so. Raises UnknownCode."""
    for kind, entry in _by_kind().items():
        if entry.printed_type == printed:
            return EntityKind(kind)
    raise UnknownCode("entity kinds", printed)


def get(kind: EntityKind | str) -> EntityKindDescribed:
    """Raises UnknownCode."""
    try:
        return _by_kind()[kind]
    except KeyError:
        raise UnknownCode("entity kinds", kind) from None
