"""`kaiye evidence figures`: how many ordinary pictures go without a person, and how many wrong ones are caught."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Annotated

import typer
from PIL import Image

from cli.bench.population import applicants
from cli.demo import EXAMPLE
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
        self._today = today
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
        return Entered(Operator.model_validate(form.operator), place, commitment, self._today)


@app.command()
def figures(
    count: Annotated[int, typer.Option(min=2, help="Ordinary applications")] = 500,
    wrong: Annotated[int, typer.Option(min=1, help="Applications whose pictures are spoilt in every way")] = 20,
    seed: Annotated[int, typer.Option(help="Each gives other people")] = 1,
) -> None:
    """Write docs/evidence.md: pictures drawn, read, judged. A second and a half of processor time an application."""
    looker = Looker(local_date(SystemClock().now()))
    forms = [form for form, _ in applicants(RegistrationForm.read(EXAMPLE), count, seed)]
    without, why = 0, Counter[str]()
    for form in forms:
        found = [looker.verdict(kind, drawn(kind, form), form) for kind in (PHOTO, FRONT, BACK, LEASE)]
        without += all(verdict.agrees for verdict in found)
        why.update(str(doubt) for verdict in found for doubt in verdict.doubts)
    typer.echo(_HEAD)
    typer.echo(f"| ordinary applications that need no person for their pictures | {_share(without, count)} | ≥ 95 % |")
    for doubt, times in why.most_common():
        typer.echo(f"| of the others, doubted for `{doubt}` | {times} | |")
    caught, all_wrong = 0, 0
    lines = []
    for name, spoil in _SPOILT.items():
        seen = 0
        for form, other in zip(forms[:wrong], [*forms[1:wrong], forms[0]], strict=False):
            kind, content = spoil(form, other)
            seen += not looker.verdict(kind, content, form, counted=False).agrees
        tried = min(wrong, len(forms))
        caught, all_wrong = caught + seen, all_wrong + tried
        lines.append(f"| {name} | {_share(seen, tried)} | |")
    typer.echo(f"| wrong pictures that are told and, if insisted on, referred | {_share(caught, all_wrong)} | ≥ 95 % |")
    typer.echo("\n".join(lines))
    typer.echo(_COST)
    for read, spent in looker.spent.items():
        seconds, used = (sum(column) / len(spent) for column in zip(*spent, strict=True))
        typer.echo(f"| `{read}` | {seconds:.2f} | {used:.2f} |")


_HEAD = """# What reading pictures achieves

Made by `kaiye evidence figures`: invented people, their pictures drawn, read and judged as the filing service does.
Drawn pictures are cleaner than photographs; the share says that reading works, not how good cameras are.

| figure | value | wanted |
|---|---|---|"""
_COST = """
| picture | seconds | processor seconds |
|---|---|---|"""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part} of {whole})"


_Spoilt = Callable[[RegistrationForm, RegistrationForm], tuple[AttachmentKind, bytes]]


def _turned(content: bytes, degrees: int) -> bytes:
    out = BytesIO()
    Image.open(BytesIO(content)).rotate(degrees, expand=True).save(out, "JPEG", quality=85)
    return out.getvalue()


def _plain(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (860, 540), colour).save(out, "JPEG")
    return out.getvalue()


def _two_people(one: RegistrationForm, other: RegistrationForm) -> bytes:
    faces = [Image.open(BytesIO(drawn(PHOTO, form))) for form in (one, other)]
    both = Image.new("RGB", (sum(face.width for face in faces), max(face.height for face in faces)), "white")
    both.paste(faces[0], (0, 0))
    both.paste(faces[1], (faces[0].width, 0))
    out = BytesIO()
    both.save(out, "JPEG", quality=85)
    return out.getvalue()


def _expired(form: RegistrationForm) -> bytes:
    ended = form.operator | {"id_valid_until": "2024-01-01"}
    return drawn(BACK, form.model_copy(update={"operator": ended}))


_SPOILT: dict[str, _Spoilt] = {
    "white picture for the card": lambda *_: (FRONT, _plain("white")),
    "black picture for the portrait": lambda *_: (PHOTO, _plain("black")),
    "white picture for the lease": lambda *_: (LEASE, _plain("white")),
    "another person's card": lambda _, other: (FRONT, drawn(FRONT, other)),
    "back for front": lambda form, _: (FRONT, drawn(BACK, form)),
    "front for back": lambda form, _: (BACK, drawn(FRONT, form)),
    "portrait for the card": lambda form, _: (FRONT, drawn(PHOTO, form)),
    "lease for the card": lambda form, _: (FRONT, drawn(LEASE, form)),
    "card upside down": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 180)),
    "card lying on its side": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 90)),
    "expired card": lambda form, _: (BACK, _expired(form)),
    "lease for another shop": lambda _, other: (LEASE, drawn(LEASE, other)),
    "lease as portrait": lambda form, _: (PHOTO, drawn(LEASE, form)),
    "two people in the portrait": lambda form, other: (PHOTO, _two_people(form, other)),
    "portrait upside down": lambda form, _: (PHOTO, _turned(drawn(PHOTO, form), 180)),
}
