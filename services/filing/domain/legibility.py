"""What can be seen of a picture without reading it: that it shows anything at all, sharp, lit, and upright."""

from __future__ import annotations

import threading
from functools import cache

import cv2
import numpy as np
from cv2.data import haarcascades
from numpy.typing import NDArray
from PIL import Image

from catalogues.upload_limits import Limits
from kernel.errors import Refusal
from services.filing.domain.uploads import refused

# Requests have threads of their own; more of them for each picture would only wait for one another.
cv2.setNumThreads(1)

_Grey = NDArray[np.uint8]

_SIDE, _COARSE = 640, 80
"""Pixels along the longer side on which sharpness is measured, and shapes are."""

_DARK, _LIGHT, _FAINT_CONTRAST, _NO_CONTRAST = 45, 180, 36, 8
_SHAPES, _FULL_CONTRAST = 13, 128
"""Least change of brightness between coarse points, at the strongest hundredth of them."""
_NOISE = 5000
"""Sharper than print ever is: random points."""
_BRIGHT = 250
_SPOT = 0.7
"""A burnt-out region whose box is larger than this share of the picture is white paper."""
_FACE_SIDE, _FACE_AGREED = 280, 6
_FACE_LEAST = 56, 28
"""Of a face: ordinary cards and portraits show a large one, which is found in half the time; then small ones count."""


def refuse_illegible(picture: Image.Image, limits: Limits) -> None:
    """Raises Refusal for the first thing that makes a decoded, upright picture useless for `limits`."""
    _refuse_size(picture, limits)
    grey = np.asarray(picture.convert("L"))
    fine = _scaled(grey, _SIDE)
    darkest, light, brightest = (int(value) for value in _percentiles(fine, 0.2, 98, 99.8))
    contrast = brightest - darkest
    if contrast < _NO_CONTRAST:
        raise _blank()
    if light < _DARK:
        raise refused("too_dark", "图片太暗，看不清内容", "The picture is too dark to make anything out")
    if contrast < _FAINT_CONTRAST and brightest > _LIGHT:
        raise refused("too_bright", "图片曝光过度，看不清内容", "The picture is overexposed and cannot be made out")
    sharpness = _sharpness(fine) * (255 / contrast) ** 2
    if sharpness > _NOISE or _shapes(fine) < _SHAPES * min(1.0, contrast / _FULL_CONTRAST):
        raise _blank()
    if sharpness < limits.least_sharpness:
        raise refused("blurred", "图片模糊，看不清内容", "The picture is blurred")
    if limits.most_glare < 1 and _glare(fine, limits.most_glare) > limits.most_glare:
        raise refused("glare", "图片有大片反光，遮住了内容", "A reflection covers part of the picture")
    if limits.has_face and _lies(grey):
        raise refused(
            "turned",
            "图片方向不对，请转正后上传",
            "The picture lies on its side or upside down; turn it upright first",
        )


def _blank() -> Refusal:
    return refused("blank", "图片上没有可辨认的内容", "Nothing can be made out on the picture")


def look_of(picture: Image.Image) -> str:
    """64 hexadecimal digits, nearly the same for the same picture however it was stored, and others for others."""
    small = np.asarray(picture.convert("L").resize((17, 16), Image.Resampling.BOX), np.int16)
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes().hex()


def look_alike(one: str, other: str) -> bool:
    """Whether two pictures are one and the same, saved twice."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= _SAME_BITS


_SAME_BITS = 24


def _refuse_size(picture: Image.Image, limits: Limits) -> None:
    shorter, longer = sorted(picture.size)
    least = limits.least_sides
    if shorter < least[0] or longer < least[1]:
        raise refused(
            "too_few_pixels",
            f"图片太小（{picture.width} × {picture.height} 像素），至少需要 {least[1]} × {least[0]} 像素",
            f"The picture is too small ({picture.width} × {picture.height} pixels); it takes {least[1]} × {least[0]}",
        )
    if longer > shorter * limits.longest_to_shortest:
        raise refused("wrong_shape", "图片不完整，只有一个长条", "The picture is a strip and does not show everything")


def _scaled(grey: _Grey, side: int) -> _Grey:
    factor = side / max(grey.shape)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def _percentiles(fine: _Grey, *shares: float) -> list[float]:
    """As `numpy.percentile` has them, counted by brightness instead of sorted."""
    below = np.cumsum(np.bincount(fine.ravel(), minlength=256))
    found = []
    for share in shares:
        place = share / 100 * (fine.size - 1)
        low, high = np.searchsorted(below, (int(place), min(int(place) + 1, fine.size - 1)), side="right")
        found.append(float(low + (high - low) * (place - int(place))))
    return found


def _shapes(fine: _Grey) -> float:
    """Grain averages out and a wash of colour changes slowly: only what is drawn stays."""
    coarse = _scaled(fine, _COARSE).astype(np.float32)
    return float(np.percentile(np.abs(cv2.Laplacian(coarse, cv2.CV_32F)), 99))


def _sharpness(fine: _Grey) -> float:
    """A hand that moved leaves edges along its way only, so the axis that is less sharp counts."""
    return min(float(cv2.Sobel(fine, cv2.CV_32F, *axis, ksize=1).var()) for axis in ((2, 0), (0, 2)))


def _glare(fine: _Grey, most: float) -> float:
    """The share of the largest burnt-out spot that lies inside; paper that goes to the edge is white, not burnt. Nobody
    looks for spots where all of them together are no more than `most`."""
    burnt = np.asarray(fine >= _BRIGHT, np.uint8)
    if np.count_nonzero(burnt) <= most * fine.size:
        return 0.0
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(burnt)
    height, width = fine.shape
    inside = [
        int(area)
        for x, y, across, down, area in boxes[1:]
        if x > 0 and y > 0 and x + across < width and y + down < height and across * down < _SPOT * labels.size
    ]
    return max(inside, default=0) / labels.size


class _Finder(threading.local):
    """A finder of faces for each thread: it remembers while it looks."""

    def __init__(self) -> None:
        self.faces = cv2.CascadeClassifier(f"{haarcascades}haarcascade_frontalface_default.xml")


@cache
def _finder() -> _Finder:
    return _Finder()


def _lies(grey: _Grey) -> bool:
    """Whether there is a face, and only when the picture is turned."""
    small = _scaled(grey, _FACE_SIDE)
    turned = (cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return not _shows_face(small) and any(_shows_face(np.asarray(cv2.rotate(small, how), np.uint8)) for how in turned)


def _shows_face(grey: _Grey) -> bool:
    look = _finder().faces.detectMultiScale
    return any(len(look(grey, 1.2, _FACE_AGREED, minSize=(least, least))) > 0 for least in _FACE_LEAST)
