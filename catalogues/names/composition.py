"""The four parts of a name and how they stand together (企业名称登记管理规定 Art. 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from catalogues import divisions, organisation_forms
from catalogues.names.writing import clean

SUFFIX_SINCE = date(2023, 10, 1)
"""企业名称登记管理规定实施办法 in force."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """Division, trade name, industry and organisation form, each as it is to stand in the name. `division` may go on
    with a street, town, village, community or market. `suffix` is （个体工商户） or empty."""

    division: str
    trade_name: str
    industry: str
    organisation_form: str
    suffix: str = ""

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
    county_code: str, trade_name: str, industry: str, organisation_form: str, *, suffix_on: date | None = None
) -> NameParts:
    """The parts as they are judged and held: cleaned, under the division of the premises, a district with its city.

    With `suffix_on` the suffix （个体工商户） is added where it is in use on that day. Raises UnknownCode for a county
    that does not exist.
    """
    suffix = organisation_forms.sole_trader().suffix if suffix_on is not None and suffix_on >= SUFFIX_SINCE else ""
    return NameParts(
        divisions.name_prefix(county_code), clean(trade_name), clean(industry), clean(organisation_form), suffix
    )
