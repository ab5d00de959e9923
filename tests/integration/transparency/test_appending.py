"""What services write is in the log: once, in the same transaction, provable, and signed for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise

import pytest

from kernel.errors import Outage, Refusal
from kernel.tlog.tiles import Tile, subtrees_of, tiles_of
from kernel.tlog.tree import check_consistency, consistency_proof
from services.transparency.operations.appending import append, stamp
from services.transparency.operations.reading import prove_file, prove_number, read_checkpoint, read_tile
from services.transparency.store import log
from tests.integration.transparency.conftest import SIGNER, Room


def test_a_row_is_proven_under_a_signed_head(room: Room) -> None:
    """Whoever has the proof and the log's key needs nothing else."""
    (key,) = room.write()
    assert room.logged() == 2  # the code, and the block it is of
    (proof,) = [each for each in prove_number(room.resources, "b1") if b"code_block" in each.entry]
    assert proof.check(SIGNER.verifier).size == 2
    assert key == "[1]"


def test_what_was_rolled_back_is_not_in_the_log(room: Room) -> None:
    """The leaf is part of the transaction that wrote the row."""
    room.write()
    room.logged()
    with room.service.transaction() as session:
        session.connection().exec_driver_sql("INSERT INTO licence.used_code VALUES (9, 'b1', NULL, NULL, now())")
        session.rollback()
    assert room.logged() == 0


def test_a_later_head_begins_with_an_earlier_one(room: Room) -> None:
    """However it grew: one by one, or by hundreds over the edge of a tile."""
    heads = []
    for codes in (1, 3, 300, 250):
        room.write(codes)
        room.logged()
        heads.append(room.head())
    with room.resources.database.single_statements() as connection:
        subtrees = subtrees_of(partial(log.tile, connection))
        for earlier, later in pairwise(heads):
            proof = consistency_proof(earlier.size, later.size, subtrees)
            check_consistency(earlier.size, later.size, proof, earlier.root, later.root)
    assert heads[-1].size == 555
    for tile, width in tiles_of(555):
        place = f"{tile.number:03d}" + ("" if width == 256 else f".p/{width}")
        assert len(read_tile(room.resources, tile.level, place)) == 32 * width


def test_several_processes_add_each_row_once(room: Room) -> None:
    """Whoever finds another one at it leaves it the work."""
    room.write(400)
    with ThreadPoolExecutor(4) as threads:
        added = list(threads.map(lambda _: append(room.resources), range(8)))
    assert sum(added) == 401
    assert room.head().size == 401


def test_a_head_is_stamped_and_told_when_it_is_time(room: Room) -> None:
    """Once a minute; a time-stamping authority that is silent keeps nothing from being logged."""
    room.write()
    room.logged()
    room.stamps.silent = True
    with pytest.raises(Outage):
        stamp(room.resources)
    room.stamps.silent = False
    assert stamp(room.resources)
    assert not stamp(room.resources)
    room.write()
    room.logged()
    assert not stamp(room.resources)
    room.later(61)
    room.write()
    room.logged()
    assert stamp(room.resources)
    newest = read_checkpoint(room.resources, stamped=True)
    assert newest.stamp == b"token of " + newest.note.encode()
    assert room.agencies.told[-1] == newest.note
    assert len(room.agencies.told) == 2


@pytest.mark.parametrize("place", ["001", "000", "000.p/9", "x"])
def test_no_tile_beyond_the_signed_head_is_given(room: Room, place: str) -> None:
    """What no head covers yet may still be lost in a crash."""
    room.write()
    room.logged()
    with pytest.raises(Refusal):
        read_tile(room.resources, 0, place)


def test_a_file_is_proven_by_its_digest(room: Room) -> None:
    """Whoever has a licence's PDF asks for its SHA-256; one that was never logged is not there."""
    with pytest.raises(Refusal):
        prove_file(room.resources, "ab" * 32)
    with room.intruder(unseen=False) as somebody:
        somebody.execute(
            "INSERT INTO licence.log_outbox (book, key, digest) VALUES ('licence#document_sha256', '[1]', %s)",
            [bytes.fromhex("ab" * 32)],
        )
    room.logged()
    proof = prove_file(room.resources, "ab" * 32)
    proof.check(SIGNER.verifier)
    assert ("ab" * 32).encode() in proof.entry
    with room.resources.database.single_statements() as connection:
        assert len(log.tile(connection, Tile(0, 0))) == 32
