"""Allocating codes from blocks: each once, whatever happens at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from structlog.testing import capture_logs

from catalogues.filing_types.words import EntityKind
from kernel.errors import Defect
from kernel.numbers import is_uscc
from services.register.domain import codes
from services.register.operations.allocation import REMAINING, allocate_code
from tests.integration.register.conftest import AUTHORITY, Opened, World


class Crash(Exception):
    pass


def block(first: str, last: str, authority: str = AUTHORITY) -> dict[str, str]:
    return {"authority_code": authority, "from": first, "to": last}


def take(world: World, number: int, *, crash: bool = False) -> str:
    with world.resources.database.transaction() as session:
        code = allocate_code(world.resources, session, f"{number:023d}", AUTHORITY, EntityKind.SOLE_TRADER)
        if crash:
            raise Crash
        return code


def bodies(taken: list[str]) -> list[str]:
    return sorted(code[10:16] for code in taken)


def add(world: World, **request: Any) -> Any:
    return world.client.post("/code-blocks", json=request, headers=world.operations())


def test_32_threads(opened: Opened) -> None:
    """32 threads get 160 different right codes in one unbroken row, though every fourth transaction crashes."""
    world = opened(code_blocks=[block("0M0000", "0M0999")])

    def one(number: int) -> str | None:
        try:
            return take(world, number, crash=number % 4 == 3)
        except Crash:
            return None

    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(one, range(213)))
    taken = [code for code in answers if code is not None]
    start = codes.position_of("0M0000")
    assert all(is_uscc(code) for code in taken)
    assert bodies(taken) == [codes.body_at(start + offset) for offset in range(len(taken))]
    assert len(taken) == 160


def test_exhausted(opened: Opened) -> None:
    """A block gives each of its codes, the last one too, then none; the defect names the authority."""
    world = opened(code_blocks=[block("0M0000", "0M0002")])
    assert bodies([take(world, number) for number in range(3)]) == ["0M0000", "0M0001", "0M0002"]
    with pytest.raises(Defect, match=r"register\.code_block_exhausted: 14021300"):
        take(world, 3)


def test_next_block(opened: Opened) -> None:
    """When a block is used up the next one serves, and a case that failed for want of codes then succeeds."""
    world = opened(code_blocks=[block("0M0000", "0M0000")])
    world.establish()
    request = world.request(world.filed())
    with pytest.raises(Defect, match=r"register\.code_block_exhausted"):
        world.activities.apply_filing(request)
    assert add(world, **block("0N0000", "0N0009")).status_code == 201
    assert world.activities.apply_filing(request).uscc[8:16] == "MA0N0000"
    assert world.broken() == []


def test_used_codes_are_skipped(opened: Opened) -> None:
    """Codes that an earlier system gave away are never given again."""
    world = opened()
    assert add(world, **block("0M0000", "0M0004"), used=["0M0000", "0M0002", "0M0003"]).status_code == 201
    assert bodies([take(world, 1), take(world, 2)]) == ["0M0001", "0M0004"]
    with pytest.raises(Defect, match=r"register\.code_block_exhausted"):
        take(world, 3)


def test_block_of_used_codes_only(opened: Opened) -> None:
    """A block whose every code is used already is passed over."""
    world = opened()
    add(world, **block("0M0000", "0M0001"), used=["0M0000", "0M0001"])
    add(world, **block("0P0000", "0P0001"))
    assert take(world, 1)[8:16] == "MA0P0000"


def test_alarm(opened: Opened) -> None:
    """Below a tenth of unused codes a warning is logged and the metric shows it; a further block ends the alarm."""
    world = opened(code_blocks=[block("0M0000", "0M000A")])
    with capture_logs() as logs:
        for number in range(9):
            take(world, number)
        assert [line["event"] for line in logs] == []
        take(world, 9)
    assert [line["event"] for line in logs] == ["code_block_ran_low"]
    share = REMAINING.labels(AUTHORITY)._value.get()
    assert share == pytest.approx(1 / 11)
    add(world, **block("0N0000", "0N00YY"))
    with capture_logs() as logs:
        take(world, 10)
    assert logs == []


def test_derived_blocks(opened: Opened) -> None:
    """In a demonstration two authorities that register for the first time get blocks that do not overlap."""
    world = opened()
    world.establish()
    world.establish(authority="21010200")
    blocks = world.client.get("/code-blocks", headers=world.operations()).json()["items"]
    assert [(one["authority_code"], one["origin"]) for one in blocks] == [
        ("14021300", "derived"),
        ("21010200", "derived"),
    ]
    assert blocks[0]["last"] < blocks[1]["first"]
    assert world.broken() == []


def test_configured_blocks_that_overlap(opened: Opened) -> None:
    """Two authorities whose configured blocks overlap: the second one gets no code."""
    world = opened(code_blocks=[block("0M0000", "0M0009"), block("0M0009", "0M00YY", "21010200")])
    take(world, 1)
    with (
        pytest.raises(Defect, match=r"register\.code_blocks_overlap"),
        world.resources.database.transaction() as session,
    ):
        allocate_code(world.resources, session, "2" * 23, "21010200", EntityKind.SOLE_TRADER)


def test_closed_block(opened: Opened) -> None:
    """A closed block gives no further code, and closing it again changes nothing."""
    world = opened()
    made = add(world, **block("0M0000", "0M0009")).json()
    for _ in range(2):
        answer = world.client.post(f"/code-blocks/{made['id']}/close", headers=world.operations())
        assert answer.json()["status"] == "CLOSED"
    with pytest.raises(Defect, match=r"register\.code_block_exhausted"):
        take(world, 1)


def test_block_again(opened: Opened) -> None:
    """The same range again is the same block, with what has been used of it."""
    world = opened()
    first = add(world, **block("0M0000", "0M0009")).json()
    take(world, 1)
    again = add(world, **block("0M0000", "0M0009"), used=["0M0005"]).json()
    assert (again["id"], again["size"], again["remaining"]) == (first["id"], 10, 8)


@pytest.mark.parametrize(
    ("request_", "code", "pointer"),
    [
        (block("0M0005", "0M0020"), "register.code_block_overlaps", "/from"),
        (block("0N0001", "0N0000"), "register.code_block_backwards", "/to"),
        (block("0N0000", "0N0001", "99999900"), "register.authority_unknown", "/authority_code"),
        (block("0N0000", "0N0001", "14000000"), "register.authority_unknown", "/authority_code"),
        ({**block("0N0000", "0N0001"), "used": ["0N0000", "0N0002"]}, "register.used_code_outside_block", "/used/1"),
        (block("0I0000", "0N0001"), "request.string_pattern_mismatch", "/from"),
        ({**block("0N0000", "0N0001"), "more": 1}, "request.extra_forbidden", "/more"),
    ],
)
def test_refused_block(opened: Opened, request_: dict[str, Any], code: str, pointer: str) -> None:
    """A block that cannot be is refused with the field at fault, and nothing is kept of it."""
    world = opened()
    add(world, **block("0M0000", "0M0009"))
    answer = add(world, **request_)
    assert answer.status_code in {409, 422}
    assert [(one["code"], one["pointer"]) for one in answer.json()["errors"]] == [(code, pointer)]
    assert world.client.get("/code-blocks", headers=world.operations()).json()["total"] == 1


def test_only_operations(world: World) -> None:
    """Applicants and examiners neither see nor add blocks."""
    for headers in (world.examiner(), world.bearer("applicant")):
        assert world.client.get("/code-blocks", headers=headers).status_code == 403
        assert world.client.post("/code-blocks", json=block("0N0000", "0N0001"), headers=headers).status_code == 403
    assert world.client.get("/code-blocks").status_code == 401
