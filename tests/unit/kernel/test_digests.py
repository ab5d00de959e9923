"""Both digests agree with the examples in their standards."""

from __future__ import annotations

from kernel.pdf.digests import sha256_hex, sm3_hex


def test_sha256_of_the_standards_example() -> None:
    """FIPS 180-4: SHA-256("abc")."""
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sm3_of_the_standards_example() -> None:
    """GB/T 32905-2016, annex A.1: SM3("abc")."""
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
