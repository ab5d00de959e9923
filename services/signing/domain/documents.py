"""What each document to be signed is called, and where on it the signature goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Role = Literal["operator"]
"""For an individual business the operator signs (市场主体登记管理条例实施细则 Art. 16)."""

ROLE_LABELS: Mapping[Role, str] = MappingProxyType({"operator": "经营者"})


@dataclass(frozen=True, slots=True)
class Place:
    """`page` counts from 0, or from the end when negative; the box is left, bottom, right, top in points."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    title: str
    places: Mapping[Role, Place]


_RIGHT_FOOT = (349.0, 70.0, 529.0, 130.0)


def _signed_by_operator(title: str, page: int = -1) -> Kind:
    return Kind(title, MappingProxyType({"operator": Place(page, _RIGHT_FOOT)}))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "application_form": _signed_by_operator("个体工商户登记（备案）申请书"),
        "identity_document": _signed_by_operator("经营者身份证明"),
        "premises_commitment": _signed_by_operator("经营场所（住所）使用承诺书", page=0),
        "name_commitment": _signed_by_operator("企业名称使用承诺书"),
        "name_notice": _signed_by_operator("企业名称使用告知书"),
    }
)
"""Titles and places as the documents print them (`signature-box` in their templates)."""


def title(kind: str) -> str:
    return KINDS[kind].title
