"""Tiles of 256 hashes (C2SP tlog-tiles): the whole tree as small files that never change once they are full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kernel.tlog.tree import EMPTY, Subtrees, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32


class Tile(NamedTuple):
    """The hashes `number * 256 …` at the tree's level `level * 8`."""

    level: int
    number: int


Tiles = Callable[[Tile], bytes]
"""The hashes of a tile, one after the other; fewer than 256 in the last one of its level."""


def subtrees_of(tiles: Tiles) -> Subtrees:
    """Asks for each tile once."""
    known: dict[Tile, bytes] = {}

    def subtree(level: int, index: int) -> bytes:
        above = level % HEIGHT
        tile, place = _place(level, index)
        if tile not in known:
            known[tile] = tiles(tile)
        hashes = known[tile][place * HASH : (place + (1 << above)) * HASH]
        if len(hashes) != HASH << above:
            raise LookupError(f"tile {tile.level}/{tile.number} is too short")
        return folded(hashes)

    return subtree


def needed(proof: Callable[[Subtrees], object]) -> set[Tile]:
    """The tiles that making `proof` out of subtrees asks for, so that they can be fetched at once."""
    found: set[Tile] = set()

    def look(level: int, index: int) -> bytes:
        found.add(_place(level, index)[0])
        return EMPTY

    proof(look)
    return found


def _place(level: int, index: int) -> tuple[Tile, int]:
    """The tile that the leaves of a subtree lie in, and where in it they begin."""
    first = index << level % HEIGHT
    return Tile(level // HEIGHT, first // WIDTH), first % WIDTH


def grown(size: int, leaves: Sequence[bytes], tiles: Tiles) -> dict[Tile, bytes]:
    """The tiles that change when the hashes `leaves` are added to a tree of `size`."""
    changed: dict[Tile, bytes] = {}
    level, added = 0, list(leaves)
    while added:
        place = size >> (HEIGHT * level)
        added = _added(level, place, added, tiles, changed)
        level += 1
    return changed


def _added(level: int, place: int, hashes: list[bytes], tiles: Tiles, changed: dict[Tile, bytes]) -> list[bytes]:
    """Returns the roots of the tiles that became full: what the level above gets."""
    full, done = [], 0
    while done < len(hashes):
        tile = Tile(level, place // WIDTH)
        there = place % WIDTH
        before = tiles(tile)[: there * HASH] if there else b""
        now = hashes[done : done + WIDTH - there]
        changed[tile] = before + b"".join(now)
        place, done = place + len(now), done + len(now)
        if place % WIDTH == 0:
            full.append(folded(changed[tile]))
    return full


def tiles_of(size: int) -> Iterator[tuple[Tile, int]]:
    """Every tile of a tree, with how many hashes it has."""
    level, there = 0, size
    while there:
        for number in range(-(-there // WIDTH)):
            yield Tile(level, number), min(WIDTH, there - number * WIDTH)
        level, there = level + 1, there // WIDTH


def width_in(tile: Tile, size: int) -> int:
    """How many hashes a tile has in a tree of `size`; 0 or less where it has none."""
    return min(WIDTH, (size >> (HEIGHT * tile.level)) - tile.number * WIDTH)


def path(tile: Tile, width: int = WIDTH) -> str:
    """Where it is fetched, relative to the log's address: `tile/0/x001/067`, `tile/1/000.p/12`."""
    groups = [f"{tile.number % 1000:03d}"]
    rest = tile.number // 1000
    while rest:
        groups.insert(0, f"x{rest % 1000:03d}")
        rest //= 1000
    return f"tile/{tile.level}/{'/'.join(groups)}{'' if width == WIDTH else f'.p/{width}'}"


def numbered(text: str) -> tuple[int, int]:
    """Number and width out of the end of a path (`x001/067.p/12`). Raises ValueError for any other way to write it."""
    name, partial, width = text.partition(".p/")
    digits = name.replace("/", "").replace("x", "")
    if digits.isdecimal() and (width.isdecimal() or not partial):
        number, wide = int(digits), int(width) if partial else WIDTH
        if 0 < wide <= WIDTH and path(Tile(0, number), wide) == f"tile/0/{text}":
            return number, wide
    raise ValueError(f"no tile: {text}")


def folded(hashes: bytes) -> bytes:
    """The root over 2**n hashes."""
    row = [hashes[place : place + HASH] for place in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]
