"""Names of real people in certificates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asn1crypto import x509

from kernel.pdf.certificate_names import accept_new_characters


@pytest.fixture
def _patched() -> Iterator[None]:
    before = x509.stringprep
    accept_new_characters()
    yield
    x509.stringprep = before


def name(text: str) -> x509.Name:
    return x509.Name.build({"common_name": text})


@pytest.mark.usefixtures("_patched")
@pytest.mark.parametrize("character", "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝鿍")
def test_rare_characters(character: str) -> None:
    """A name in any character of GB 18030-2022, and later ones, equals itself and no other name."""
    assert name(f"张{character}").hashable == name(f"张{character}").hashable != name("张").hashable


@pytest.mark.usefixtures("_patched")
@pytest.mark.parametrize("character", ["\ufffd", "\ue000", "\U0001ffff", "\u0378"])
def test_prohibited_characters(character: str) -> None:
    """Replacement, private, non- and unassigned characters are still no part of a name."""
    with pytest.raises(ValueError, match="may not contain"):
        _ = name(f"张{character}").hashable
