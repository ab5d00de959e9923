"""Where the business is, with how much money, and whether it wants a name (page S2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from catalogues import approval_thresholds, divisions, lengths
from kernel.addresses import address_key, has_house_number, network_key
from kernel.errors import Finding
from services.filing.domain.entries import Entries
from services.filing.domain.network_places import (
    ARTICLE,
    NetworkPlace,
    judge_network_places,
    missing_in_network_places,
)
from services.filing.domain.right_of_use import RightOfUse, judge_right, missing_in_right

LEAST_CAPITAL = Decimal("0.0001")
MOST_CAPITAL = Decimal("99999999.9999")
MOST_FURTHER = 4
"""Further places beside the main one; with more the licence could not be read."""

_SEVERAL = "个体工商户登记管理规定第十二条"


class FurtherPlace(RightOfUse):
    """Another place of the same county, with the right by which it is used (个体工商户登记管理规定 Art. 11, 12)."""

    street_name: str | None = None
    detail: str | None = None


class WishedName(BaseModel):
    """What was typed of a name that is not declared yet: kept so that it is there on every device, judged by nobody."""

    trade_name: str | None = None
    industry: str | None = None
    organisation_form: str | None = None


class Premises(BaseModel):
    """`needs_name` is the applicant's answer; which name it is, is the naming service's to say. Capital in 万元.

    `street_name` and `detail` are the main place (主要经营场所). Who trades on networks only (`network_only`) has no
    such place, and no further ones.
    """

    needs_name: bool | None = None
    street_name: str | None = None
    detail: str | None = None
    capital_amount: Decimal | None = None
    further: tuple[FurtherPlace, ...] = ()
    network_only: bool = False
    network_places: tuple[NetworkPlace, ...] = ()
    wished_name: WishedName | None = None

    def keys(self, county_code: str) -> tuple[str, ...]:
        """What identifies each place, the main one first: equal for equal addresses and equal shops on a network."""
        if self.network_only:
            return tuple(network_key(place.url or "") for place in self.network_places)
        return tuple(address_key(county_code, street, detail) for street, detail in self.physical)

    @property
    def physical(self) -> tuple[tuple[str, str], ...]:
        """Street and detail of every place one can go to, the main one first."""
        if self.network_only:
            return ()
        return (
            (self.street_name or "", self.detail or ""),
            *((place.street_name or "", place.detail or "") for place in self.further),
        )


def judge_premises(given: Mapping[str, Any], county_code: str, today: date) -> tuple[Premises, list[Finding]]:
    """The section as it will be kept, and everything that is wrong with it. What is not filled in is not wrong yet."""
    entries = Entries(given)
    street, detail = _address(entries, county_code, today)
    section = Premises(
        needs_name=entries.flag("needs_name"),
        street_name=street,
        detail=detail,
        capital_amount=entries.number("capital_amount", digits=12, decimals=4, least=LEAST_CAPITAL, most=MOST_CAPITAL),
        further=_further(entries, county_code, today),
        network_only=bool(entries.flag("network_only")),
        network_places=judge_network_places(entries, today),
        wished_name=_wished_name(entries.part("wished_name")),
    )
    if section.network_only and (section.street_name or section.detail or section.further):
        entries.note(
            "network_only",
            "physical_place_given",
            "仅通过网络开展经营活动的，不登记实体经营场所",
            "Who trades on networks only registers no place one can go to",
            ARTICLE,
            remedy=("有实体经营场所的，请选择“有实体经营场所”", "With such a place, say that there is one"),
        )
    _tell_apart(entries, section, county_code)
    return section, entries.findings


def _wished_name(entries: Entries | None) -> WishedName | None:
    if entries is None:
        return None
    return WishedName(**{part: entries.text(part, lengths.NAME_PART) for part in WishedName.model_fields})


def _address(entries: Entries, county_code: str, today: date) -> tuple[str | None, str | None]:
    street = entries.text("street_name", lengths.STREET)
    if street is not None and street not in {found.name for found in divisions.streets(county_code)}:
        entries.note(
            "street_name",
            "not_in_table",
            "不是所选县区的街道、乡镇",
            "Not a street or town of the chosen county",
            "实施细则第十条",
        )
        street = None
    detail = entries.text("detail", lengths.PREMISES_DETAIL)
    if detail is not None and not has_house_number(detail):
        entries.note(
            "detail",
            "house_number_missing",
            "请填写到门牌号",
            "The address lacks a house number",
            "条例第十一条",
            remedy=("例如：迎宾街18号1层3号", "Such as 迎宾街18号1层3号"),
        )
    for word in approval_thresholds.in_force(today).words("barred_premises_words") if detail else ():
        if word in (detail or ""):
            entries.note(
                "detail",
                "barred_place",
                f"{word}不得作为经营场所",
                f"Such a place may not be premises: {word}",
                "条例第十一条",
            )
    return street, detail


def _further(entries: Entries, county_code: str, today: date) -> tuple[FurtherPlace, ...]:
    places = []
    for entry in entries.parts("further"):
        street, detail = _address(entry, county_code, today)
        right = judge_right(entry, today)
        places.append(FurtherPlace(street_name=street, detail=detail, **right.model_dump()))
    if len(places) > MOST_FURTHER:
        entries.note(
            "further", "too_many", f"最多 {MOST_FURTHER} 处其他经营场所", f"At most {MOST_FURTHER} further places"
        )
    return tuple(places)


def _tell_apart(entries: Entries, section: Premises, county_code: str) -> None:
    known = set()
    for position, key in enumerate(section.keys(county_code) if not section.network_only else ()):
        if section.physical[position][1] and key in known:
            entries.note(
                f"further/{position - 1}/detail",
                "duplicate",
                "与另一经营场所地址相同",
                "This is the address of another place of the business",
                _SEVERAL,
            )
        known.add(key)


def missing_in_premises(section: Premises | None, today: date) -> list[Finding]:
    """What the section still lacks before the operator is confirmed."""
    entries = Entries({}, "/premises")
    found = section or Premises()
    wanted = [
        ("needs_name", "请选择是否需要名称", "Choose whether the business has a name"),
        ("street_name", "请选择经营场所所在街道、乡镇", "Choose the street or town of the premises"),
        ("detail", "请填写经营场所详细地址（到门牌号）", "Enter the address of the premises down to the house number"),
        ("capital_amount", "请填写资金数额", "Enter the amount of capital"),
    ]
    for name, zh, en in wanted:
        if getattr(found, name) is None and not (found.network_only and name in {"street_name", "detail"}):
            entries.note(name, "required", zh, en)
    for position, place in enumerate(found.further):
        inside = Entries({}, f"/premises/further/{position}", entries.findings)
        for name, zh, en in wanted[1:3]:
            if getattr(place, name) is None:
                inside.note(name, "required", zh, en, _SEVERAL)
        missing_in_right(place, inside, today)
    if found.network_only and not found.network_places:
        entries.note(
            "network_places",
            "required",
            "请填写网络经营场所",
            "Name the place on the network",
            ARTICLE,
        )
    missing_in_network_places(found.network_places, entries.findings)
    return entries.findings


def full_text(county_code: str, section: Premises) -> str:
    """The main place: its address from province to house number without blanks between the divisions; for a business
    on networks only the first place there."""
    if section.network_only:
        return "".join(place.text for place in section.network_places[:1])
    return _full_text(county_code, section.street_name or "", section.detail or "")


def texts_of_further(county_code: str, section: Premises) -> tuple[str, ...]:
    """The addresses of the further places."""
    return tuple(_full_text(county_code, street, detail) for street, detail in section.physical[1:])


def printed_text(county_code: str, section: Premises) -> str:
    """All places as documents and the licence print them, the main one marked where there are several."""
    network = [place.text for place in section.network_places]
    if section.network_only:
        return "网络经营场所：" + "；".join(network)
    main, further = full_text(county_code, section), texts_of_further(county_code, section)
    text = "；".join((f"{main}（主要经营场所）" if further else main, *further))
    return text + ("；网络经营场所：" + "；".join(network) if network else "")


def _full_text(county_code: str, street: str, detail: str) -> str:
    return divisions.full_name(county_code) + street + detail
