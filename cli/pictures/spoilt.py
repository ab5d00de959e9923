"""Pictures nobody should accept, made of the papers of invented people: each by its name."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

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


def _some(form: RegistrationForm, least: float, most: float) -> float:
    """A measure that is another one for each person."""
    return random.Random(form.operator["id_number"]).uniform(least, most)  # noqa: S311 - a picture, not a secret


def _cut(form: RegistrationForm, kind: str, least: float, most: float) -> bytes:
    """The left part only: numbers and names end where the picture ends."""
    picture = _opened(drawn(kind, form))
    return _jpeg(picture.crop((0, 0, round(picture.width * _some(form, least, most)), picture.height)))


def _without_its_foot(form: RegistrationForm) -> bytes:
    """The upper part only: of a card, what stands above the number."""
    picture = _opened(drawn(FRONT, form))
    return _jpeg(picture.crop((0, 0, picture.width, round(picture.height * _some(form, 0.5, 0.76)))))


def _blurred(form: RegistrationForm, kind: str) -> bytes:
    picture = _opened(drawn(kind, form))
    return _jpeg(picture.filter(ImageFilter.GaussianBlur(picture.width / _some(form, 40, 110))))


def _dark(form: RegistrationForm) -> bytes:
    return _jpeg(ImageEnhance.Brightness(_opened(drawn(FRONT, form))).enhance(_some(form, 0.03, 0.1)))


def _washed_out(form: RegistrationForm) -> bytes:
    picture = _opened(drawn(FRONT, form))
    return _jpeg(Image.blend(picture, Image.new("RGB", picture.size, "white"), _some(form, 0.93, 0.98)))


def _reflecting(form: RegistrationForm) -> bytes:
    """A lamp is mirrored somewhere on the card's number, which is lost there."""
    picture = _opened(drawn(FRONT, form))
    light = Image.new("L", picture.size)
    middle, half = picture.width * _some(form, 0.45, 0.75), picture.width * _some(form, 0.1, 0.2)
    ImageDraw.Draw(light).ellipse((middle - half, 450 - half, middle + half, 450 + half), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(picture.width / 60))
    return _jpeg(Image.composite(Image.new("RGB", picture.size, "white"), picture, light))


def _thumbnail(form: RegistrationForm) -> bytes:
    picture = _opened(drawn(FRONT, form))
    share = _some(form, 0.06, 0.14)
    return _jpeg(picture.resize((round(picture.width * share), round(picture.height * share))))


def _in_another_name(form: RegistrationForm, other: RegistrationForm) -> RegistrationForm:
    """The right number, and the name of somebody who is called otherwise."""
    name = other.operator["name"]
    return _with(form, name=name if name != form.operator["name"] else "欧阳虚构")


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
    "card cut off at the right": lambda form, _: (FRONT, _cut(form, FRONT, 0.35, 0.7)),
    "card cut off below": lambda form, _: (FRONT, _without_its_foot(form)),
    "card out of focus": lambda form, _: (FRONT, _blurred(form, FRONT)),
    "card in the dark": lambda form, _: (FRONT, _dark(form)),
    "card washed out": lambda form, _: (FRONT, _washed_out(form)),
    "reflection on the number": lambda form, _: (FRONT, _reflecting(form)),
    "card as a thumbnail": lambda form, _: (FRONT, _thumbnail(form)),
    "card in another name": lambda form, other: (FRONT, drawn(FRONT, _in_another_name(form, other))),
    "photocopy of the card": lambda form, _: (FRONT, _copied(drawn(FRONT, form))),
    "screenshot without a card": lambda form, _: (FRONT, _screen(form)),
    "back for front": lambda form, _: (FRONT, drawn(BACK, form)),
    "front for back": lambda form, _: (BACK, drawn(FRONT, form)),
    "portrait for the card": lambda form, _: (FRONT, drawn(PHOTO, form)),
    "lease for the card": lambda form, _: (FRONT, drawn(LEASE, form)),
    "card upside down": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 180)),
    "card lying on its side": lambda form, _: (FRONT, _turned(drawn(FRONT, form), 90)),
    "expired card": lambda form, _: (BACK, drawn(BACK, _with(form, id_valid_until="2024-01-01"))),
    "card of another validity": lambda form, _: (BACK, drawn(BACK, _with(form, id_valid_until="2041-07-05"))),
    "back out of focus": lambda form, _: (BACK, _blurred(form, BACK)),
    "lease out of focus": lambda form, _: (LEASE, _blurred(form, LEASE)),
    "lease upside down": lambda form, _: (LEASE, _turned(drawn(LEASE, form), 180)),
    "lease to another tenant": lambda form, other: (LEASE, drawn(LEASE, _in_another_name(form, other))),
    "household book for the lease": lambda form, _: (LEASE, drawn("household_book", form)),
    "lease for another shop": lambda _, other: (LEASE, drawn(LEASE, other)),
    "lease cut off at the right": lambda form, _: (LEASE, _cut(form, LEASE, 0.3, 0.6)),
    "lease as portrait": lambda form, _: (PHOTO, drawn(LEASE, form)),
    "two people in the portrait": lambda form, other: (PHOTO, _two_people(form, other)),
    "portrait upside down": lambda form, _: (PHOTO, _turned(drawn(PHOTO, form), 180)),
}
