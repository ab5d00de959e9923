"""The four parts of a name and how they stand together (企业名称登记管理规定 Art. 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from catalogues import divisions
from catalogues.filing_types.words import EntityKind
from catalogues.names import suffix
from catalogues.names.writing import clean


@dataclass(frozen=True, slots=True)
class NameParts:
    """Division, trade name, industry and organisation form, each as it is to stand in the name. `division` may go on
    with a street, town, village, community or market. `suffix` is （个体工商户） or empty."""

    division: str
    trade_name: str
    industry: str
    organisation_form: str
    suffix: str = ""
    entity_kind: EntityKind = EntityKind.SOLE_TRADER

    @property
    def without_suffix(self) -> str:
        """The name in one piece; an industry word with which the form begins is written once (小吃 + 小吃店)."""
        form = self.organisation_form
        if self.industry and form.startswith(self.industry):
            form = form[len(self.industry) :]
        return self.division + self.trade_name + self.industry + form

    @property
    def on_a_sign(self) -> str:
        """What a shop's sign says of it: trade name, industry and form."""
        return self.without_suffix.removeprefix(self.division)

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
    entity_kind: EntityKind = EntityKind.SOLE_TRADER,
) -> NameParts:
    """The parts as they are judged and held: cleaned, under the division of the premises, a district with its city.

    A sole trader's name that is declared on a day ends in what the law wants on that day, （个体工商户）, whether it
    was typed or not; without a day it has no suffix. Raises UnknownCode for a county that does not exist.
    """
    return NameParts(
        divisions.name_prefix(county_code),
        suffix.without(clean(trade_name)),
        suffix.without(clean(industry)),
        suffix.without(clean(organisation_form)),
        suffix.of_day(declared_on) if declared_on and entity_kind is EntityKind.SOLE_TRADER else "",
        entity_kind,
    )
