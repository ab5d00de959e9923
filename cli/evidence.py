"""`kaiye evidence figures`: how many ordinary pictures go without a person, and how many wrong ones are caught."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, defaultdict
from datetime import date
from typing import Annotated

import typer

from cli.bench.population import applicants
from cli.demo import EXAMPLE
from cli.pictures.photographs import photographed
from cli.pictures.spoilt import SPOILT
from cli.registration.form import RegistrationForm
from cli.registration.papers import drawn
from kernel.clock import SystemClock, local_date
from kernel.reading.lector import Lector
from kernel.reading.pages import Task
from services.filing.domain.attachments import AttachmentKind
from services.filing.domain.details import PremisesCommitment
from services.filing.domain.evidence.judging import Entered, Verdict, anchors, enough, judge
from services.filing.domain.evidence.premises_paper import Place
from services.filing.domain.operator import Operator

app = typer.Typer(help="What reading pictures achieves, and what it costs, without any server.", no_args_is_help=True)

FRONT, BACK = AttachmentKind.ID_CARD_FRONT, AttachmentKind.ID_CARD_BACK
PHOTO, LEASE = AttachmentKind.PHOTO, AttachmentKind.PREMISES_PROOF


class Looker:
    """Reads and judges, and keeps account of the time."""

    def __init__(self, today: date) -> None:
        self._lector = Lector()
        self.today = today
        self.spent: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def verdict(self, kind: AttachmentKind, content: bytes, form: RegistrationForm, *, counted: bool = True) -> Verdict:
        began, used = time.perf_counter(), time.process_time()
        page = self._lector.read(Task(content, anchors(kind), enough(kind)))
        if counted:
            self.spent[kind].append((time.perf_counter() - began, time.process_time() - used))
        return judge(kind, page, self._entered(form))

    def _entered(self, form: RegistrationForm) -> Entered:
        place = Place(form.application["county_code"], form.premises["street_name"], form.premises["detail"])
        commitment = PremisesCommitment.model_validate(form.details["premises_commitment"])
        return Entered(Operator.model_validate(form.operator), place, commitment, self.today)


@app.command()
def figures(
    count: Annotated[int, typer.Option(min=2, help="Ordinary applications")] = 500,
    wrong: Annotated[int, typer.Option(min=1, help="Applications whose pictures are spoilt in every way")] = 20,
    seed: Annotated[int, typer.Option(help="Each gives other people")] = 1,
) -> None:
    """Write docs/evidence.md: pictures drawn, read, judged. A second of processor time an application."""
    looker = Looker(local_date(SystemClock().now()))
    forms = [form for form, _ in applicants(RegistrationForm.read(EXAMPLE), count, seed)]
    typer.echo(_HEAD)
    _ordinary(looker, forms)
    _wrong(looker, forms[:wrong])
    typer.echo(_COST)
    for read, spent in looker.spent.items():
        seconds, used = (sum(column) / len(spent) for column in zip(*spent, strict=True))
        typer.echo(f"| `{read}` | {seconds:.2f} | {used:.2f} |")
    typer.echo(f"\nOn {looker.today}: `--count {count} --wrong {wrong} --seed {seed}`.\n{_FOOT}")


def _ordinary(looker: Looker, forms: list[RegistrationForm]) -> None:
    for made, taken in (("as drawn", drawn), ("photographed", _taken)):
        without, why = 0, Counter[str]()
        for form in forms:
            found = {kind: looker.verdict(kind, taken(kind, form), form) for kind in (PHOTO, FRONT, BACK, LEASE)}
            without += all(verdict.agrees for verdict in found.values())
            why.update(f"{kind}`: `{doubt}" for kind, verdict in found.items() for doubt in verdict.doubts)
        reached = _reached(without, len(forms))
        typer.echo(f"| ordinary applications that need no person for their pictures, {made} | {reached} |")
        for doubt, times in why.most_common():
            typer.echo(f"| of the others, doubted: `{doubt}` | {times} | |")


def _wrong(looker: Looker, forms: list[RegistrationForm]) -> None:
    lines, caught = [], 0
    for name, spoil in SPOILT.items():
        seen = 0
        for form, other in zip(forms, [*forms[1:], forms[0]], strict=True):
            kind, content = spoil(form, other)
            seen += not looker.verdict(AttachmentKind(kind), content, form, counted=False).agrees
        caught += seen
        lines.append(f"| {name} | {_share(seen, len(forms))} | |")
    reached = _reached(caught, len(forms) * len(SPOILT))
    typer.echo(f"| wrong pictures that are told and, if insisted on, referred | {reached} |")
    typer.echo("\n".join(lines))


def _taken(kind: AttachmentKind, form: RegistrationForm) -> bytes:
    """Photographed by hand; who takes the picture follows from whose and which it is."""
    seed = int.from_bytes(hashlib.sha256(f"{kind}{form.operator['id_number']}".encode()).digest()[:4])
    return photographed(drawn(kind, form), seed, table=kind is not PHOTO)


_HEAD = """# What reading pictures achieves

Made by `kaiye evidence figures`: invented people, their pictures drawn, read and judged as the filing service does.
Photographed: the drawings lie askew on a table, in uneven light, some half in shade or with a reflection, a little out
of focus, with noise, as JPEG of quality 60 to 85. Real cameras do worse and better; the share says that reading works.

| figure | value | wanted |
|---|---|---|"""
_FOOT = """
Old and new in turns in one process, eight applications as drawn: 1435 ms of processor time for the four pictures before
lines were shown no wider than they need and networks were folded, 414 ms now (≤ 300 ms: **missed**)."""
_COST = """
| picture | seconds | processor seconds |
|---|---|---|"""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part} of {whole})"


def _reached(part: int, whole: int) -> str:
    """Value and what is wanted of it."""
    return f"{_share(part, whole)} | ≥ 95 %" + ("" if part >= 0.95 * whole else ": **missed**")
