"""What an applicant may choose from when building a name."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from catalogues import industry_words, organisation_forms, sole_trader_types
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import EntityKind
from catalogues.sole_trader_types import SoleTraderType
from kernel.errors import Refusal
from services.naming.domain import structure


class IndustryChoice(BaseModel):
    """`same_meaning` are other words that say the same and do not make a name another."""

    word: str
    same_meaning: tuple[str, ...]


class IndustryChoices(BaseModel):
    """Words for a type's industry, and its class in GB/T 4754."""

    type_code: str
    industry_code: str
    industry_name: str
    words: tuple[IndustryChoice, ...]


class OrganisationFormChoices(BaseModel):
    """`usual` are those of the type, where one was given; `allowed` all that do not speak of another trade; `barred`
    words may not stand in a form."""

    basis: str
    usual: tuple[str, ...]
    allowed: tuple[str, ...]
    barred: tuple[str, ...]


def list_industries(type_code: str) -> IndustryChoices:
    """Raises Refusal `naming.type_unknown`."""
    kind = _type(type_code)
    words = tuple(
        IndustryChoice(word=term, same_meaning=tuple(w for w in industry_words.same_meaning(term) if w != term))
        for term in kind.name_industry_terms
    )
    return IndustryChoices(
        type_code=kind.code, industry_code=kind.industry_code, industry_name=kind.industry_name, words=words
    )


def list_organisation_forms(
    type_code: str | None, on: date, entity_kind: EntityKind = EntityKind.SOLE_TRADER
) -> OrganisationFormChoices:
    """By the law of a day; those of a type of sole traders, or of another kind of entity. Raises Refusal
    `naming.type_unknown`."""
    if entity_kind != EntityKind.SOLE_TRADER:
        own = organisation_forms.of_enterprise(entity_kind)
        return OrganisationFormChoices(basis=own.basis.on(on), usual=own.endings, allowed=own.endings, barred=())
    forms = organisation_forms.sole_trader()
    kind = _type(type_code) if type_code else None
    return OrganisationFormChoices(
        basis=forms.basis.on(on),
        usual=kind.organisation_forms if kind else (),
        allowed=tuple(form for form in organisation_forms.all() if structure.form_fit(form, kind) != "N-34"),
        barred=tuple(word for word, outcome in forms.barred if outcome == "reject"),
    )


def _type(code: str) -> SoleTraderType:
    try:
        return sole_trader_types.get(code)
    except UnknownCode:
        raise Refusal(
            "naming.type_unknown",
            "没有这个经营类型",
            "There is no such type of business",
            pointer="/type_code",
            status=404,
            remedy_zh="请重新选择经营类型",
            remedy_en="Choose the type of business again",
        ) from None
