"""Who signs which document, what it is called, and where on it each signature goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import HOLDERS, IN_CHARGE, DocumentKind, SignerRole


@dataclass(frozen=True, slots=True)
class Place:
    """`page` counts from 0, or from the end when negative; the box is left, bottom, right, top in points."""

    page: int
    box: tuple[float, float, float, float]


_RIGHT_FOOT = (349.0, 70.0, 529.0, 130.0)
_LEFT_OF_IT = (155.0, 70.0, 335.0, 130.0)
_COLUMNS, _ROWS = (146.0, 379.0), 10
_TOP, _DEEP = 688.0, 60.0
_WIDE, _HIGH = 144.0, 48.0


def _members() -> Sequence[Place]:
    """The page before the last is the family's: ten rows of two."""
    tops = [_TOP - _DEEP * row for row in range(_ROWS)]
    return tuple(Place(-2, (left, top - _HIGH, left + _WIDE, top)) for top in tops for left in _COLUMNS)


def _operator(page: int = -1) -> Mapping[SignerRole, Sequence[Place]]:
    """Whoever stands for the business."""
    return MappingProxyType({role: (Place(page, _RIGHT_FOOT),) for role in sorted(IN_CHARGE)})


def _both() -> Mapping[SignerRole, Sequence[Place]]:
    """Who takes a business over, and left of it who leaves it."""
    return {**_operator(), SignerRole.FORMER_OPERATOR: (Place(-1, _LEFT_OF_IT),)}


PLACES: Mapping[str, Mapping[SignerRole, Sequence[Place]]] = MappingProxyType(
    {
        DocumentKind.APPLICATION_FORM: MappingProxyType({**_operator(), SignerRole.FAMILY_MEMBER: _members()}),
        DocumentKind.IDENTITY_DOCUMENT: _operator(),
        DocumentKind.PREMISES_COMMITMENT: _operator(page=0),
        DocumentKind.NAME_COMMITMENT: _operator(),
        DocumentKind.NAME_NOTICE: _operator(),
        DocumentKind.LICENCE_APPLICATION: _operator(),
        DocumentKind.VOID_DECLARATION: _operator(),
        DocumentKind.DEREGISTRATION_APPLICATION: _operator(),
        DocumentKind.DEREGISTRATION_PROMISE: _operator(),
        DocumentKind.SUSPENSION_APPLICATION: _operator(),
        DocumentKind.SERVICE_ADDRESS: _operator(),
        DocumentKind.RESUMPTION_APPLICATION: _operator(),
        **{
            kind: MappingProxyType({**dict.fromkeys(sorted(HOLDERS), _members()), **_operator()})
            for kind in (
                DocumentKind.COMPANY_APPLICATION,
                DocumentKind.RESOLUTION,
                DocumentKind.CHARTER,
                DocumentKind.APPOINTMENTS,
                DocumentKind.PARTNERSHIP_AGREEMENT,
                DocumentKind.COOPERATIVE_CHARTER,
                DocumentKind.FOUNDING_MINUTES,
            )
        },
        DocumentKind.OPERATOR_CHANGE_APPLICATION: MappingProxyType({**_both(), SignerRole.FAMILY_MEMBER: _members()}),
        DocumentKind.OPERATOR_CHANGE_PROMISE: MappingProxyType(_both()),
        DocumentKind.RECORD_APPLICATION: MappingProxyType({**_operator(), SignerRole.FAMILY_MEMBER: _members()}),
    }
)
"""For each role the places of the persons in it, in the order of the parties, as the documents leave room for them
(`signature-box` in their templates). Who signs what, the filing type says."""


def is_signed_by(filing: FilingType, kind: str, role: SignerRole) -> bool:
    """Whether somebody in this role signs the document."""
    return role in filing.document(kind).signers


def place(kind: str, role: SignerRole, ordinal: int) -> Place:
    """Where the person signs who is number `ordinal` in the role, from 0."""
    return PLACES[kind][role][ordinal]


def can_be_signed(filing: FilingType, kind: str) -> bool:
    """Whether the document belongs to such a filing and somebody has a place on it."""
    described = {one.kind: one.signers for one in filing.documents}
    return bool(described.get(DocumentKind(kind))) if kind in PLACES else False
