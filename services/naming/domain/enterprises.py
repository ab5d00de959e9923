"""What the law wants of division, industry and ending in the name of an enterprise or a branch, beside what it wants of
every name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from catalogues import divisions, industry_words, organisation_forms
from catalogues.filing_types.words import EntityKind
from catalogues.names import parsing
from catalogues.names.composition import NameParts
from catalogues.names.writing import comparable, foreign_characters
from services.naming.domain.rules import Objection, object_to


def check(parts: NameParts, kind: EntityKind) -> Iterator[Objection]:
    """Objections to industry and ending; those to the division need the county, see `check_division`."""
    if kind == EntityKind.BRANCH:
        yield from _branch(parts)
    else:
        yield from _industry(parts)
    yield from _ending(parts, kind)


def check_division(division: str, county_code: str, kind: EntityKind) -> Iterator[Objection]:
    """Objections to the division that was chosen for premises in a county: that of the county, a district with its
    city; of the city; of the province; each in full or short (企业名称登记管理规定 Art. 7; 企业名称登记管理规定实施办法
    Art. 9)."""
    if kind == EntityKind.BRANCH:
        return
    usual = divisions.name_prefix(county_code)
    county, province = divisions.county_of(county_code), divisions.province_of(county_code)
    city = divisions.city_of(county_code)
    if not division:
        yield object_to("N-71", "division", wanted=usual)
    elif division in {province.name, divisions.short_name(province)} and not province.name.endswith("市"):
        yield object_to("N-73", "division", word=division, wanted=city.name if city else usual)
    elif division in _near(county_code):
        return
    elif division in {county.name, divisions.short_name(county)}:
        yield object_to("N-06", "division", word=division, wanted=usual)
    else:
        yield object_to("N-07", "division", word=division, wanted=usual)


def check_suffix(other: str, kind: EntityKind) -> Iterator[Objection]:
    """An objection to a bracket at the end that says another kind; `other` is what stands in it, if anything."""
    forms = organisation_forms.of_enterprise(kind)
    if other:
        wanted = "、".join(ending + forms.suffix for ending in forms.endings[:2])
        yield object_to("N-35", "organisation_form", word=other, article=forms.basis, wanted=wanted)


def under_usual_division(parts: NameParts, objections: Iterable[Objection], county_code: str) -> NameParts:
    """The parts with the division that an enterprise of a county usually has, where the chosen one is objected to."""
    wrong = any(each.part == "division" and each.severity != "note" for each in objections)
    return replace(parts, division=divisions.name_prefix(county_code)) if wrong else parts


@cache
def _near(county_code: str) -> frozenset[str]:
    """Every lawful way to say where it is, with or without what lies above."""
    county, province = divisions.county_of(county_code), divisions.province_of(county_code)
    city = divisions.city_of(county_code)
    prefix = divisions.name_prefix(county_code)
    found = {prefix}
    if prefix == county.name:
        found.add(divisions.short_name(county))
    elif city is not None:
        found.add(divisions.short_name(city) + county.name)
    found |= {each for place in ([city] if city else []) for each in (place.name, divisions.short_name(place))}
    if province.name.endswith("市"):
        found |= {province.name, divisions.short_name(province), province.name + county.name}
    return frozenset(found | {province.name + each for each in found if each != province.name})


def _industry(parts: NameParts) -> Iterator[Objection]:
    word = comparable(parts.industry)
    if not word:
        yield object_to("N-70", "industry")
    elif word not in _own_words() and industry_words.core(word) is None and word not in industry_words.standard_terms():
        yield object_to("N-21", "industry", word=parts.industry, wanted="国民经济行业分类中的用语")


@cache
def _own_words() -> frozenset[str]:
    """Words for what enterprises do that no list of trades has."""
    return frozenset(map(comparable, organisation_forms.enterprise_industries()))


def _ending(parts: NameParts, kind: EntityKind) -> Iterator[Objection]:
    forms = organisation_forms.of_enterprise(kind)
    usual = "、".join(forms.endings[:4])
    typed = parts.organisation_form
    form = comparable(typed)
    if not form and kind == EntityKind.BRANCH and parts.trade_name:
        yield object_to("N-35", "organisation_form", word=parts.trade_name, article=forms.basis, wanted=usual)
        return
    if not form:
        yield object_to("N-01", "organisation_form", word="组织形式", wanted="organisation form")
        return
    if not forms.ending_of(form):
        if not forms.is_open or _is_of_others(form, kind):
            yield object_to("N-35", "organisation_form", word=typed, article=forms.basis, wanted=usual)
        elif not foreign_characters(typed):
            yield object_to("N-36", "organisation_form", word=typed, article=forms.basis, wanted=usual)
    elif forms.group and form.startswith(organisation_forms.GROUP):
        yield object_to("N-72", "organisation_form", word=organisation_forms.GROUP)


def _is_of_others(form: str, kind: EntityKind) -> bool:
    """A form that says another kind: 公司 of a partnership, 合伙企业 of a sole proprietorship."""
    words = ("公司", "有限", "股份", "合作社", "联合社", "集团", "总公司")
    others = ("合伙",) if kind == EntityKind.SOLE_PROPRIETORSHIP else ("独资",)
    return any(word in form for word in (*words, *others))


def _branch(parts: NameParts) -> Iterator[Objection]:
    parent = comparable(parts.parent)
    ending = next((each for each in _endings() if parent.endswith(each)), "")
    if not ending:
        yield object_to("N-74", "full_name", word=parts.parent)
    elif any(each in parent.removesuffix(ending) for each in ("有限公司", "有限责任公司", "股份公司", "合作社")):
        yield object_to("N-75", "trade_name", word=parts.organisation_form)
    own = comparable(parts.trade_name)
    if (
        any(ending in own for ending in ("公司", "合作社", "企业", "集团"))
        or parsing.trade_name_within(own) is not None
    ):
        yield object_to("N-75", "trade_name", word=parts.organisation_form)


@cache
def _endings() -> tuple[str, ...]:
    """How a business that may have branches ends, with its suffix."""
    kinds = [kind for kind in EntityKind if kind not in {EntityKind.SOLE_TRADER, EntityKind.BRANCH}]
    forms = [organisation_forms.of_enterprise(kind) for kind in kinds]
    found = {comparable(ending + each.suffix) for each in forms for ending in each.endings}
    return tuple(sorted(found, key=lambda ending: (-len(ending), ending)))
