"""`kaiye bench names` measures a real register and leaves its figures, size by size."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app

_STEP = {"count": 1, "p50": 1.0, "p99": 2.0, "max": 2.0}
_EARLIER = {
    "measured_at": "2026-11-01T00:00Z",
    "load_average": 0.5,
    "verdict_ms": _STEP,
    "verdict_with_alternatives_ms": _STEP,
    "hold_ms": _STEP,
    "stored": {"table_bytes": 1, "index_bytes": 1},
    "resident_mb": {"postgres": 1},
}


def test_figures_of_a_small_register(tmp_path: Path) -> None:
    """A register of the wanted size is filled, judged and held in, and the figures of an earlier size stay."""
    file = tmp_path / "bench-names.json"
    file.write_text(json.dumps({"sizes": {"5/5": {**_EARLIER, "names": 5, "city": 5}}}), "utf-8")
    document = tmp_path / "names.md"
    document.write_text("before\n<!-- names bench -->\nold\n<!-- /names bench -->\nafter\n", "utf-8")
    options = ["--size", "400", "--city", "150", "--verdicts", "60", "--holds", "20", "--out", str(tmp_path)]
    options += ["--write", str(document)]
    result = CliRunner().invoke(app, ["bench", "names", *options])
    assert result.exit_code == 0, result.output
    sizes = json.loads(file.read_text("utf-8"))["sizes"]
    assert set(sizes) == {"5/5", "400/150"}
    figures = sizes["400/150"]
    assert figures["stored"]["names"] >= 400 + figures["hold_ms"]["count"]
    assert 150 <= figures["stored"]["crowded"] <= 150 + figures["declaration_ms"]["count"]
    assert figures["verdict_ms"]["count"] == 60
    assert figures["hold_ms"]["count"] == 20
    assert 0 < figures["verdict_ms"]["p50"] <= figures["verdict_ms"]["p99"]
    text = document.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[:2] for line in lines[1:]] == [["| 5", "5"], ["| 400", "150"]]
    assert f"{figures['verdict_ms']['p50']} / {figures['verdict_ms']['p99']}" in lines[2]


def test_a_city_that_is_too_small_or_too_large(tmp_path: Path) -> None:
    """More than all names, or less than a twentieth of them, is told at the option, and no server is started."""
    for city in ("401", "100"):
        options = ["--size", "400" if city == "401" else "4000", "--city", city, "--out", str(tmp_path)]
        result = CliRunner().invoke(app, ["bench", "names", *options])
        assert result.exit_code == 2
        assert "--city" in result.output
