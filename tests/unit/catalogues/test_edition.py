"""The catalogues are what their declaration says."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from catalogues import edition, reading
from catalogues.errors import UnknownCode


def test_every_file_is_declared_and_unaltered() -> None:
    """Recomputing the digests of all shipped files gives those of `source.toml`, no file more or less."""
    assert edition.altered_files() == ()
    room = Path(str(files("catalogues.data")))
    shipped = {str(path.relative_to(room)) for kind in ("csv", "json") for path in room.rglob(f"*.{kind}")}
    assert {source.file for source in edition.sources()} == shipped
    for source in edition.sources():
        assert hashlib.sha256(reading.content(source.file)).hexdigest() == source.sha256


def test_altered_file_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed byte is reported, and changes the edition."""
    before = edition.edition()
    original = reading.content

    def altered(name: str) -> bytes:
        return original(name) + (b" " if name == "timers.json" else b"")

    monkeypatch.setattr(reading, "content", altered)
    edition.digest.cache_clear()
    edition.edition.cache_clear()
    try:
        assert edition.altered_files() == ("timers.json",)
        assert edition.edition() != before
    finally:
        edition.digest.cache_clear()
        edition.edition.cache_clear()


@pytest.mark.parametrize("source", edition.sources(), ids=lambda source: source.file)
def test_every_file_names_its_origin(source: edition.Source) -> None:
    """Subject, origin, version and licence are given, and the certainty is one of three."""
    assert all((source.subject, source.origin, source.version, source.licence))
    assert source.certainty in {"high", "medium", "low"}


def test_edition_is_short_and_stable() -> None:
    """The edition is twelve hex characters and the same each time."""
    assert len(edition.edition()) == 12
    assert int(edition.edition(), 16) >= 0
    assert edition.edition() == edition.edition()
    assert edition.rule_set_version() == edition.digest("approval_rules.json")[:12]


def test_unknown_file_has_no_digest() -> None:
    """Asking for a file that is not shipped is an error."""
    with pytest.raises(UnknownCode):
        edition.digest("nothing.json")


def test_unknown_code_does_not_print_what_was_typed() -> None:
    """The message of an unknown code cannot carry personal data into a log."""
    error = UnknownCode("streets", "王小明")
    assert error.code == "王小明"
    assert "王小明" not in str(error)
    assert isinstance(error, LookupError)
