"""Everything one application says, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import authorities, sole_trader_types
from catalogues.authorities import RegistrationAuthority
from catalogues.names.composition import NameParts
from catalogues.names.signs import Shop
from catalogues.sole_trader_types import SoleTraderType
from kernel.errors import Finding
from services.filing.domain.details import Details, missing_in_details
from services.filing.domain.held_name import HeldName
from services.filing.domain.operator import Operator, missing_in_operator
from services.filing.domain.premises import Premises, full_text, missing_in_premises


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """Sections are None until first saved; `attachments` gives the media type of each attached file by kind."""

    application_no: str
    authority_code: str
    county_code: str
    type_code: str
    premises: Premises | None
    operator: Operator | None
    details: Details | None
    name: HeldName | None
    attachments: Mapping[str, str]

    @property
    def kind(self) -> SoleTraderType:
        return sole_trader_types.get(self.type_code)

    @property
    def authority(self) -> RegistrationAuthority:
        return authorities.get(self.authority_code)

    @property
    def full_name(self) -> str | None:
        """The held name, before that the declared one; None for a business without a name."""
        if self.premises is None or self.premises.needs_name is False:
            return None
        return self.name.full_name if self.name else self.premises.full_name

    @property
    def shop(self) -> Shop:
        """What its sign is judged by."""
        held = self.name
        operator = self.operator.name if self.operator else None
        if held is None:
            return Shop(self.county_code, operator)
        parts = NameParts(held.division, held.trade_name, held.industry, held.organisation_form)
        return Shop(self.county_code, operator, parts)

    @property
    def address(self) -> str | None:
        return full_text(self.county_code, self.premises) if self.premises else None

    def missing_for_operator(self, today: date) -> list[Finding]:
        """What keeps the operator from being confirmed."""
        return [
            *missing_in_premises(self.premises),
            *missing_in_operator(self.operator, frozenset(self.attachments), today),
        ]

    def missing_for_documents(self, today: date) -> list[Finding]:
        """What keeps documents from being made."""
        return [*self.missing_for_operator(today), *missing_in_details(self.details, today)]

    def holding(self, code_points: Sequence[str]) -> list[Finding]:
        """The fields that hold one of the characters, given as `U+20BB7`, which no font here can print."""
        characters = {chr(int(point.removeprefix("U+"), 16)) for point in code_points}
        sections = {"premises": self.premises, "operator": self.operator, "details": self.details}
        return [
            Finding("filing.unprintable", "含有无法打印的字符", "It holds characters that cannot be printed", pointer)
            for name, section in sections.items()
            if section is not None
            for pointer, value in _texts(section.model_dump(mode="json"), f"/{name}")
            if characters & set(value)
        ]


def _texts(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text inside, with its JSON pointer."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _texts(value, f"{path}/{key}")
