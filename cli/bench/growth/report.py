"""What a registration costs in two registers, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cli.bench.growth.captured import Sent

_WORTH_TELLING = 0.02
"""Milliseconds: what differs by less is the noise of a clock."""
_LONGEST = 90


_PAGE = """# A register that grows

`kaiye bench growth --write docs/growth.md` makes this page. The statements of one registration, as the services sent
them, are sent again with the values they had to two copies of the database they were meant for, one after the other in
turns, and taken back. Every table that grows was filled with so many rows before. Wanted: ≤ 1.2. That no statement
reads a whole table is a test (`tests/system/test_growth.py`). Where PostgreSQL expects the best plan to depend on the
values it plans anew each time, some 0.4 ms for a question about several tables; none of that grows with the rows.

"""


def page(said: str) -> str:
    return f"{_PAGE}{said}\n"


def table(sent: Sequence[Sent], rows: Sequence[int], measured: Sequence[Sequence[float | None]], day: date) -> str:
    """By service and together, then each statement that takes more than 1.2 times as long in the large register."""
    small, large = measured
    taken = [
        (one, before, after)
        for one, before, after in zip(sent, small, large, strict=True)
        if before is not None and after is not None
    ]
    by_service: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one, before, after in taken:
        by_service[one.service].append((before, after))
    lines = [
        f"{day}: the {len(taken)} statements of a registration, each with the values it had; medians in milliseconds",
        f"as a client waits for them; {len(sent) - len(taken)} more could not be sent again.",
        "",
        f"| service | statements | {rows[0]:,} rows | {rows[1]:,} rows | ratio |",
        "|---|---|---|---|---|",
        *(_line(service, pairs) for service, pairs in sorted(by_service.items())),
        _line("all", [pair for pairs in by_service.values() for pair in pairs]),
        "",
        *_slower(taken),
    ]
    return "\n".join(lines)


def _line(service: str, pairs: Sequence[tuple[float, float]]) -> str:
    before, after = (sum(column) for column in zip(*pairs, strict=True))
    return f"| {service} | {len(pairs)} | {before:.2f} | {after:.2f} | {after / before:.2f} |"


def _slower(taken: Sequence[tuple[Sent, float, float]]) -> Iterator[str]:
    found = sorted(
        {
            (round(before, 3), round(after, 3), one.service, " ".join(one.text.split())[:_LONGEST])
            for one, before, after in taken
            if after > 1.2 * before and after - before > _WORTH_TELLING
        },
        key=lambda each: each[0] - each[1],
    )
    yield f"Of these, {len(found)} take more than 1.2 times as long in the large register" + (":" if found else ".")
    if found:
        yield ""
    for before, after, service, text in found:
        yield f"- {service}: {before} → {after} ms, `{text}`"
