"""The parts of a name and how they stand together (企业名称登记管理规定 Art. 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from catalogues import divisions, organisation_forms
from catalogues.filing_types.words import EntityKind
from catalogues.names import suffix
from catalogues.names.writing import clean


class Arrangement(StrEnum):
    """Where the division stands: first, or in brackets behind trade name or industry, as only enterprises may have it
    (企业名称登记管理规定实施办法 Art. 9)."""

    DIVISION_FIRST = "division_first"
    AFTER_TRADE_NAME = "after_trade_name"
    AFTER_INDUSTRY = "after_industry"


@dataclass(frozen=True, slots=True)
class NameParts:
    """Division, trade name, industry and organisation form, each as it is to stand in the name. `division` may go on
    with a street, town, village, community or market. `suffix` is （个体工商户）, that of an enterprise, or empty.

    A branch has the whole name of its business as `parent`; its trade name is the place or number behind it, or
    nothing (企业名称登记管理规定 Art. 13).
    """

    division: str
    trade_name: str
    industry: str
    organisation_form: str
    suffix: str = ""
    arrangement: Arrangement = Arrangement.DIVISION_FIRST
    parent: str = ""

    @property
    def without_suffix(self) -> str:
        """The name in one piece; an industry word with which the form begins is written once (小吃 + 小吃店)."""
        form = self.organisation_form
        if self.industry and form.startswith(self.industry):
            form = form[len(self.industry) :]
        bracketed = f"（{self.division}）" if self.division else ""
        match self.arrangement:
            case Arrangement.AFTER_TRADE_NAME:
                return self.parent + self.trade_name + bracketed + self.industry + form
            case Arrangement.AFTER_INDUSTRY:
                return self.parent + self.trade_name + self.industry + bracketed + form
            case Arrangement.DIVISION_FIRST:
                return self.parent + self.division + self.trade_name + self.industry + form

    @property
    def on_a_sign(self) -> str:
        """What a shop's sign says of it: trade name, industry and form."""
        return replace(self, division="").without_suffix

    @property
    def full_name(self) -> str:
        return self.without_suffix + self.suffix

    def with_trade_name(self, trade_name: str) -> NameParts:
        return replace(self, trade_name=trade_name)


def compose(
    county_code: str,
    trade_name: str,
    industry: str,
    organisation_form: str,
    *,
    declared_on: date | None = None,
    kind: EntityKind = EntityKind.SOLE_TRADER,
    division: str | None = None,
    arrangement: Arrangement = Arrangement.DIVISION_FIRST,
    parent: str = "",
) -> NameParts:
    """The parts as they are judged and held: cleaned, a sole trader's under the division of the premises, a district
    with its city; an enterprise's under the `division` that was chosen, without one under the same. Only a branch has a
    `parent`, and no division of its own.

    A name that is declared on a day ends in what the law wants on that day, （个体工商户） or （有限合伙）, whether it
    was typed or not; without a day it has no suffix. Raises UnknownCode for a county that does not exist.
    """
    place = divisions.name_prefix(county_code)
    if kind == EntityKind.BRANCH:
        place, arrangement = "", Arrangement.DIVISION_FIRST
    else:
        parent = ""
    if kind == EntityKind.SOLE_TRADER:
        arrangement = Arrangement.DIVISION_FIRST
    elif kind != EntityKind.BRANCH and division is not None:
        place = clean(division)
    return NameParts(
        place,
        suffix.without(clean(trade_name), kind),
        suffix.without(clean(industry), kind),
        suffix.without(clean(organisation_form), kind),
        suffix.of_day(declared_on, kind) if declared_on else "",
        arrangement,
        clean(parent).translate(_WIDE),
    )


_WIDE = str.maketrans("()", "（）")
_BRANCHES = frozenset(organisation_forms.of_enterprise(EntityKind.BRANCH).endings)


def as_kept(full_name: str, division: str, trade_name: str, industry: str, organisation_form: str) -> NameParts:
    """The parts of a name that is kept with its full text: arranged as that is written, with whatever a branch has
    before its own."""
    parts = NameParts(division, trade_name, industry, organisation_form)
    for arrangement in Arrangement:
        arranged = replace(parts, arrangement=arrangement)
        if full_name.startswith(arranged.without_suffix):
            return replace(arranged, suffix=full_name[len(arranged.without_suffix) :])
    own = parts.without_suffix
    if not division and organisation_form in _BRANCHES and full_name.endswith(own):
        return replace(parts, parent=full_name[: -len(own)])
    return parts
