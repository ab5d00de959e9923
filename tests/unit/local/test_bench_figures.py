"""What counts as left behind."""

from __future__ import annotations

from pathlib import Path

from cli.bench.figures import stored_bytes

_BLOCK = b"x" * 8192


def _laid(home: Path, *places: str) -> None:
    for place in places:
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_bytes(_BLOCK)


def test_what_is_written_over_does_not_stay(tmp_path: Path) -> None:
    """Data counts; the servers' own logs of changes, which begin anew when they are full, and what processes print do
    not."""
    _laid(tmp_path, "objects/volumes/1.dat", "objects/volumes/filer.db", "postgres/cluster/base/1")
    before = stored_bytes(tmp_path)
    assert before >= 3 * len(_BLOCK)
    _laid(tmp_path, "objects/volumes/filer.db-wal", "postgres/cluster/pg_wal/00000001", "logs/portal.log")
    assert stored_bytes(tmp_path) == before
    _laid(tmp_path, "temporal/temporal.db")
    assert stored_bytes(tmp_path) > before
