"""Makes photographs of drawings: held askew over a table, in uneven light, a little out of focus."""

from __future__ import annotations

import cv2
import numpy
from numpy.typing import NDArray

Image = NDArray[numpy.float32]

_LONGEST = 1280
"""Of what browsers send: they make pictures smaller before."""


def photographed(content: bytes, seed: int, *, table: bool = True) -> bytes:
    """A JPEG of quality 60 to 85; the same drawing and seed give the same bytes. Without `table` the drawing fills the
    picture, as a portrait does."""
    chance = numpy.random.default_rng(seed)
    picture = _opened(content)
    if table:
        picture = _lying(picture, chance)
    picture = _lit(picture, chance)
    picture = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.4, 1.0)).astype(numpy.float32)
    picture += chance.normal(0, chance.uniform(2, 7), picture.shape).astype(numpy.float32)
    return as_jpeg(picture, int(chance.integers(60, 86)))


def as_jpeg(picture: NDArray[numpy.float32], quality: int = 85) -> bytes:
    whole = numpy.clip(picture, 0, 255).astype(numpy.uint8)
    return cv2.imencode(".jpg", whole, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()


def _opened(content: bytes) -> Image:
    picture = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(numpy.float32)


def _lying(picture: Image, chance: numpy.random.Generator) -> Image:
    """On a table, turned by up to five degrees, the camera not quite above it."""
    height, width = picture.shape[:2]
    share = _LONGEST / max(height, width)
    across, down = round(width * share), round(height * share)
    ground = _table(across, down, chance)
    covers = chance.uniform(0.74, 0.86)
    angle = numpy.radians(chance.uniform(-5, 5))
    turn = numpy.array([(numpy.cos(angle), -numpy.sin(angle)), (numpy.sin(angle), numpy.cos(angle))])
    half = numpy.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (across * covers / 2, down * covers / 2)
    askew = chance.uniform(-0.02, 0.02, (4, 2)) * (across, down)
    corners = half @ turn.T + askew + (across / 2, down / 2)
    flat = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)
    onto = cv2.getPerspectiveTransform(flat, corners.astype(numpy.float32))
    size = (across, down)
    laid = cv2.warpPerspective(picture, onto, size, flags=cv2.INTER_AREA)
    shape = cv2.warpPerspective(numpy.ones((height, width, 1), numpy.float32), onto, size)[..., None]
    return (laid * shape + ground * (1 - shape)).astype(numpy.float32)


def _table(across: int, down: int, chance: numpy.random.Generator) -> Image:
    """Wood: streaks along it, in one of some browns and greys."""
    colour = chance.uniform((60, 80, 90), (150, 170, 190))
    streaks = cv2.resize(chance.normal(0, 10, (down // 6, 4)).astype(numpy.float32), (across, down))
    return (colour + streaks[..., None]).astype(numpy.float32)


def _lit(picture: Image, chance: numpy.random.Generator) -> Image:
    """Brighter on one side; sometimes half in shade, sometimes with a lamp's reflection."""
    height, width = picture.shape[:2]
    x, y = numpy.meshgrid(numpy.linspace(-1, 1, width), numpy.linspace(-1, 1, height))
    towards = chance.uniform(0, 2 * numpy.pi)
    along = x * numpy.cos(towards) + y * numpy.sin(towards)
    light = chance.uniform(0.75, 1.0) + chance.uniform(0.05, 0.2) * along
    if chance.random() < 0.4:
        light *= 1 - chance.uniform(0.15, 0.4) / (1 + numpy.exp(-(along - chance.uniform(-0.5, 0.5)) * 12))
    picture = picture * light[..., None] * chance.uniform(0.95, 1.05, 3)
    if chance.random() < 0.3:
        middle = chance.uniform(-0.9, 0.9, 2)
        spot = numpy.exp(-((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / chance.uniform(0.01, 0.04))
        picture = picture + (chance.uniform(40, 110) * spot)[..., None]
    return numpy.asarray(picture, numpy.float32)
