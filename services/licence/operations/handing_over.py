"""Hands over to the register what was kept here before there was one: every licence, and the blocks of codes."""

from __future__ import annotations

from collections import defaultdict

from catalogues.filing_types.words import PartKind
from kernel.exchange import Reference
from services.licence.contract import (
    CodeBlockGiven,
    CodesHandedOver,
    CodesPart,
    LicensedBusiness,
    LicensedListed,
    ListLicensed,
)
from services.licence.operations.resources import Resources
from services.licence.store import codes, licences
from services.licence.store.licences import Licence

CASE = "register-take-over"


def list_licensed(resources: Resources, request: ListLicensed) -> LicensedListed:
    """The first licences after a number, also those whose documents are still being made. Reads only."""
    with resources.database.reading() as session:
        rows = licences.after(session, request.after, request.limit)
    return LicensedListed(businesses=tuple(map(_business, rows)))


def hand_over_codes(resources: Resources) -> CodesHandedOver:
    """Every block, how far it was used, and what of it an earlier system used. Reads only."""
    with resources.database.transaction() as session:
        used = defaultdict(list)
        for block_id, position in codes.used_before(session):
            used[block_id].append(position)
        blocks = tuple(
            CodeBlockGiven(**block.model_dump(), used=tuple(used[block.id])) for block in codes.blocks(session)
        )
    return CodesHandedOver(codes=resources.exchange.deposit(CASE, PartKind.CODES, CodesPart(blocks=blocks)))


def _business(row: Licence) -> LicensedBusiness:
    made = row.part_key is not None and row.part_digest is not None
    return LicensedBusiness(
        application_no=row.application_no,
        uscc=row.uscc,
        registered_on=row.registered_on,
        decision=Reference(key=row.decision_key, digest=row.decision_digest),
        licence=Reference(key=row.part_key or "", digest=row.part_digest or "") if made else None,
    )
