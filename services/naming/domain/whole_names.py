"""A whole name read for the county of its premises: its parts, and what is to be said about division and suffix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from catalogues import divisions, organisation_forms
from catalogues.filing_types.words import EntityKind
from catalogues.names import parsing, suffix
from catalogues.names.composition import NameParts
from catalogues.names.parsing import ReadName
from catalogues.names.writing import clean
from services.naming.domain import enterprises
from services.naming.domain.rules import Objection, object_to


@dataclass(frozen=True, slots=True)
class WholeName:
    """`written` are the parts as they were written, `parts` those to judge and hold: under the division of the
    premises, with the suffix of the day. `objections` are about what lies between the two."""

    written: NameParts
    parts: NameParts
    objections: tuple[Objection, ...]


def read_whole(
    text: str,
    county_code: str,
    on: date,
    own_name: str | None = None,
    entity: EntityKind = EntityKind.SOLE_TRADER,
) -> WholeName:
    """Take a name apart that is declared on a day for premises in a county. Raises UnknownCode for the county."""
    if entity != EntityKind.SOLE_TRADER:
        return _read_enterprise(text, county_code, on, own_name, entity)
    name = parsing.read(text, county_code, own_name)
    prefix = divisions.name_prefix(county_code)
    parts = replace(name.parts, division=prefix + name.town + name.village, suffix=suffix.of_day(on))
    return WholeName(name.parts, parts, (*_division(name, county_code, prefix), *_suffix(name, on)))


def _read_enterprise(text: str, county_code: str, on: date, own_name: str | None, entity: EntityKind) -> WholeName:
    """The division stays as it is written and where it stands; a branch's name is that of its business and the rest."""
    bare = suffix.without(clean(text), entity)
    if entity == EntityKind.BRANCH:
        written = parsing.read_branch(bare)
        return WholeName(written, written, ())
    name = parsing.read(bare, county_code, own_name, entity)
    written = parsing.arranged(name, bare)
    parts = replace(written, suffix=suffix.of_day(on, entity))
    return WholeName(
        written,
        parts,
        (
            *enterprises.check_division(parts.division, county_code, entity),
            *enterprises.check_suffix(name.other_kind, entity),
        ),
    )


def _division(name: ReadName, county_code: str, prefix: str) -> Iterator[Objection]:
    county, province = divisions.county_of(county_code), divisions.province_of(county_code)
    city = divisions.city_of(county_code)
    above = city.name if city else ""
    head = name.head
    usual = {prefix, province.name + prefix, province.name + above + county.name, above + county.name}
    if head in usual - ({county.name} if county.name != prefix else set()):
        pass
    elif head == county.name:
        yield object_to("N-06", "division", word=head, wanted=prefix)
    elif not head or parsing.is_near(head, county_code):
        yield object_to("N-08", "division", word=head or None, wanted=prefix)
    else:
        yield object_to("N-07", "division", word=head, wanted=prefix)
    if name.town and (towns := parsing.towns_of(prefix)) and name.town not in towns:
        yield object_to("N-09", "division", word=name.town)
    if name.village:
        yield object_to("N-18", "division", word=name.village)


def _suffix(name: ReadName, on: date) -> Iterator[Objection]:
    if name.parts.suffix and not suffix.of_day(on):
        yield object_to("N-33", "organisation_form", word=name.parts.suffix)
    if name.other_kind:
        usual = "、".join(organisation_forms.sole_trader().statutory[:4])
        yield object_to("N-30", "organisation_form", word=name.other_kind, wanted=usual)
