"""The sandbox's certification authority after it moved to another address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sandbox.trust.authority import CertificationAuthority
from sandbox.trust.kept_pairs import names_address
from sandbox.trust.timestamps import TimeStampAuthority

NOW = datetime(2026, 11, 28, tzinfo=UTC)
THEN, NOWADAYS = "http://127.0.0.1:8123", "http://127.0.0.1:8199"


@contextmanager
def _authority(home: Path, url: str) -> Iterator[CertificationAuthority]:
    authority = CertificationAuthority(home, url, NOW)
    yield authority
    authority.close()


def test_certificates_follow_the_address(tmp_path: Path) -> None:
    """What it issues after a move names lists that can be fetched; its keys and its root stay, so what it certified
    before is still believed."""
    with _authority(tmp_path, THEN) as before:
        stamps = TimeStampAuthority(tmp_path, before, NOW)
    with _authority(tmp_path, NOWADAYS) as after:
        stamps_after = TimeStampAuthority(tmp_path, after, NOW)

    assert names_address(before.issuing.certificate, THEN)
    assert names_address(after.issuing.certificate, NOWADAYS)
    assert names_address(stamps_after.certificate, NOWADAYS)
    assert after.root.certificate == before.root.certificate
    assert after.issuing.certificate.public_key() == before.issuing.certificate.public_key()
    assert stamps_after.certificate.public_key() == stamps.certificate.public_key()
    stamps.certificate.verify_directly_issued_by(after.issuing.certificate)


def test_an_authority_that_stays_keeps_its_certificates(tmp_path: Path) -> None:
    """Another start at the same address changes nothing."""
    with _authority(tmp_path, THEN) as first, _authority(tmp_path, THEN) as second:
        assert second.issuing.certificate == first.issuing.certificate
