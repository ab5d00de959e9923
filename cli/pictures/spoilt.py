"""Pictures nobody should accept, made of the papers of invented people: each by its name."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from cli.registration.form import RegistrationForm
from cli.registration.papers import drawn

FRONT, BACK, PHOTO, LEASE = "id_card_front", "id_card_back", "photo", "premises_proof"

Spoilt = Callable[[RegistrationForm, RegistrationForm], tuple[str, bytes]]


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def _turned(content: bytes, degrees: int) -> bytes:
    return _jpeg(_opened(content).rotate(degrees, expand=True))


def _plain(colour: str) -> bytes:
    return _jpeg(Image.new("RGB", (860, 540), colour))


def _two_people(one: RegistrationForm, other: RegistrationForm) -> bytes:
    faces = [_opened(drawn(PHOTO, form)) for form in (one, other)]
    both = Image.new("RGB", (sum(face.width for face in faces), max(face.height for face in faces)), "white")
    both.paste(faces[0], (0, 0))
    both.paste(faces[1], (faces[0].width, 0))
    return _jpeg(both)


def _with(form: RegistrationForm, **changed: str) -> RegistrationForm:
    return form.model_copy(update={"operator": form.operator | changed})


def _other_number(form: RegistrationForm) -> RegistrationForm:
    """One digit of the sequence is another one, and the check character no longer fits: as somebody writes it over."""
    number = form.operator["id_number"]
    return _with(form, id_number=number[:15] + str((int(number[15]) + 1) % 10) + number[16:])


def _cut(content: bytes, share: float) -> bytes:
    """The left part only: numbers and names end where the picture ends."""
    picture = _opened(content)
    return _jpeg(picture.crop((0, 0, round(picture.width * share), picture.height)))


def _copied(content: bytes) -> bytes:
    return _jpeg(_opened(content).convert("L").convert("RGB"))


def _screen(form: RegistrationForm) -> bytes:
    """Of the page on which the card was to be attached, and no card on it."""
    picture = Image.new("RGB", (720, 1280), "white")
    draw = ImageDraw.Draw(picture)
    for row in range(8):
        draw.rectangle((40, 120 + row * 130, 680, 200 + row * 130), outline="grey", width=2)
    face = _opened(drawn(PHOTO, form)).resize((90, 126))
    picture.paste(face, (600, 10))
    return _jpeg(picture)


SPOILT: dict[str, Spoilt] = {
    "white picture for the card": lambda *_: (FRONT, _plain("white")),
    "black picture for the portrait": lambda *_: (PHOTO, _plain("black")),
    "white picture for the lease": lambda *_: (LEASE, _plain("white")),
    "another person's card": lambda _, other: (FRONT, drawn(FRONT, other)),
    "number altered by one digit": lambda form, _: (FRONT, drawn(FRONT, _other_number(form))),
    "card cut off at the right": lambda form, _: (FRONT, _cut(drawn(FRONT, form), 0.55)),
    "photocopy of the card": lambda form, _: (FRONT, _copied(drawn(FRONT, form))),
    "screenshot without a card": lambda form, _: (FRONT, _screen(form)),
    "back for front": lambda form, _: (FRONT, drawn(BACK, form)),
    "front for back": lambda form, _: (BACK, drawn(FRONT, form)),
    "portrait for the card": lambda form, _: (FRONT, drawn(PHOTO, form)),
    "lease for the card": lambda form, _: (FRONT, drawn(LEASE, form)),
    "card upside down": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 180)),
    "card lying on its side": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 90)),
    "expired card": lambda form, _: (BACK, drawn(BACK, _with(form, id_valid_until="2024-01-01"))),
    "lease for another shop": lambda _, other: (LEASE, drawn(LEASE, other)),
    "lease cut off at the right": lambda form, _: (LEASE, _cut(drawn(LEASE, form), 0.5)),
    "lease as portrait": lambda form, _: (PHOTO, drawn(LEASE, form)),
    "two people in the portrait": lambda form, other: (PHOTO, _two_people(form, other)),
    "portrait upside down": lambda form, _: (PHOTO, _turned(drawn(PHOTO, form), 180)),
}
