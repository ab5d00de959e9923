"""What is registered of a business before a filing changes it, and what the filing states anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from pydantic import BaseModel

from catalogues import authorities, codes, registered_items
from catalogues.entity_states import EntityStatus
from catalogues.filing_types.words import Section, SignerRole
from kernel.errors import Finding

NOTHING = "（无）"
"""What stands on documents for what there was not before."""


class _Premises(BaseModel):
    full_text: str
    printed_text: str = ""


class ContributionRegistered(BaseModel):
    """What somebody promised to contribute, in 万元."""

    amount: Decimal
    manner: str
    due_on: date | None


class PartyRegistered(BaseModel):
    """Somebody who is registered or on file; `relation` is that of a family member to the operator."""

    roles: tuple[str, ...]
    contribution: ContributionRegistered | None = None
    name: str
    id_document_type: str
    id_number: str
    relation: str | None = None


class RestRegistered(BaseModel):
    """The rest of a business (歇业) as it was filed last, both days included."""

    first_on: date
    until: date
    service_address: str
    rested_before: int = 0
    resumed_on: date | None = None


class _Facts(BaseModel):
    name: str | None
    scope_text: str
    premises: _Premises
    parties: tuple[PartyRegistered, ...] = ()
    suspension: RestRegistered | None = None
    composition_form: str = ""
    capital_amount: Decimal | None = None


class Registered(BaseModel):
    """The version in force, as the register left it; `application_no` is the application that made it."""

    uscc: str
    application_no: str
    authority_code: str
    status: str = EntityStatus.ACTIVE
    established_on: date | None = None
    facts: _Facts

    @property
    def name(self) -> str | None:
        return self.facts.name

    @property
    def places(self) -> str:
        """All places in one text."""
        return self.facts.premises.printed_text or self.facts.premises.full_text

    def in_role(self, role: SignerRole) -> tuple[PartyRegistered, ...]:
        """Who is registered or on file in a role."""
        return tuple(party for party in self.facts.parties if role in party.roles)

    @property
    def family(self) -> frozenset[tuple[str, str]]:
        """The documents of the family members on file, by kind and number."""
        return frozenset((each.id_document_type, each.id_number) for each in self.in_role(SignerRole.FAMILY_MEMBER))


@dataclass(frozen=True, slots=True)
class Change:
    """An item of registration stated anew, in the words of the law; `section` is where it is filled in."""

    section: Section
    item: str
    before: str
    after: str


def changes(before: Registered, name: str | None, places: str | None, scope: str) -> tuple[Change, ...]:
    """What differs from the register, in the order of the form."""
    return tuple(_differing(before, name, places or "", scope))


def _differing(before: Registered, name: str | None, places: str, scope: str) -> Iterator[Change]:
    if name != before.name:
        yield Change(Section.NAME, "名称", before.name or NOTHING, name or NOTHING)
    if places != before.places:
        yield Change(Section.PREMISES, "经营场所", before.places, places)
    if scope != before.facts.scope_text:
        yield Change(Section.DETAILS, "经营范围", before.facts.scope_text, scope)


def authority_changes(before: Registered, now: str) -> tuple[Change, ...]:
    """That another authority is responsible, once a business has moved (条例 Art. 27)."""
    if before.authority_code == now:
        return ()
    names = (authorities.get(code).name for code in (before.authority_code, now))
    return (Change(Section.PREMISES, registered_items.AUTHORITY, *names),)


class _Runs(Protocol):
    """Who runs a business, as the form has it."""

    name: str | None
    id_document_type: str
    id_number: str | None
    composition_form: str


def operator_changes(before: Registered, now: _Runs | None) -> tuple[Change, ...]:
    """Who else runs the business (个体工商户登记管理规定 Art. 7). By their documents: two persons may have one name."""
    found = before.in_role(SignerRole.OPERATOR)
    if now is None or not found:
        return ()
    [was] = found
    if (was.id_document_type, was.id_number) == (now.id_document_type, now.id_number):
        return ()
    form = codes.label("composition_form", now.composition_form)
    stated = [Change(Section.OPERATOR, registered_items.OPERATOR, was.name, now.name or NOTHING)]
    if before.facts.composition_form and form != before.facts.composition_form:
        stated.append(Change(Section.OPERATOR, registered_items.COMPOSITION_FORM, before.facts.composition_form, form))
    return tuple(stated)


def operator_stays() -> Finding:
    return Finding(
        "filing.operator_stays",
        "您已经是该户的经营者，无需变更经营者",
        "You run this business already; there is no operator to change",
        "/operator/id_number",
        "个体工商户登记管理规定第十七条",
        "请由接手经营的人用本人账号凭交接码申请",
        "Whoever takes it over applies with their own account and the code",
    )


def nothing_changed(*, enterprise: bool) -> Finding:
    zh, en = ("名称、住所、经营范围、注册资本（出资额）和出资人", "Name, premises, scope, capital and contributions")
    return Finding(
        "filing.nothing_changed",
        f"{zh if enterprise else '名称、经营场所、经营范围'}都与登记簿相同，没有需要变更的事项",
        f"{en if enterprise else 'Name, premises and scope'} are as the register has them; there is nothing to change",
        "/details",
        "市场主体登记管理条例第二十四条",
        "请修改需要变更的事项；无需变更的，请放弃本次申请",
        "Change what is to be changed, or give this filing up",
    )


def name_given_up() -> Finding:
    return Finding(
        "filing.name_given_up",
        "已登记的名称不能在此改为不使用名称",
        "A registered name cannot be given up here",
        "/premises/needs_name",
        remedy_zh="请保留原名称或者申报新名称；确需不再使用名称的，请到登记机关窗口办理",
        remedy_en="Keep the name or declare another; to go without one, please go to the window",
    )
