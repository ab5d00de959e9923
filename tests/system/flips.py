"""Flips bits of what a stack gave out, one after the other, and asks `kaiye verify` whether it sees them.

`python -m tests.system.flips [DENSE REST]` starts a stack, registers a business, flips one bit of every DENSEth byte of
what nothing else signs and of every RESTth byte of the rest, and writes the table of docs/security.md; without numbers
of every byte, which takes hours. Which bit follows from the place, so that two runs try the same.
"""

from __future__ import annotations

import hashlib
import re
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import httpx

from cli.verifying import packages, trails
from cli.verifying.proving import NotLogged, licence_and_proof, logged
from cli.verifying.report import examined, with_proof
from kernel.authors import Authors, pinned
from kernel.errors import Refusal
from kernel.packed import packed
from kernel.tlog.notes import Verifier
from kernel.tlog.proofs import SUFFIX
from tests.system.people import newcomer, staff_token
from tests.system.stack import RunningStack, started, until

Seen = Callable[[bytes], bool]
_TIMES = 50
_CONTAINER = re.compile(rb"/Contents <[0-9A-Fa-f]+>")


@dataclass(frozen=True)
class Artefact:
    """A file as somebody has it; `right` says whether `kaiye verify` finds nothing wrong with such bytes, `dense` are
    the places of which every one is tried."""

    name: str
    content: bytes
    right: Seen
    dense: range


@dataclass
class Outcome:
    name: str
    size: int
    tried: int = 0
    unnoticed: list[tuple[int, int]] = field(default_factory=list)
    whole_ms: tuple[float, float, float] = (0, 0, 0)
    """To verify it untouched: processor time, and the clock's p50 and worst."""


def artefacts(stack: RunningStack) -> list[Artefact]:
    """A licence, the same as it is downloaded with its proof, a signed document, and the archive package with its."""
    roots = httpx.get(f"{stack.addresses['trust']}/ca/roots.pem").content
    log = Verifier.parse(httpx.get(f"{stack.addresses['transparency']}/log/key").text)
    archivist = staff_token(stack, "archivist")
    with newcomer(stack) as person:
        number = person.open()
        person.applicant.carry_through(number)
        until(lambda: person.case(number).get("file", {}).get("archive_no"), 60, "the file is archived")
        filed = person.case(number)["file"]
        licence = person.licence(number)
        signed = stack.ask("GET", "signing", f"/sessions/{number}/documents/application_form", person.token).content
    (volume,) = stack.ask("GET", "archive", f"/files/{filed['archive_no']}", archivist).json()["volumes"]
    place = f"/files/{filed['archive_no']}/volumes/{volume['volume_name']}/package"
    package = stack.ask("GET", "archive", place, archivist).content
    trail = stack.ask("GET", "archive", "/trail", staff_token(stack, "auditor")).content
    authors = Authors(None, None, pinned(stack.environment.of("archive")["KAIYE_PART_AUTHORS"]))
    proofs = {name: _proof(stack, content) for name, content in (("licence", licence), ("package", package))}
    download = packed({"licence.pdf": licence, f"licence.pdf{SUFFIX}": proofs["licence"].encode()})
    entries = len(package) - package.index(b"PK\x01\x02")

    def right_proof(proof: bytes) -> bool:
        try:
            return bool(logged(package, proof.decode(), log, packages.BOOKS))
        except (NotLogged, UnicodeDecodeError):
            return False

    def right_download(content: bytes) -> bool:
        document, proof = licence_and_proof(content)
        return with_proof(examined(document, roots), document, proof, log).valid

    return [
        Artefact("licence", licence, lambda pdf: examined(pdf, roots).valid, _last_container(licence)),
        Artefact("signed document", signed, lambda pdf: examined(pdf, roots).valid, _last_container(signed)),
        Artefact("licence with proof", download, right_download, range(len(licence), len(download))),
        Artefact(
            "archive package",
            package,
            lambda content: packages.examined(content, roots, proofs["package"], log).valid,
            range(len(package) - entries, len(package)),
        ),
        Artefact("audit trail", trail, lambda content: trails.examined(content, authors).valid, range(len(trail))),
        Artefact(
            "proof from the log",
            proofs["package"].encode(),
            right_proof,
            range(len(proofs["package"])),
        ),
    ]


def flipped(artefact: Artefact, places: Iterable[int]) -> Outcome:
    """What became of a bit flipped at each of these places. The artefact itself must be right."""
    assert artefact.right(artefact.content), artefact.name
    outcome = Outcome(artefact.name, len(artefact.content))
    for place in places:
        bit = zlib.crc32(str(place).encode()) % 8
        damaged = bytearray(artefact.content)
        damaged[place] ^= 1 << bit
        outcome.tried += 1
        try:
            right = artefact.right(bytes(damaged))
        except Refusal:
            right = False
        if right:
            outcome.unnoticed.append((place, bit))
    return outcome


def timed(artefact: Artefact) -> tuple[float, float, float]:
    """Milliseconds to verify it untouched: processor time, and the clock's p50 and worst."""
    taken, began = [], time.process_time()
    for _ in range(_TIMES):
        start = time.perf_counter()
        assert artefact.right(artefact.content), artefact.name
        taken.append((time.perf_counter() - start) * 1000)
    return (time.process_time() - began) * 1000 / _TIMES, statistics.median(taken), max(taken)


def every(artefact: Artefact, dense: int, rest: int) -> Iterator[int]:
    """Every `dense`th place of what nothing else signs, and every `rest`th of all."""
    yield from artefact.dense[::dense]
    yield from (place for place in range(0, len(artefact.content), rest) if place not in artefact.dense)


def as_markdown(outcomes: Iterable[Outcome]) -> str:
    lines = [
        "| file | bytes | bits flipped | unnoticed | verified untouched, ms: processor / p50 / worst |",
        "|---|---|---|---|---|",
    ]
    for each in outcomes:
        unnoticed = ", ".join(f"byte {place} bit {bit}" for place, bit in each.unnoticed) or "0"
        took = " / ".join(f"{ms:.0f}" for ms in each.whole_ms)
        lines.append(f"| {each.name} | {each.size} | {each.tried} | {unnoticed} | {took} |")
    return "\n".join(lines) + "\n"


def _last_container(pdf: bytes) -> range:
    *_, last = _CONTAINER.finditer(pdf)
    return range(*last.span())


def _proof(stack: RunningStack, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    until(lambda: stack.ask("GET", "transparency", f"/log/proofs/{digest}").status_code == 200, 30, "the log has it")
    return stack.ask("GET", "transparency", f"/log/proofs/{digest}").text


def main() -> None:
    dense, rest = map(int, sys.argv[1:] or (1, 1))
    with started() as stack:
        given_out = artefacts(stack)
    outcomes = [replace(flipped(each, every(each, dense, rest)), whole_ms=timed(each)) for each in given_out]
    sys.stdout.write(as_markdown(outcomes))


if __name__ == "__main__":
    main()
