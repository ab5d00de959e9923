"""An audit trail is what its service gave out, whole, or it is not called so."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from kernel.authors import Authors, pinned, private_key, public_key
from kernel.trails import AskedTrail, NotSigned, checked, exported

_NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
_KEYS = {name: base64.b64encode(bytes([place]) * 32).decode() for place, name in enumerate(("approval", "archive"), 1)}
_PINNED = pinned(",".join(f"{name}:{public_key(key)}" for name, key in _KEYS.items()))
_READER = Authors(None, None, _PINNED)


def given_out(service: str, events: int, **asked: str) -> bytes:
    authors = Authors(service, private_key(_KEYS[service]), _PINNED)
    lines = ({"at": _NOW, "event": f"case_read {n}", "actor": "a-1", "reason": None} for n in range(events))
    return b"".join(exported(authors, AskedTrail.model_validate(asked), "auditor-1", _NOW, lines))


def test_trails_of_several_services_in_one_file() -> None:
    """Each says how many lines it has and what was asked for."""
    both = given_out("approval", 3, about="14021301202611220000016") + given_out("archive", 0)
    first, second = checked(both, _READER)
    assert (first.service, first.lines, first.head["asked"]) == ("approval", 3, {"about": "14021301202611220000016"})
    assert (second.service, second.lines, second.head["asked_by"]) == ("archive", 0, "auditor-1")


def test_every_bit_counts() -> None:
    """Each one, in the lines and in the word at the end."""
    whole = given_out("approval", 2)
    assert checked(whole, _READER)
    for place in range(len(whole)):
        for bit in range(8):
            altered = bytearray(whole)
            altered[place] ^= 1 << bit
            with pytest.raises(NotSigned):
                checked(bytes(altered), _READER)


@pytest.mark.parametrize(
    "what", ["a line away", "a line twice", "cut off", "lines exchanged", "another's word", "nothing"]
)
def test_a_trail_that_lost_or_got_a_line(what: str) -> None:
    lines = given_out("approval", 3).splitlines(keepends=True)
    altered = {
        "a line away": [*lines[:1], *lines[2:]],
        "a line twice": [*lines[:2], lines[1], *lines[2:]],
        "cut off": lines[:3],
        "lines exchanged": [lines[0], lines[2], lines[1], *lines[3:]],
        "another's word": [*lines[:-1], given_out("archive", 3).splitlines(keepends=True)[-1]],
        "nothing": [],
    }
    with pytest.raises(NotSigned):
        checked(b"".join(altered[what]), _READER)
