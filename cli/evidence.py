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
from kernel.errors import Refusal
from kernel.reading.lector import Lector
from kernel.reading.pages import Task
from services.filing.domain.attachments import AttachmentKind, media_type_of, picture_of
from services.filing.domain.details import PremisesCommitment
from services.filing.domain.evidence.judging import Entered, Verdict, anchors, enough, judge
from services.filing.domain.evidence.premises_paper import Place
from services.filing.domain.operator import Operator

app = typer.Typer(help="What reading pictures achieves, and what it costs, without any server.", no_args_is_help=True)

FRONT, BACK = AttachmentKind.ID_CARD_FRONT, AttachmentKind.ID_CARD_BACK
PHOTO, LEASE = AttachmentKind.PHOTO, AttachmentKind.PREMISES_PROOF


class Looker:
    """Takes pictures as an upload does, reads and judges them, and keeps account of the time of reading."""

    def __init__(self, today: date) -> None:
        self._lector = Lector()
        self.today = today
        self.spent: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def verdict(self, kind: AttachmentKind, content: bytes, form: RegistrationForm, *, counted: bool = True) -> Verdict:
        """Raises Refusal where the upload does."""
        media_type_of(kind, content)
        content = picture_of(kind, content).content
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
        typer.echo(f"| `{read}` | {seconds:.3f} | {used:.3f} |")
    typer.echo(f"\nOn {looker.today}: `--count {count} --wrong {wrong} --seed {seed}`.")


def _ordinary(looker: Looker, forms: list[RegistrationForm]) -> None:
    for made, taken in (("as drawn", drawn), ("photographed", _taken)):
        without, why = 0, Counter[str]()
        for form in forms:
            doubts = [
                f"{kind}`: `{doubt}"
                for kind in (PHOTO, FRONT, BACK, LEASE)
                for doubt in _trouble(looker, kind, taken(kind, form), form)
            ]
            without += not doubts
            why.update(doubts)
        reached = _reached(without, len(forms))
        typer.echo(f"| ordinary applications that need no person for their pictures, {made} | {reached} |")
        for doubt, times in why.most_common():
            typer.echo(f"| of the others, doubted: `{doubt}` | {times} | |")


def _trouble(looker: Looker, kind: AttachmentKind, content: bytes, form: RegistrationForm) -> tuple[str, ...]:
    """Why the picture is refused, or is looked at by a person; nothing where neither happens."""
    try:
        verdict = looker.verdict(kind, content, form)
    except Refusal as refusal:
        return (refusal.code,)
    return () if verdict.agrees else verdict.doubts or ("unread",)


def _wrong(looker: Looker, forms: list[RegistrationForm]) -> None:
    lines, caught = [], Counter[str]()
    for name, spoil in SPOILT.items():
        found = Counter[str]()
        for form, other in zip(forms, [*forms[1:], forms[0]], strict=True):
            kind, content = spoil(form, other)
            for made in (content, _photographed(AttachmentKind(kind), content, form)):
                found[_end(looker, AttachmentKind(kind), made, form)] += 1
        caught.update(found)
        lines.append(f"| {name} | {found[REFUSED]} refused, {found[TOLD]} told{_missed(found)} | |")
    seen = caught.total() - caught[COMPLETE]
    typer.echo(
        f"| wrong pictures that are refused, or told and, if insisted on, referred | {_reached(seen, caught.total())} |"
    )
    typer.echo(f"| wrong pictures taken for complete | {caught[COMPLETE]} | 0 |")
    typer.echo("\n".join(lines))


REFUSED, TOLD, COMPLETE = "refused", "told", "complete"


def _end(looker: Looker, kind: AttachmentKind, content: bytes, form: RegistrationForm) -> str:
    try:
        verdict = looker.verdict(kind, content, form, counted=False)
    except Refusal:
        return REFUSED
    return COMPLETE if verdict.agrees else TOLD


def _missed(found: Counter[str]) -> str:
    return f", **{found[COMPLETE]} taken for complete**" if found[COMPLETE] else ""


def _taken(kind: AttachmentKind, form: RegistrationForm) -> bytes:
    return _photographed(kind, drawn(kind, form), form)


def _photographed(kind: AttachmentKind, content: bytes, form: RegistrationForm) -> bytes:
    """By hand; who takes the picture follows from whose and which it is."""
    seed = int.from_bytes(hashlib.sha256(f"{kind}{form.operator['id_number']}".encode()).digest()[:4])
    return photographed(content, seed, table=kind is not PHOTO)


_HEAD = """# What reading pictures achieves

Made by `kaiye evidence figures`: invented people, their pictures drawn, taken as an upload takes them, read and judged
as the filing service does. Wrong pictures are shown as made and photographed; how much is cut off, blurred, dark or
covered differs from person to person. Refused: at the upload. Told: at the field, and a person looks if the applicant
insists.
Photographed: the drawings lie askew on a table, in uneven light, some half in shade or with a reflection, a little out
of focus, with noise, as JPEG of quality 60 to 85. Real cameras do worse and better; the share says that reading works.

| figure | value | wanted |
|---|---|---|"""
_COST = """
| picture | seconds | processor seconds |
|---|---|---|"""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part} of {whole})"


def _reached(part: int, whole: int) -> str:
    """Value and what is wanted of it."""
    return f"{_share(part, whole)} | ≥ 95 %" + ("" if part >= 0.95 * whole else ": **missed**")
