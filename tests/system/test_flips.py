"""No bit of what a stack gives out can be flipped unseen by whoever has the roots and the log's key."""

from __future__ import annotations

import random

from tests.system.flips import artefacts, flipped
from tests.system.stack import RunningStack

_DENSE, _REST = 60, 25


def test_a_flipped_bit_is_found(stack: RunningStack) -> None:
    """In a licence, a licence with its proof, a signed document, an archive package, an audit trail and a proof: of
    places that nothing else signs, and of all places, some drawn by lot."""
    lot = random.Random(20261201)
    unnoticed = {}
    for each in artefacts(stack):
        places = [*lot.sample(each.dense, min(_DENSE, len(each.dense))), *lot.sample(range(len(each.content)), _REST)]
        unnoticed[each.name] = flipped(each, places).unnoticed
    assert unnoticed == {name: [] for name in unnoticed} and len(unnoticed) == 6
