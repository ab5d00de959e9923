"""`kaiye log monitor` believes growth that is proven, and nothing else: whoever has the log's key cannot rewrite it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from kernel.tlog.notes import Checkpoint, Signer
from kernel.tlog.tiles import Tile, grown, path, subtrees_of, width_in
from kernel.tlog.tree import leaf_hash, root

_LOG = Signer("kaiye.example/log", bytes(range(32)))


def _published(folder: Path, entries: list[str], signer: Signer = _LOG) -> Path:
    """The log of these entries, as static files."""
    tiles: dict[Tile, bytes] = grown(0, [leaf_hash(entry.encode()) for entry in entries], lambda _: b"")
    for tile, hashes in tiles.items():
        file = folder / path(tile, width_in(tile, len(entries)))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(hashes)
    head = root(len(entries), subtrees_of(tiles.__getitem__))
    (folder / "checkpoint").write_text(signer.sign(Checkpoint(_LOG.name, len(entries), head).text))
    return folder


def _monitored(log: Path, state: Path) -> int:
    asked = ["log", "monitor", "--from", str(log), "--log-key", str(_LOG.verifier), "--state", str(state)]
    return CliRunner().invoke(app, asked).exit_code


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """After a first look at a log of 300 entries."""
    seen = tmp_path / "state.json"
    assert _monitored(_published(tmp_path / "first", _entries(300)), seen) == 0
    return seen


def _entries(count: int) -> list[str]:
    return [f"entry {number}" for number in range(count)]


@pytest.mark.parametrize("count", [300, 301, 900])
def test_a_log_that_grew_is_the_same_log(state: Path, tmp_path: Path, count: int) -> None:
    """By nothing, by one, over the edges of tiles; and then that is what it is compared with."""
    for _ in range(2):
        assert _monitored(_published(tmp_path / "grown", _entries(count)), state) == 0


@pytest.mark.parametrize(
    ("entries", "signer"),
    [
        (["other", *_entries(300)[1:], "more"], _LOG),
        ([*_entries(299), "other", "more"], _LOG),
        (_entries(299), _LOG),
        ([*_entries(299), "other"], _LOG),
        (_entries(301), Signer(_LOG.name, bytes(32))),
    ],
    ids=["rewritten at its beginning", "rewritten at its end", "shorter", "another of one size", "signed by another"],
)
def test_a_log_that_was_rewritten_is_not(state: Path, tmp_path: Path, entries: list[str], signer: Signer) -> None:
    """Even when its own key signed that; what was seen before stays what later ones are compared with."""
    kept = state.read_text()
    assert _monitored(_published(tmp_path / "rewritten", entries, signer), state) == 1
    assert state.read_text() == kept


def test_a_tile_that_is_not_of_the_signed_tree_is_noticed(state: Path, tmp_path: Path) -> None:
    """Whoever serves the tiles is not believed."""
    log = _published(tmp_path / "grown", _entries(301))
    tile = log / path(Tile(1, 0), 1)
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert _monitored(log, state) == 1


def test_a_silent_log_is_no_contradiction(state: Path, tmp_path: Path) -> None:
    """It cannot be said; that is another answer than no."""
    assert _monitored(tmp_path / "nowhere", state) == 2
