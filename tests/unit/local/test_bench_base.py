"""What old and new in turns come to."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from cli.bench import base


def _figures(cpu: int) -> dict[str, Any]:
    licence = {"idle": {"p50": 0.3}, "loaded": {"p99": 1.2}}
    full = {"cpu_ms": cpu, "per_second": 1, "history_events_max": 141, "stored_bytes": 9, "resident_mb": 0}
    return {"full": {**full, "submit_to_licence_seconds": licence}, "empty": {"after": {"cpu_ms": 200}}}


def test_each_figure_is_the_median_of_its_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both revisions are measured as often, one after the other, and one slow round decides nothing."""
    order: list[str] = []
    spent = {"base": [3000, 3100, 9000], "here": [1500, 1550, 1600]}

    def measured(tree: Any, *_: Any) -> Any:
        name = "here" if tree == base._ROOT else "base"
        order.append(name)
        return _figures(spent[name].pop(0))

    class Nowhere:
        def __enter__(self) -> tuple[str, str]:
            return "elsewhere", "python"

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(base, "_built", lambda _: Nowhere())
    monkeypatch.setattr(base, "_measured", measured)
    compared = base.compare(Console(quiet=True), "v1", 3, ())
    assert order == ["base", "here"] * 3
    figure = compared["processor time of the servers, ms each"]
    assert (figure.base, figure.here, figure.ratio) == (3100, 1550, 2.0)
    assert compared["resident memory, MB"].ratio == 0.0


def test_a_revision_that_does_not_exist_is_told() -> None:
    """The program's own words say what is wrong, and nothing is left behind."""
    with pytest.raises(base.CannotBuild, match="no-such-revision"):
        base.compare(Console(quiet=True), "no-such-revision", 1, ())
