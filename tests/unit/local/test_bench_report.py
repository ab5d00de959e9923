"""The page of the figures is made by the command that measures them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.bench import report

ROOT = Path(__file__).parents[3]


def _figures() -> dict[str, Any]:
    times = {"p50": 0.5, "p99": 0.7}
    engine = {"cpu_ms": 300, "history_events": 130}
    return {
        "machine": {"cores": 2, "python": "3.11.7", "day": "2026-11-28", "load": 0.1},
        "settings": {"count": 60, "idle": 15, "at_once": 6},
        "empty": {"before": engine, "after": engine | {"cpu_ms": 310}, "per_second": 5.0},
        "ratio": 0.2,
        "rooms_cpu_ms": {"signing": 280},
        "full": {
            "per_second": 1.0,
            "cpu_ms": 1500,
            "cpu_ms_by_process": {"back-office": 800, "back-office: typesetting": 90, "front-office: reading": 200},
            "cpu_ms_reading": 200,
            "cpu_ms_applicant": 71,
            "counts": {"documents set": 12.0, "SQL statements": 301.5},
            "stored_bytes": 3456789,
            "bytes_by_kind": {"archive: packages": 1234567},
            "resident_mb_alone": 900,
            "resident_mb": 1100,
            "resident_mb_by_process": {"back-office": 240},
            "history_events_max": 141,
            "history_bytes_max": 49232,
            "submit_to_licence_seconds": {"idle": times, "loaded": times},
        },
    }


def test_every_question_is_answered() -> None:
    """Processes and rooms, counts, bytes by kind, memory, the engine alone, the applicant and reading apart."""
    page = report.page(_figures())
    for line in (
        "| back-office | 800 |",
        "| signing | 280 |",
        "| SQL statements | 301.5 |",
        "| documents set | 12 |",
        "| archive: packages | 1 234 567 |",
        "| back-office | 240 |",
        "| processor time of the servers, ms each | 300 – 310 | 1500 |",
        "| processor time of the applicant beside it, ms each |  | 71 |",
        "| … of which reading pictures |  | 200 |",
        "| … of which setting documents, each with data of its own, ms a document |  | 7.5 |",
    ):
        assert line in page


def test_the_page_was_made_and_not_written() -> None:
    """Whoever changes its words changes the template."""
    before, after = (ROOT / "cli/bench/performance.md").read_text().split(report.PLACE)
    page = (ROOT / "docs/performance.md").read_text()
    assert page.startswith(before)
    assert page.endswith(after)
