"""`kaiye bench names` measures a real register and leaves its figures, size by size."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app


def test_figures_of_a_small_register(tmp_path: Path) -> None:
    """A register of the wanted size is filled, judged and held in, and the figures of an earlier size stay."""
    file = tmp_path / "bench-names.json"
    file.write_text(json.dumps({"sizes": {"5": {"names": 5}}}), "utf-8")
    options = ["--size", "400", "--verdicts", "60", "--holds", "20", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, ["bench", "names", *options])
    assert result.exit_code == 0, result.output
    sizes = json.loads(file.read_text("utf-8"))["sizes"]
    assert set(sizes) == {"5", "400"}
    figures = sizes["400"]
    assert figures["stored"]["names"] >= 400 + figures["hold_ms"]["count"]
    assert figures["verdict_ms"]["count"] == 60
    assert figures["hold_ms"]["count"] == 20
    assert 0 < figures["verdict_ms"]["p50"] <= figures["verdict_ms"]["p99"]
