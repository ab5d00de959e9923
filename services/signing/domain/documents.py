"""What each document to be signed is called, who signs it, and where on it each signature goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from catalogues.filing_types.words import DocumentKind, SignerRole

ROLE_LABELS: Mapping[SignerRole, str] = MappingProxyType(
    {SignerRole.OPERATOR: "经营者", SignerRole.FAMILY_MEMBER: "家庭成员"}
)
ROLE_WORDS: Mapping[SignerRole, str] = MappingProxyType(
    {SignerRole.OPERATOR: "operator", SignerRole.FAMILY_MEMBER: "family member"}
)
"""The same in English."""


@dataclass(frozen=True, slots=True)
class Place:
    """`page` counts from 0, or from the end when negative; the box is left, bottom, right, top in points."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """`places` are those of each role that signs, one for each person in it, in the order of the parties."""

    title: str
    places: Mapping[SignerRole, Sequence[Place]]


_RIGHT_FOOT = (349.0, 70.0, 529.0, 130.0)
_COLUMNS, _ROWS = (66.0, 225.0, 384.0), 7
_TOP, _DEEP, _BOX = 538.0, 70.0, (144.0, 48.0)


def _family() -> Sequence[Place]:
    """The page before the last is theirs: three columns of seven."""
    width, height = _BOX
    return tuple(
        Place(-2, (left, _TOP - row * _DEEP - height, left + width, _TOP - row * _DEEP))
        for row in range(_ROWS)
        for left in _COLUMNS
    )


def _signed_by_operator(title: str, page: int = -1) -> Kind:
    return Kind(title, MappingProxyType({SignerRole.OPERATOR: (Place(page, _RIGHT_FOOT),)}))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # For an individual business the operator signs, for a family business every member who takes part in it does
        # (市场主体登记管理条例实施细则 Art. 16): the members what they apply for, the operator also what is his alone.
        DocumentKind.APPLICATION_FORM: Kind(
            "个体工商户登记（备案）申请书",
            MappingProxyType(
                {SignerRole.OPERATOR: (Place(-1, _RIGHT_FOOT),), SignerRole.FAMILY_MEMBER: _family()}
            ),
        ),
        DocumentKind.IDENTITY_DOCUMENT: _signed_by_operator("经营者身份证明"),
        DocumentKind.PREMISES_COMMITMENT: _signed_by_operator("经营场所（住所）使用承诺书", page=0),
        DocumentKind.NAME_COMMITMENT: _signed_by_operator("企业名称使用承诺书"),
        DocumentKind.NAME_NOTICE: _signed_by_operator("企业名称使用告知书"),
    }
)
"""Titles and places as the documents print them (`signature-box` in their templates)."""


def title(kind: str) -> str:
    return KINDS[kind].title


def is_signed_by(kind: str, role: SignerRole) -> bool:
    return role in KINDS[kind].places


def place(kind: str, role: SignerRole, ordinal: int) -> Place:
    """Where the person of that role signs who is number `ordinal` in it, from 0."""
    return KINDS[kind].places[role][ordinal]
