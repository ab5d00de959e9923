"""Everything one application says, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogues import authorities, sole_trader_types
from catalogues.authorities import RegistrationAuthority
from catalogues.filing_types import entity_kinds, founding
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import Section, SignerRole, Stage
from catalogues.names.composition import NameParts
from catalogues.names.signs import Shop
from catalogues.sole_trader_types import SoleTraderType
from kernel.errors import Finding
from services.filing.domain import scope
from services.filing.domain.details import Details, missing_in_details
from services.filing.domain.enterprise.changes import StatedAnew, enterprise_changes, in_a_change
from services.filing.domain.enterprise.parties import Parties
from services.filing.domain.enterprise.parties_missing import missing_in_parties
from services.filing.domain.held_name import HeldName
from services.filing.domain.matters.kinds import Matter, matter_of
from services.filing.domain.matters.replacement import Replacement
from services.filing.domain.matters.standing import Standing
from services.filing.domain.operator import Operator, home_elsewhere
from services.filing.domain.operator_missing import missing_in_operator
from services.filing.domain.premises import Premises, missing_in_premises, printed_text
from services.filing.domain.registered import (
    Change,
    Registered,
    authority_changes,
    changes,
    name_given_up,
    nothing_changed,
    operator_changes,
    operator_stays,
)


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """Sections are None until first saved; `attachments` gives the media type of each attached file by kind;
    `registered` is what the register says of the business that the filing is about. `operator_before` is what was
    known of the operator when the filing was taken up; `operator` as it is once it is granted; of a company it is the
    legal representative, and `parties` says who founds it. `former_operator`: who leaves the business to somebody
    else."""

    application_no: str
    authority_code: str
    county_code: str
    type_code: str
    filing_type: FilingType
    premises: Premises | None
    operator: Operator | None
    details: Details | None
    name: HeldName | None
    attachments: Mapping[str, str]
    registered: Registered | None = None
    matter: Matter | None = None
    operator_before: Operator | None = None
    parties: Parties | None = None
    former_operator: Operator | None = None

    @property
    def kind(self) -> SoleTraderType:
        return sole_trader_types.get(self.type_code)

    @property
    def authority(self) -> RegistrationAuthority:
        return authorities.get(self.authority_code)

    @property
    def full_name(self) -> str | None:
        """The name that is held, since the operator was confirmed, else the registered one; None for a business without
        one."""
        if self.premises is None or not self.premises.needs_name:
            return None
        if self.name:
            return self.name.full_name
        return self.registered.name if self.registered else None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the filing changes of what is registered; nothing where nothing is registered yet."""
        if self.registered is None or not self.filing_type.alters_facts:
            return ()
        items = (self.details.scope_items if self.details else None) or ()
        stated = scope.printed(items, self.is_network_only)
        if self.is_founded:
            return enterprise_changes(self.registered, self._stated(stated), self.filing_type)
        of_items = changes(self.registered, self.full_name, self.address, stated)
        moved = authority_changes(self.registered, self.authority.code)
        return (*moved, *operator_changes(self.registered, self.operator), *of_items)

    def _stated(self, scope_text: str) -> StatedAnew:
        """What is to be registered of an enterprise."""
        capital = self.premises.capital_amount if self.premises else None
        parties = self.parties or Parties()
        return StatedAnew(self.full_name, self.operator, capital, self.address or "", scope_text, parties)

    @property
    def is_founded(self) -> bool:
        """Whether it is about an enterprise, with those who contribute and fill its posts."""
        return self.filing_type.entity_kind in founding.kinds()

    @property
    def declares_licence_void(self) -> bool:
        """Whether the licence is gone and is declared void (条例 Art. 37)."""
        return isinstance(self.matter, Replacement) and self.matter.declares_void

    @property
    def standing(self) -> Standing:
        """What the filing found."""
        return Standing(self.operator_before or Operator(), self.registered)

    @property
    def leaves_name_open(self) -> bool:
        """Whether the name may become another one until the documents are confirmed."""
        filing = self.filing_type
        return filing.asks_for(Section.NAME) and filing.section(Section.NAME).locked_at is Stage.AUTH_PENDING

    def states_anew(self, section: Section) -> bool:
        """Whether an item is registered for the first time, or changed."""
        return self.registered is None or any(change.section is section for change in self.changes)

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
    def is_network_only(self) -> bool:
        """Whether the business has no place one can go to."""
        return self.premises is not None and self.premises.network_only

    @property
    def address(self) -> str | None:
        """All its places as documents print them."""
        return printed_text(self.county_code, self.premises) if self.premises else None

    @property
    def not_asked(self) -> tuple[str, ...]:
        """What this kind of business does without."""
        return entity_kinds.get(self.filing_type.entity_kind).not_asked

    def _missing_parties(self, today: date) -> list[Finding]:
        """Of an enterprise who founds it; it has a name."""
        if not self.filing_type.fills_in(Section.PARTIES):
            return []
        capital = self.premises.capital_amount if self.premises else None
        person = (self.operator.id_number, self.operator.mobile) if self.operator else (None, None)
        nameless = self.premises is not None and self.premises.needs_name is False
        missing = missing_in_parties(self.filing_type.entity_kind, self.parties, capital, person, today)
        if self.registered is not None:
            missing = in_a_change(
                missing, self.registered, self.filing_type.entity_kind, self.operator, self.parties, capital
            )
        return [*([enterprise_without_name()] if nameless else []), *missing]

    def missing_for_operator(self, today: date) -> list[Finding]:
        """What keeps whoever stands for the business, and its founders, from being confirmed."""
        operator = missing_in_operator(
            self.operator,
            frozenset(self.attachments),
            today,
            members_sign=self.filing_type.is_signed_by(SignerRole.FAMILY_MEMBER),
            not_asked=self.not_asked,
        )
        return [
            *(missing_in_premises(self.premises, today) if self.places_are_open else ()),
            *(operator if self.filing_type.asks_for(Section.OPERATOR) else ()),
            *self._missing_parties(today),
            *self.against_former_operator(),
            *self.against_authority(),
        ]

    def missing_for_documents(self, today: date) -> list[Finding]:
        """What keeps documents from being made. What the filing does not ask for stays as it is registered."""
        if self.filing_type.asks_for(Section.MATTER):
            asked = matter_of(self.filing_type)
            return asked.missing(self.matter or asked.model(), self.standing)
        return [
            *self.missing_for_operator(today),
            *missing_in_details(self.details, today, network_only=self.is_network_only, not_asked=self.not_asked),
            *self.against_register(),
        ]

    def against_register(self) -> list[Finding]:
        """A change changes something (条例 Art. 24)."""
        if self.registered is None:
            return []
        if self.registered.name and self.premises and self.premises.needs_name is False:
            return [name_given_up()]
        return [] if self.changes else [nothing_changed(enterprise=self.is_founded)]

    @property
    def places_are_open(self) -> bool:
        """Whether the filing may state other places than those registered."""
        return self.registered is None or self.filing_type.asks_for(Section.NAME)

    def against_former_operator(self) -> list[Finding]:
        """Nobody takes over from themselves."""
        former, found = self.former_operator, self.operator
        if former is None or found is None or found.id_number is None:
            return []
        same = (former.id_document_type, former.id_number) == (found.id_document_type, found.id_number)
        return [operator_stays()] if same else []

    def against_authority(self) -> list[Finding]:
        """Who trades on networks only is registered where they live (个体工商户登记管理规定 Art. 9)."""
        return home_elsewhere(self.operator, self.county_code) if self.is_network_only and self.operator else []

    def against_name(self, held: HeldName | None) -> list[Finding]:
        """Where the name that is held is not what the applicant asked for. The documents print what is held."""
        wanted = self.premises.needs_name if self.premises else None
        if wanted and held is None:
            return [name_not_reserved()] if self.registered is None or self.filing_type.moves else []
        if held is None or wanted is None:
            return []
        if not wanted:
            return [
                Finding(
                    "filing.name_not_wanted",
                    "已选择不需要名称，但仍保留着名称",
                    "You chose to have no name, but one is held for this application",
                    "/premises/needs_name",
                    "民法典第五十四条",
                    "请在核名页重新确认是否需要名称",
                    "Say again on the page of the name whether you want one",
                )
            ]
        if held.county_code != self.county_code:
            return [
                Finding(
                    "filing.name_of_another_county",
                    "名称中的行政区划与经营场所不符，请重新申报名称",
                    "The name was reserved for another county; please declare it again",
                    "/name",
                    "企业名称登记管理规定第七条",
                )
            ]
        return []

    def holding(self, code_points: Sequence[str]) -> list[Finding]:
        """The fields that hold one of the characters, given as `U+20BB7`, which no font here can print."""
        characters = {chr(int(point.removeprefix("U+"), 16)) for point in code_points}
        sections = {
            "premises": self.premises,
            "operator": self.operator,
            "parties": self.parties,
            "details": self.details,
            "matter": self.matter,
        }
        return [
            Finding("filing.unprintable", "含有无法打印的字符", "It holds characters that cannot be printed", pointer)
            for name, section in sections.items()
            if section is not None
            for pointer, value in _texts(section.model_dump(mode="json"), f"/{name}")
            if characters & set(value)
        ]


def enterprise_without_name() -> Finding:
    """Only a sole trader may do without a name (民法典 Art. 54)."""
    return Finding(
        "filing.name_required",
        "企业应当有名称",
        "An enterprise has a name",
        "/premises/needs_name",
        "市场主体登记管理条例第八条",
        "请申报名称",
        "Declare a name",
    )


def name_not_reserved() -> Finding:
    """A name is wanted and none is held."""
    return Finding(
        "filing.name_not_reserved",
        "名称尚未申报保留",
        "The name was not reserved yet",
        "/name",
        "企业名称登记管理规定第十六条",
        "请在核名页申报名称",
        "Declare the name on the page of the name",
    )


def _texts(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text inside, with its JSON pointer."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _texts(value, f"{path}/{key}")
