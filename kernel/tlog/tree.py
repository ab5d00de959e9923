"""One append-only tree (RFC 6962 §2, RFC 9162 §2.1): its root, and proofs that a leaf is in it and that it only grew.

A tree is known by the roots of its complete subtrees: `Subtrees` gives the root over the leaves
`index * 2**level … (index + 1) * 2**level - 1`. Where they lie is no concern of this room; `kernel/tlog/tiles.py` keeps
them. Positions begin with 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Subtrees = Callable[[int, int], bytes]

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


class NotProven(Exception):
    """A proof does not show what it is said to show."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, subtrees: Subtrees) -> bytes:
    """The root over the first `size` leaves."""
    return _over(0, size, subtrees) if size else EMPTY


def inclusion_proof(index: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """The hashes beside the way from leaf `index` up to the root over `size` leaves, the lowest first (RFC 9162
    §2.1.3.1). Raises ValueError for a leaf that is not there."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} among {size}")
    return _path(index, 0, size, subtrees)


def consistency_proof(old: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """That the tree over `old` leaves is the beginning of the one over `size` (RFC 9162 §2.1.4.1); nothing is needed
    where either is empty or both are one. Raises ValueError for a tree that shrank."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {old} does not grow to {size}")
    return _since(old, 0, size, True, subtrees) if 0 < old < size else []


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Raises NotProven unless `leaf` is at `index` under the root `expected` over `size` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise NotProven("the tree has no such place")
    place, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            raise NotProven("the proof is longer than the way up")
        if place & 1 or place == last:
            found = node_hash(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        place, last = place >> 1, last >> 1
    if last != 0 or found != expected:
        raise NotProven("the proof leads to another root")


def check_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raises NotProven unless the tree `old_root` over `old` leaves is the beginning of `new_root` over `size` leaves
    (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= size:
        raise NotProven("the tree shrank")
    if old in (0, size):
        if proof or (old == size and old_root != new_root) or (old == 0 and old_root != EMPTY):
            raise NotProven("two trees of one size differ")
        return
    _check_growth(old, size, proof, old_root, new_root)


def _check_growth(old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise NotProven("the proof is empty")
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            raise NotProven("the proof is longer than the way up")
        if place & 1 or place == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        place, last = place >> 1, last >> 1
    if last != 0 or before != old_root or after != new_root:
        raise NotProven("the later tree does not begin with the earlier one")


def _over(first: int, end: int, subtrees: Subtrees) -> bytes:
    size = end - first
    if size & (size - 1) == 0 and first % size == 0:
        level = size.bit_length() - 1
        return subtrees(level, first >> level)
    middle = first + _split(size)
    return node_hash(_over(first, middle, subtrees), _over(middle, end, subtrees))


def _path(index: int, first: int, end: int, subtrees: Subtrees) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _split(end - first)
    if index < middle:
        return [*_path(index, first, middle, subtrees), _over(middle, end, subtrees)]
    return [*_path(index, middle, end, subtrees), _over(first, middle, subtrees)]


def _since(old: int, first: int, end: int, whole: bool, subtrees: Subtrees) -> list[bytes]:
    """`whole`: the old tree is the subtree that begins here, and who asks has its root already."""
    if old == end - first:
        return [] if whole else [_over(first, end, subtrees)]
    left = _split(end - first)
    middle = first + left
    if old <= left:
        return [*_since(old, first, middle, whole, subtrees), _over(middle, end, subtrees)]
    return [*_since(old - left, middle, end, False, subtrees), _over(first, middle, subtrees)]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
