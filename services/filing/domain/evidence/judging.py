"""Compares what pictures show with what was entered: what agrees needs nobody, what does not a person looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalogues.evidence import Doubt, Reading
from kernel.deadlines import has_passed
from kernel.persons import RESIDENT_ID_CARD, normal_document_number
from kernel.reading.pages import Page
from services.filing.domain.attachments import AttachmentKind
from services.filing.domain.details import PremisesCommitment
from services.filing.domain.evidence import family_paper, premises_paper
from services.filing.domain.evidence.identity_card import (
    BACK_WORDS,
    FRONT_WORDS,
    WHOLE_BACK,
    WHOLE_FRONT,
    is_back,
    is_front,
    read_back,
    read_front,
)
from services.filing.domain.evidence.names import can_be_read_as, is_taught
from services.filing.domain.evidence.premises_paper import Place
from services.filing.domain.evidence.writing import rows
from services.filing.domain.operator import FamilyMember, Operator

FRONT, BACK = AttachmentKind.ID_CARD_FRONT, AttachmentKind.ID_CARD_BACK


@dataclass(frozen=True, slots=True, repr=False)
class Entered:
    """What pictures are compared with, as far as it was entered."""

    operator: Operator
    place: Place | None
    commitment: PremisesCommitment
    today: date
    further: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one picture. Where nothing was read for another reason than the picture, there is no doubt either."""

    reading: Reading
    doubts: tuple[Doubt, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.reading is Reading.YES and not self.doubts


def anchors(kind: str) -> tuple[str, ...]:
    """Words by which a picture of this kind is known to be read; none where a face is looked for."""
    return _ANCHORS.get(kind, ())


def enough(kind: str) -> tuple[tuple[str, ...], ...]:
    """What needs no more reading once it was found: all patterns of one of these."""
    return _WHOLE.get(_SOUGHT[kind], ())


def sought_in(kind: str) -> str:
    """What is sought in a picture of this kind: two kinds with the same answer share one reading."""
    return _SOUGHT[kind]


def offered(kind: AttachmentKind, page: Page) -> dict[str, str]:
    """Fields of the operator's form as they stand on this side of a card."""
    if kind is FRONT and is_front(page):
        front = read_front(page)
        fields = {
            "name": front.name,
            "id_number": front.number,
            "sex": front.sex,
            "ethnicity": front.ethnicity,
            "residence": front.address,
        }
        return {name: value for name, value in fields.items() if value}
    if kind is BACK and is_back(page) and (until := read_back(page).valid_until):
        return {"id_valid_until": str(until)}
    return {}


def judge(kind: AttachmentKind, page: Page, entered: Entered) -> Verdict:
    """A page on which nothing could be read is not read; one that is something else is, and that is the doubt."""
    doubts = tuple(dict.fromkeys(_doubts(kind, page, entered)))
    if doubts == (Doubt.UNREADABLE,):
        return Verdict(Reading.NO, doubts)
    return Verdict(Reading.YES, doubts)


def _doubts(kind: AttachmentKind, page: Page, entered: Entered) -> Iterator[Doubt]:
    if anchors(kind) and not page.lines:
        yield Doubt.UNREADABLE
        return
    if page.turn:
        yield Doubt.TURNED
    match kind:
        case AttachmentKind.PHOTO:
            yield from _portrait(page)
        case AttachmentKind.ID_CARD_FRONT | AttachmentKind.ID_CARD_BACK:
            resident = entered.operator.id_document_type == RESIDENT_ID_CARD
            yield from (_card(kind, page, entered) if resident else _other_document(kind, page, entered.operator))
        case AttachmentKind.PREMISES_PROOF:
            yield from _premises(page, entered, (entered.place,) if entered.place else ())
        case AttachmentKind.FURTHER_PREMISES_PROOF:
            yield from _premises(page, entered, entered.further)
        case AttachmentKind.HOUSEHOLD_BOOK | AttachmentKind.MARRIAGE_CERTIFICATE:
            yield from _family(page, entered.operator)


def _portrait(page: Page) -> Iterator[Doubt]:
    if not page.faces:
        yield Doubt.NO_FACE
    elif page.faces > 1:
        yield Doubt.SEVERAL_FACES


def _card(kind: AttachmentKind, page: Page, entered: Entered) -> Iterator[Doubt]:
    fitting, other = (is_front, is_back) if kind is FRONT else (is_back, is_front)
    if other(page):
        yield Doubt.WRONG_SIDE
        return
    if not fitting(page):
        yield Doubt.NO_CARD
        return
    if page.coloured is False:
        yield Doubt.COLOURLESS
    if kind is FRONT:
        yield from _front(page, entered.operator)
    else:
        yield from _back(page, entered)


def _front(page: Page, operator: Operator) -> Iterator[Doubt]:
    """Number and name must have been read; sex and ethnic group are compared where they were."""
    front = read_front(page)
    unknown = operator.name and not any(map(is_taught, operator.name))
    if front.number is None or (front.name is None and not unknown):
        yield Doubt.UNREADABLE
    if None not in (front.number, operator.id_number) and front.number != operator.id_number:
        yield Doubt.NUMBER
    if front.name and operator.name and not can_be_read_as(operator.name, front.name):
        yield Doubt.NAME
    for read, typed, doubt in (
        (front.sex, operator.sex, Doubt.SEX),
        (front.ethnicity, operator.ethnicity, Doubt.ETHNICITY),
    ):
        if None not in (read, typed) and read != typed:
            yield doubt


def _back(page: Page, entered: Entered) -> Iterator[Doubt]:
    back = read_back(page)
    until, typed = back.valid_until, entered.operator.id_valid_until
    if until is None:
        yield Doubt.UNREADABLE
        return
    if isinstance(until, date) and has_passed(until, entered.today):
        yield Doubt.EXPIRED
    elif typed is not None and until != typed:
        yield Doubt.VALIDITY


def _other_document(kind: AttachmentKind, page: Page, operator: Operator) -> Iterator[Doubt]:
    """Passports and permits have many faces: what must be found is the number, on the side that shows the person."""
    if kind is FRONT and operator.id_number:
        text = normal_document_number(operator.id_document_type, "".join(rows(page)))
        if operator.id_number not in text:
            yield Doubt.NUMBER


def _premises(page: Page, entered: Entered, places: Sequence[Place]) -> Iterator[Doubt]:
    if not premises_paper.is_paper(page):
        yield Doubt.NO_PROOF
        return
    made = entered.commitment
    if not all(premises_paper.names_place(page, place) for place in places):
        yield Doubt.ADDRESS
    users = (entered.operator.name, *(member.name for member in entered.operator.family_members))
    people = users if premises_paper.is_lease(page) else (*users, made.owner)
    known = [name for name in people if name]
    if known and not premises_paper.names_person(page, *known):
        yield Doubt.PARTY
    last = premises_paper.last_day(page)
    if last is not None and last <= entered.today:
        yield Doubt.TERM_ENDED
    elif last is not None and made.use_to is not None and last != made.use_to and entered.place in places:
        yield Doubt.TERM


def _family(page: Page, operator: Operator) -> Iterator[Doubt]:
    if not family_paper.is_paper(page):
        yield Doubt.NO_FAMILY
        return
    people: list[Operator | FamilyMember] = [operator, *operator.family_members]
    if not all(family_paper.names(page, person.name, person.id_number) for person in people):
        yield Doubt.MEMBER


_ANCHORS: dict[str, tuple[str, ...]] = {
    FRONT: FRONT_WORDS + BACK_WORDS,
    BACK: FRONT_WORDS + BACK_WORDS,
    AttachmentKind.PREMISES_PROOF: premises_paper.WORDS,
    AttachmentKind.FURTHER_PREMISES_PROOF: premises_paper.WORDS,
    AttachmentKind.HOUSEHOLD_BOOK: family_paper.WORDS,
    AttachmentKind.MARRIAGE_CERTIFICATE: family_paper.WORDS,
}
_SOUGHT: dict[str, str] = {
    AttachmentKind.PHOTO: "face",
    FRONT: "card",
    BACK: "card",
    AttachmentKind.PREMISES_PROOF: "premises",
    AttachmentKind.FURTHER_PREMISES_PROOF: "premises",
    AttachmentKind.HOUSEHOLD_BOOK: "family",
    AttachmentKind.MARRIAGE_CERTIFICATE: "family",
}
_WHOLE: dict[str, tuple[tuple[str, ...], ...]] = {
    "card": (WHOLE_FRONT, WHOLE_BACK),
    "premises": (premises_paper.WHOLE,),
}
