"""A log as anybody reads it: from its address, or from a folder that mirrors it (C2SP tlog-tiles)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx

from cli.stack import DEFAULT_HOME
from deploy.local.running import read_run
from kernel.tlog.notes import Checkpoint, NotSigned, Verifier
from kernel.tlog.tiles import HASH, Tile, path, subtrees_of, tiles_of, width_in
from kernel.tlog.tree import NotProven, check_consistency, consistency_proof, root

_SECONDS = 20.0


class Unreachable(Exception):
    """The log does not answer; the message says where it was asked."""


class Contradiction(Exception):
    """What the log says now does not go with what it said before; the message says what."""


class Source:
    """`place` is an address that ends before `/checkpoint`, or a folder. Whatever it gives is checked, not believed."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")

    def read(self, name: str) -> bytes:
        """Raises Unreachable."""
        try:
            if not self.place.startswith(("http://", "https://")):
                return (Path(self.place) / name).read_bytes()
            return httpx.get(f"{self.place}/{name}", timeout=_SECONDS).raise_for_status().content
        except (OSError, httpx.HTTPError) as error:
            raise Unreachable(f"{self.place}/{name}: {type(error).__name__}") from None

    def tiles(self, size: int) -> Callable[[Tile], bytes]:
        """Tiles of a tree of `size`; each must be as long as it says."""

        def tile(wanted: Tile) -> bytes:
            width = width_in(wanted, size)
            hashes = self.read(path(wanted, width))
            if len(hashes) != width * HASH:
                raise Contradiction(f"tile {wanted.level}/{wanted.number} has {len(hashes)} bytes")
            return hashes

        return tile

    def head(self, log: Verifier) -> tuple[str, Checkpoint]:
        """The newest checkpoint, signed by the log and the root of the tiles that it gives. Raises Unreachable and
        Contradiction."""
        note = self.read("checkpoint").decode(errors="replace")
        try:
            checkpoint = Checkpoint.opened(note, log)
        except NotSigned as error:
            raise Contradiction(str(error)) from None
        if root(checkpoint.size, subtrees_of(self.tiles(checkpoint.size))) != checkpoint.root:
            raise Contradiction("its tiles have another root than the signed one")
        return note, checkpoint

    def grew(self, before: Checkpoint, now: Checkpoint) -> None:
        """Raises Contradiction unless `now` is `before` with entries added, and nothing else."""
        if before.size > now.size:
            raise Contradiction(f"the log had {before.size} entries and has {now.size}")
        proof = consistency_proof(before.size, now.size, subtrees_of(self.tiles(now.size)))
        try:
            check_consistency(before.size, now.size, proof, before.root, now.root)
        except NotProven as error:
            raise Contradiction(f"{error} ({before.size} entries then, {now.size} now)") from None

    def mirror(self, folder: Path, size: int) -> int:
        """Write every tile into `folder` as a web server serves it; those that are full and there already are not asked
        for again. Returns how many were written."""
        written = 0
        for tile, width in tiles_of(size):
            file = folder / path(tile, width)
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.tiles(size)(tile))
                written += 1
        return written


def of_stack(home: Path = DEFAULT_HOME) -> str | None:
    """The address of the log of the stack that runs in `home`."""
    run = read_run(home.expanduser().resolve())
    return f"{run.addresses['transparency']}/log" if run and "transparency" in run.addresses else None
