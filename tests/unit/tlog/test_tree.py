"""The tree hashes as the RFCs say, its proofs prove, and nothing else does."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.tlog.tiles import HASH, WIDTH, Tile, grown, numbered, path, subtrees_of, tiles_of, width_in
from kernel.tlog.tree import (
    EMPTY,
    NotProven,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)

_LEAVES = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of the eight leaves above: the vectors that implementations of RFC 6962 share."""


class Kept:
    """A tree in memory, grown as the log grows."""

    def __init__(self) -> None:
        self.size = 0
        self.tiles: dict[Tile, bytes] = {}

    def add(self, leaves: list[bytes]) -> None:
        self.tiles |= grown(self.size, leaves, self.tiles.__getitem__)
        self.size += len(leaves)

    def root(self, size: int | None = None) -> bytes:
        return root(self.size if size is None else size, subtrees_of(self.tiles.__getitem__))


def _plain(leaves: list[bytes]) -> bytes:
    """The root, straight from the definition (RFC 9162 §2.1.1)."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_plain(leaves[:split]), _plain(leaves[split:]))


def _numbered(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_known_vectors(size: int) -> None:
    """Eight leaves of known content have the known roots; an empty tree has the digest of nothing."""
    tree = Kept()
    tree.add([leaf_hash(leaf) for leaf in _LEAVES[:size]])
    assert tree.root().hex() == _ROOTS[size - 1]
    assert root(0, lambda *_: b"") == hashlib.sha256().digest()


@settings(deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_however_it_grew_the_root_is_the_same(steps: list[int]) -> None:
    """Leaves that came one by one, or by the thousand, make the tree of the definition, and its tiles are as many and
    as long as the specification says."""
    leaves = _numbered(sum(steps))
    tree = Kept()
    for step in steps:
        tree.add(leaves[tree.size : tree.size + step])
    assert tree.root() == _plain(leaves)
    assert {tile: len(hashes) // HASH for tile, hashes in tree.tiles.items()} == dict(tiles_of(tree.size))
    assert all(width_in(tile, tree.size) == width for tile, width in tiles_of(tree.size))


@given(st.integers(1, 600), st.data())
def test_each_leaf_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    """A proof holds for its leaf at its place, and for no other leaf, place, size or root."""
    leaves = _numbered(size)
    tree = Kept()
    tree.add(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, subtrees_of(tree.tiles.__getitem__))
    check_inclusion(leaves[index], index, size, proof, tree.root())
    other = leaf_hash(b"other")
    wrong = [
        (other, index, size, proof, tree.root()),
        (leaves[index], index, size, proof, other),
        (leaves[index], index, size, [*proof, other], tree.root()),
        (leaves[index], size, size, proof, tree.root()),
    ]
    wrong += [(leaves[index], index, size, proof[:-1], tree.root())] if proof else []
    wrong += [(leaves[index], index ^ 1, size, proof, tree.root())] if size > 1 else []
    for each in wrong:
        with pytest.raises(NotProven):
            check_inclusion(*each)


@given(st.integers(0, 600), st.integers(0, 600))
def test_growth_is_proven_and_nothing_else_is(first: int, second: int) -> None:
    """A tree is proven to begin with an earlier one, and not with one in which a leaf was different."""
    old, size = sorted((first, second))
    leaves = _numbered(size)
    tree, forged = Kept(), Kept()
    tree.add(leaves)
    forged.add([leaf_hash(b"other"), *leaves[1:old]] if old else [])
    proof = consistency_proof(old, size, subtrees_of(tree.tiles.__getitem__))
    check_consistency(old, size, proof, tree.root(old), tree.root())
    if old:
        with pytest.raises(NotProven):
            check_consistency(old, size, proof, forged.root(), tree.root())
        with pytest.raises(NotProven):
            check_consistency(size + 1, size, proof, tree.root(), tree.root())


@pytest.mark.parametrize(
    ("tile", "width", "written"),
    [
        (Tile(0, 0), WIDTH, "tile/0/000"),
        (Tile(1, 67), 12, "tile/1/067.p/12"),
        (Tile(0, 1234067), WIDTH, "tile/0/x001/x234/067"),
    ],
)
def test_tiles_lie_where_the_specification_says(tile: Tile, width: int, written: str) -> None:
    """C2SP tlog-tiles: groups of three digits, a partial tile with its width; what is written otherwise is no tile."""
    assert path(tile, width) == written
    assert numbered(written.split("/", 2)[2]) == (tile.number, width)
    for wrong in ("0", "x000/001", "000.p/0", "000.p/256", "000.p/07", "-01", "../000"):
        with pytest.raises(ValueError, match="no tile"):
            numbered(wrong)
