"""How documents lie in one object: each is had without the others, and what is no document is told."""

from __future__ import annotations

import zlib

import pytest

from kernel.bundles import Laid, bundle, lie_apart, unbundled
from kernel.errors import Defect

FORM, NAME = b"%PDF form " * 400, b"%PDF name " * 300
TWO = (Laid("application_form", FORM), Laid("name_commitment", NAME))


def never(_: str) -> bytes:
    raise AssertionError("made from nothing else")


def test_whoever_wants_one_document_inflates_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who looks at five documents has each inflated once, not all of them five times."""
    inflated: list[bytes] = []

    def inflate(content: bytes) -> bytes:
        inflated.append(content)
        return b"one"

    monkeypatch.setattr("kernel.bundles.zlib.decompress", inflate)
    assert unbundled(bundle(TWO), "name_commitment", never) == b"one"
    monkeypatch.undo()
    assert [zlib.decompress(each) for each in inflated] == [NAME]
    assert [unbundled(bundle(TWO), one.kind, never) for one in TWO] == [FORM, NAME]


def test_what_was_added_to_documents_is_deflated_together() -> None:
    """Signatures are short and alike."""
    added = [Laid(one.kind, one.content + b"signed", f"key#{one.kind}", len(one.content)) for one in TWO]
    assert not lie_apart(added) and not lie_apart(TWO[:1])
    assert unbundled(bundle(added), "application_form", lambda _: FORM) == FORM + b"signed"


def test_damage_is_an_altered_document() -> None:
    whole = bundle(TWO)
    head, _, lying = whole.partition(b"\n")
    for damaged in (head + b"\n" + lying[10:], head + b"\n", b"no bundle\n" + lying, b""):
        with pytest.raises(Defect, match=r"exchange\.altered"):
            unbundled(damaged, "application_form", never)
