"""The four parts of a name and how they stand together (企业名称登记管理规定 Art. 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogues import divisions
from services.naming.domain.normalisation import clean


@dataclass(frozen=True, slots=True)
class NameParts:
    """Division, trade name, industry and organisation form, each as it is to stand in the name."""

    division: str
    trade_name: str
    industry: str
    organisation_form: str

    @property
    def full_name(self) -> str:
        """The name in one piece; an industry word with which the form begins is written once (小吃 + 小吃店)."""
        form = self.organisation_form
        if self.industry and form.startswith(self.industry):
            form = form[len(self.industry) :]
        return self.division + self.trade_name + self.industry + form

    def with_trade_name(self, trade_name: str) -> NameParts:
        return replace(self, trade_name=trade_name)


def compose(county_code: str, trade_name: str, industry: str, organisation_form: str) -> NameParts:
    """The parts as they are judged and held: cleaned, under the division of the premises, a district with its city.

    Raises UnknownCode for a county that does not exist.
    """
    return NameParts(divisions.name_prefix(county_code), clean(trade_name), clean(industry), clean(organisation_form))
