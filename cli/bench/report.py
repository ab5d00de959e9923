"""The figures of a run as Markdown, and the page of the documents that they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_TEMPLATE = Path(__file__).with_name("performance.md")
PLACE = "{{figures}}"


def page(figures: Mapping[str, Any]) -> str:
    """docs/performance.md: the words of the template, the figures of this run."""
    return _TEMPLATE.read_text().replace(PLACE, tables(figures))


def tables(figures: Mapping[str, Any]) -> str:
    """How it was measured, and a table for each question."""
    machine, settings, full = figures["machine"], figures["settings"], figures["full"]
    said = (
        f"{machine['day']}, {machine['cores']} cores, Python {machine['python']}, load average {machine['load']} as\n"
        f"it began: {settings['count'] * 2} empty registrations before and after, {settings['idle']} full ones alone,\n"
        f"{settings['count']} full ones by {settings['at_once']} applicants side by side."
    )
    blocks = (
        _table(("figure", "empty", "full"), _headline(figures)),
        "Processor time of each registration, side by side, by process:",
        _table(("process", "ms"), full["cpu_ms_by_process"].items()),
        "The same by room, each in a process of its own (a separate, shorter run):",
        _table(("room", "ms"), figures["rooms_cpu_ms"].items()),
        "What each registration makes the system do, its account's log-in included:",
        _table(("work", "each"), ((kind, _number(done)) for kind, done in full["counts"].items())),
        "What each registration leaves behind:",
        _table(("bytes of", "each"), ((kind, _number(held)) for kind, held in full["bytes_by_kind"].items() if held)),
        "Resident memory at the end of it, each shared page counted once (PSS):",
        _table(("process", "MB"), full["resident_mb_by_process"].items()),
    )
    return "\n\n".join((said, *blocks))


def _headline(figures: Mapping[str, Any]) -> Iterable[tuple[str, object, object]]:
    full, empty = figures["full"], figures["empty"]
    alone, beside = full["submit_to_licence_seconds"]["idle"], full["submit_to_licence_seconds"]["loaded"]
    documents = full["counts"].get("documents set", 0)
    setting = sum(spent for name, spent in full["cpu_ms_by_process"].items() if name.endswith(": typesetting"))
    return (
        ("per second, side by side", empty["per_second"], full["per_second"]),
        ("full ÷ empty", "", figures["ratio"]),
        ("processor time of the servers, ms each", _both(empty, "cpu_ms"), full["cpu_ms"]),
        ("… of which reading pictures", "", full["cpu_ms_reading"]),
        ("… of which setting documents, each with data of its own, ms a document", "", _a_piece(setting, documents)),
        ("processor time of the applicant beside it, ms each", "", full["cpu_ms_applicant"]),
        ("submit → licence, alone, p50 / p99", "", f"{alone['p50']} / {alone['p99']} s"),
        ("submit → licence, side by side, p50 / p99", "", f"{beside['p50']} / {beside['p99']} s"),
        ("history events", empty["after"]["history_events"], f"{full['history_events_max']} at most"),
        ("bytes of a history", "", f"{_number(full['history_bytes_max'])} at most"),
        ("stored bytes each, without logs that are written over", "", _number(full["stored_bytes"])),
        ("resident memory, MB, after those alone / after those side by side", "", _memory(full)),
    )


def _memory(full: Mapping[str, Any]) -> str:
    return f"{full['resident_mb_alone']} / {full['resident_mb']}"


def _both(empty: Mapping[str, Any], figure: str) -> str:
    """An empty registration's figure before and after: how far the machine drifted meanwhile."""
    return f"{empty['before'][figure]} – {empty['after'][figure]}"


def _a_piece(spent: float, pieces: float) -> float:
    return round(spent / pieces, 1) if pieces else 0.0


def _number(number: float) -> str:
    return f"{number:,}".removesuffix(".0").replace(",", " ")


def _table(head: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
