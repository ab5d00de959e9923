"""Both sides of a resident identity card as it is laid out (GA 448-2013), of somebody who does not exist."""

from __future__ import annotations

import hashlib
import math
from functools import cache, lru_cache

from PIL import Image, ImageDraw

from cli.pictures.drawing import BLUE, INK, RED, centred, jpeg, lines, specimen, write, write_within
from cli.pictures.faces import FACES, face

SIZE = (856, 540)
"""85.6 × 54 mm (ISO/IEC 7810, ID-1), ten pixels to the millimetre."""

_REMEMBERED = 64


@lru_cache(_REMEMBERED)
def id_card_front(name: str, number: str, sex: str, ethnicity: str, address: str) -> bytes:
    """The side with the portrait, JPEG. `sex` and `ethnicity` as printed: 男, 汉. The birth date is the number's;
    another document's number has none."""
    picture = _front().copy()
    write_within(picture, (150, 66), name, 34, 410)
    write(picture, (150, 130), sex, 30)
    write(picture, (340, 130), ethnicity, 30)
    if len(number) == 18:
        for x, text in ((150, number[6:10]), (290, number[10:12].lstrip("0")), (382, number[12:14].lstrip("0"))):
            write(picture, (x, 192), text, 30)
    size = 30 if len(lines(address, 30, 400)) <= 3 else 22
    for row, line in enumerate(lines(address, size, 400)[:4]):
        write(picture, (150, 254 + row * (size + 10)), line, size)
    write(picture, (270, 430), number, 38)
    portrait = face(face_of(number)).resize((230, 322), Image.Resampling.BILINEAR)
    picture.paste(portrait, (580, 84))
    return jpeg(picture)


@lru_cache(_REMEMBERED)
def id_card_back(authority: str, valid_from: str, valid_until: str) -> bytes:
    """The side with the emblem, JPEG. Dates as printed: 2018.01.01; `valid_until` may be 长期."""
    picture = _back().copy()
    write_within(picture, (330, 348), authority, 30, 480)
    write(picture, (330, 418), f"{valid_from}-{valid_until}", 30)
    return jpeg(picture)


def face_of(number: str) -> int:
    """Which of the drawn faces the holder of an identity number has: the same on the card and on the portrait."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:2]) % FACES


@cache
def _front() -> Image.Image:
    picture = _ground((226, 237, 246), (206, 222, 238))
    for x, y, label in ((60, 72, "姓名"), (60, 134, "性别"), (240, 134, "民族"), (60, 196, "出生"), (60, 258, "住址")):
        write(picture, (x, y), label, 26, BLUE)
    for x, label in ((236, "年"), (330, "月"), (422, "日")):
        write(picture, (x, 196), label, 26, BLUE)
    write(picture, (60, 438), "公民身份号码", 26, BLUE)
    specimen(picture)
    return picture


@cache
def _back() -> Image.Image:
    """No state emblem: a ring stands where it is."""
    picture = _ground((232, 240, 238), (212, 228, 226))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((66, 56, 206, 196), outline=RED, width=8)
    draw.ellipse((100, 90, 172, 162), fill=RED)
    centred(picture, 520, 60, "中华人民共和国", 44, INK)
    centred(picture, 520, 130, "居 民 身 份 证", 52, INK)
    write(picture, (180, 350), "签发机关", 28, BLUE)
    write(picture, (180, 420), "有效期限", 28, BLUE)
    specimen(picture)
    return picture


def _ground(paper: tuple[int, int, int], wave: tuple[int, int, int]) -> Image.Image:
    """Fine waves, as such cards have."""
    picture = Image.new("RGB", SIZE, paper)
    draw = ImageDraw.Draw(picture)
    for row in range(-20, SIZE[1], 36):
        points = [(x, row + 14 * math.sin(x / 60 + row / 40)) for x in range(0, SIZE[0] + 8, 8)]
        draw.line(points, fill=wave, width=1)
    draw.rectangle((0, 0, SIZE[0] - 1, SIZE[1] - 1), outline=(150, 160, 172), width=3)
    return picture
