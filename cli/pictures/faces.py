"""Portraits of nobody: drawn faces, shaded so that whoever looks for a face in a picture finds one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from cli.pictures.drawing import jpeg

FACES = 8
"""So many people there are; the others look like them."""

SIZE = (420, 588)
_SKINS = ((232, 196, 168), (224, 184, 154), (238, 206, 182), (214, 172, 140))
_BACKGROUND, _CLOTH = (196, 214, 236), (52, 60, 84)
_HAIR, _WHITE, _IRIS, _LID, _BROW = (34, 30, 32), (240, 236, 232), (40, 28, 24), (48, 36, 34), (46, 38, 36)
_LIP, _LIPS_MEET = (176, 104, 100), (110, 58, 58)

_Colour = tuple[int, int, int]


@cache
def portrait(seed: int) -> bytes:
    """A photograph for a licence, 420 × 588 pixels, JPEG; seeds up to `FACES` have faces of their own."""
    return jpeg(face(seed % FACES))


@cache
def face(number: int) -> Image.Image:
    """Head and shoulders before a light blue wall."""
    return _Sitter(number).drawn()


class _Sitter:
    """One person, half as large again; every measure is a share of the half width and the half height of the face."""

    def __init__(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - a face, not a secret
        self._skin = _SKINS[number % len(_SKINS)]
        self._picture = Image.new("RGB", (SIZE[0] * 3 // 2, SIZE[1] * 3 // 2), _BACKGROUND)
        self._width, self._height = self._picture.size
        self._x, self._y = self._width / 2, self._height * 0.42
        self._across = self._width * 0.27 * chance.uniform(0.96, 1.05)
        self._down = self._height * 0.24 * chance.uniform(0.97, 1.05)
        self._eyes = 0.43 * chance.uniform(0.97, 1.03)
        self._mouth = 0.34 * chance.uniform(0.93, 1.07)

    def drawn(self) -> Image.Image:
        self._body()
        self._head()
        self._soften(0.018)
        self._light()
        self._soften(0.012)
        for side in (-1, 1):
            self._eye(side * self._eyes)
        self._nose()
        self._lips()
        self._soften(0.0015)
        return self._picture.resize(SIZE, Image.Resampling.LANCZOS)

    def _body(self) -> None:
        draw, height = self._draw(), self._height
        x, across = self._x, self._across
        draw.ellipse((x - self._width * 0.47, height * 0.75, x + self._width * 0.47, height * 1.29), fill=_CLOTH)
        half, top = across * 0.5, self._y + self._down * 0.6
        neck = [(x - half, top), (x + half, top), (x + half * 1.2, height * 0.8), (x, height * 0.86)]
        draw.polygon([*neck, (x - half * 1.2, height * 0.8)], fill=self._tone(0.82))

    def _head(self) -> None:
        self._oval((0, -0.18), (1.14, 1.08), _HAIR)
        for side in (-1, 1):
            self._oval((side, 0.05), (0.12, 0.17), self._tone(0.86))
        self._oval((0, 0), (1, 1), self._tone(0.92))
        self._oval((0, 0.12), (0.93, 0.93), self._tone(0.97))
        self._oval((0, -0.02), (0.8, 0.85), self._skin)
        self._draw().chord(self._box((0, -0.64), (1.02, 0.44)), 188, 352, fill=_HAIR)

    def _light(self) -> None:
        """Sockets lie in shadow; the bridge of the nose and the cheeks catch the light."""
        for side in (-1, 1):
            self._oval((side * self._eyes, -0.1), (0.27, 0.13), self._tone(0.74))
            self._oval((side * 0.5, 0.22), (0.24, 0.14), self._tone(1.05))
        bridge = ((-0.09, -0.2), (0.09, -0.2), (0.13, 0.28), (-0.13, 0.28))
        self._draw().polygon([self._at(point) for point in bridge], fill=self._tone(1.06))

    def _eye(self, middle: float) -> None:
        self._oval((middle, -0.1), (0.19, 0.068), _WHITE)
        self._oval((middle, -0.1), (0.085, 0.066), _IRIS)
        self._bow((middle, -0.095), (0.21, 0.095), (190, 350), _LID, 0.03)
        self._bow((middle, -0.195), (0.27, 0.145), (205, 335), _BROW, 0.055)

    def _nose(self) -> None:
        for side in (-1, 1):
            self._oval((side * 0.1, 0.3), (0.055, 0.022), self._tone(0.55))
        self._bow((0, 0.26), (0.2, 0.1), (25, 155), self._tone(0.7), 0.02)

    def _lips(self) -> None:
        self._oval((0, 0.56), (self._mouth, 0.065), _LIP)
        self._oval((0, 0.56), (self._mouth, 0.012), _LIPS_MEET)
        self._oval((0, 0.7), (0.2, 0.02), self._tone(0.82))

    def _oval(self, middle: tuple[float, float], half: tuple[float, float], fill: _Colour) -> None:
        self._draw().ellipse(self._box(middle, half), fill=fill)

    def _bow(
        self,
        middle: tuple[float, float],
        half: tuple[float, float],
        between: tuple[int, int],
        fill: _Colour,
        thick: float,
    ) -> None:
        self._draw().arc(self._box(middle, half), *between, fill=fill, width=round(self._down * thick))

    def _box(self, middle: tuple[float, float], half: tuple[float, float]) -> tuple[float, float, float, float]:
        (x, y), across, down = self._at(middle), self._across * half[0], self._down * half[1]
        return x - across, y - down, x + across, y + down

    def _at(self, point: Sequence[float]) -> tuple[float, float]:
        return self._x + self._across * point[0], self._y + self._down * point[1]

    def _tone(self, light: float) -> _Colour:
        red, green, blue = (min(255, int(part * light)) for part in self._skin)
        return red, green, blue

    def _soften(self, share: float) -> None:
        """Drawn edges become shadows."""
        self._picture = self._picture.filter(ImageFilter.GaussianBlur(self._width * share))

    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self._picture)
