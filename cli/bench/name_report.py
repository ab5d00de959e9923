"""What `kaiye bench names` found: in a file, on the screen and in the documentation."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

_SECTION = re.compile(r"(<!-- names bench -->\n).*?(<!-- /names bench -->)", re.DOTALL)


def added_to(path: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """Figures of other sizes stay, so that a series grows in one file; returns the series."""
    path.parent.mkdir(exist_ok=True)
    series: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"sizes": {}}
    series["machine"] = {"cores": os.cpu_count(), "python": sys.version.split()[0]}
    key = f"{figures['names']}/{figures['city']}"
    series["sizes"] |= {key: {"measured_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", **figures}}
    path.write_text(json.dumps(series, ensure_ascii=False, indent=1), "utf-8")
    return series


def show(console: Console, figures: dict[str, Any]) -> None:
    title = f"{figures['names']:,} names, {figures['city']:,} of them in the city"
    table = Table("Milliseconds", "p50", "p99", "max", "processor", title=title, title_justify="left")
    for key, name in (
        ("verdict_ms", "verdict"),
        ("verdict_with_alternatives_ms", "verdict with alternatives"),
        ("declaration_ms", "declaration"),
        ("hold_ms", "hold, judged again"),
    ):
        step = figures[key]
        table.add_row(name, str(step["p50"]), str(step["p99"]), str(step["max"]), str(step.get("cpu", "")))
    console.print(table)
    stored = figures["stored"]
    console.print(
        f"tables {stored['table_bytes']:,} bytes, indexes {stored['index_bytes']:,} bytes;"
        f" verdicts {figures['verdicts']}; fewest alternatives {figures['fewest_alternatives']};"
        f" memory {figures['resident_mb']} MB",
        highlight=False,
    )


def written(document: str, series: dict[str, Any]) -> str:
    """The document with its table of a series made anew."""
    rows = sorted(series["sizes"].values(), key=lambda figures: (figures["names"], figures["city"]))
    table = "\n".join(
        [
            f"{series['machine']['cores']} cores, Python {series['machine']['python']}.",
            "",
            "| names | in the city | measured, load | verdict p50 / p99 (processor) | with alternatives p50 / p99"
            " (processor) | hold p50 / p99 | tables, MB | indexes, MB | PostgreSQL, MB |",
            "|---|---|---|---|---|---|---|---|---|",
            *map(_line, rows),
        ]
    )
    return _SECTION.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", document)


def _line(figures: dict[str, Any]) -> str:
    def times(key: str) -> str:
        step = figures[key]
        return f"{step['p50']} / {step['p99']}" + (f" ({step['cpu']})" if "cpu" in step else "")

    stored = figures["stored"]
    cells = (
        f"{figures['names']:,}",
        f"{figures['city']:,}",
        f"{figures['measured_at'][:10]}, {figures['load_average']}",
        times("verdict_ms"),
        times("verdict_with_alternatives_ms"),
        times("hold_ms"),
        f"{stored['table_bytes'] / 1e6:,.1f}",
        f"{stored['index_bytes'] / 1e6:,.1f}",
        str(figures["resident_mb"]["postgres"]),
    )
    return "| " + " | ".join(cells) + " |"
