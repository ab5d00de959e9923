"""Shows a registration while it runs: a table that grows on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.table import Table


class Progress:
    """Every line carries the seconds since the start."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def say(self, line: str) -> None:
        self._console.print(
            f"[dim]{time.monotonic() - self._began:6.1f} s[/dim]  {line}", highlight=False, soft_wrap=True
        )

    def timeline(self, stages: list[dict[str, str]], titles: Mapping[str, str]) -> None:
        """The case's stages with the time each began and how long it lasted."""
        table = Table("Stage", "阶段", "Since (UTC)", "Seconds", title="Timeline", title_justify="left")
        times = [datetime.fromisoformat(stage["at"]) for stage in stages]
        for index, stage in enumerate(stages):
            lasted = f"{(times[index + 1] - times[index]).total_seconds():.2f}" if index + 1 < len(stages) else ""
            name = stage["stage"]
            table.add_row(name, titles.get(name, ""), times[index].strftime("%H:%M:%S.%f")[:-3], lasted)
        self._console.print(table)
