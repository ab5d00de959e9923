"""What the register takes over: every business's first licence, and the blocks codes were given from."""

from __future__ import annotations

from sqlalchemy import text

from catalogues.filing_types.words import PartKind
from services.licence.contract import CodesPart, HandOverCodes, LicencePart, ListLicensed
from tests.integration.licence.conftest import AUTHORITY, Opened, World
from tests.servers import as_owner

_BLOCK = (
    "INSERT INTO licence.code_block (id, authority_code, prefix, first_position, last_position, next_position, status,"
    " origin, created_at) VALUES ('b1', :authority, 'MA', 100, 199, 103, 'OPEN', 'added', now())"
)
_USED = (
    "INSERT INTO licence.used_code (position, block_id, uscc, application_no, used_at)"
    " VALUES (150, 'b1', NULL, NULL, now()), (101, 'b1', '92140213MA0MU7MP45', 'n', now())"
)


def _run(world: World, *statements: str) -> None:
    with as_owner(world.resources.database) as connection:
        for statement in statements:
            connection.execute(text(statement), {"authority": AUTHORITY})


def test_pages_of_licences(opened: Opened) -> None:
    """Every business comes once, in the order of numbers, with what it rests on; a later licence is no new business."""
    world = opened()
    made = [world.issue() for _ in range(3)]
    world.changed(made[0][1])
    first = world.activities.list_licensed(ListLicensed(after="", limit=2)).businesses
    rest = world.activities.list_licensed(ListLicensed(after=first[-1].application_no, limit=2)).businesses
    assert [one.application_no for one in (*first, *rest)] == sorted(request.application_no for request, _ in made)
    (business,) = rest
    request, issued = made[-1]
    assert (business.uscc, business.registered_on) == (issued.uscc, issued.established_on)
    assert business.decision == request.part("decision")
    assert business.licence is not None
    assert world.resources.exchange.collect(business.licence, LicencePart, PartKind.LICENCE).uscc == issued.uscc


def test_licence_without_a_document(opened: Opened) -> None:
    """A business whose licence is still being made is told without one."""
    world = opened()
    world.issue()
    _run(world, "UPDATE licence.licence SET state = 'PREPARED', part_key = NULL, part_digest = NULL")
    (business,) = world.activities.list_licensed(ListLicensed(after="", limit=10)).businesses
    assert business.licence is None


def test_blocks(opened: Opened) -> None:
    """A block is told with how far it was used, and with the codes an earlier system gave away."""
    world = opened()
    _run(world, _BLOCK, _USED)
    handed = world.activities.hand_over_codes(HandOverCodes())
    (block,) = world.resources.exchange.collect(handed.codes, CodesPart, PartKind.CODES).blocks
    assert (block.authority_code, block.first_position, block.last_position) == (AUTHORITY, 100, 199)
    assert (block.next_position, block.used) == (103, (150,))
    assert world.activities.hand_over_codes(HandOverCodes()) == handed


def test_no_blocks(opened: Opened) -> None:
    """A new installation has none to hand over."""
    world = opened()
    handed = world.activities.hand_over_codes(HandOverCodes())
    assert world.resources.exchange.collect(handed.codes, CodesPart, PartKind.CODES).blocks == ()
