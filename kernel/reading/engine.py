"""Finds lines of text in a picture and recognises them: two small networks, one thread, no more pixels than needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy
import onnxruntime
import rapidocr_onnxruntime
from numpy.typing import NDArray
from rapidocr_onnxruntime.ch_ppocr_det.utils import DBPostProcess

from kernel.reading.network import folded

Picture = NDArray[numpy.uint8]
Corners = NDArray[numpy.float32]

_NETWORKS = Path(rapidocr_onnxruntime.__file__).parent / "models"
_LINES, _CHARACTERS = "ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"

_STEP = 32
"""Sides of what the first network is shown are multiples of this."""

_HEIGHT = 48
"""Of a line as the second network was taught to see it."""

_NARROWEST, _WIDEST = 48, 1600
_LONG = 4
"""A line so much wider than high shows how the writing slopes."""

_STANDING = 1.5
"""A line so much higher than wide runs up or down."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line: its corners from the top left clockwise, its text, and how sure that is, from 0 to 1."""

    corners: Corners
    text: str
    sure: float


class Engine:
    """Loads both networks, some 150 MB. Not for several threads."""

    def __init__(self) -> None:
        self._lines, self._recogniser = _loaded(_LINES), _loaded(_CHARACTERS)
        self._regions = DBPostProcess(thresh=0.3, box_thresh=0.4, unclip_ratio=1.6, use_dilation=True)
        known = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ("", *known, " ")

    def read(self, picture: Picture, side: int) -> Iterator[Recognised]:
        """Lines from top to bottom, each recognised when it is asked for: in the picture itself, while they are looked
        for in a copy whose longer side has so many pixels at most. Positions are those of level writing: where a
        camera was held askew, a long line would stand beside the end of the one below."""
        found = self._found(picture, side)
        level = [_turned(box, -_slope(found)) for box in found]
        for at in sorted(range(len(found)), key=lambda at: (level[at][0][1], level[at][0][0])):
            yield Recognised(level[at], *self._recognised(picture, found[at]))

    def _found(self, picture: Picture, side: int) -> list[Corners]:
        height, width = picture.shape[:2]
        share = min(1.0, side / max(height, width))
        across, down = (max(_STEP, round(size * share / _STEP) * _STEP) for size in (width, height))
        seen = _shown(cv2.resize(picture, (across, down)))
        boxes, _ = self._regions(_answer(self._lines, seen), (height, width))
        corners = [_clockwise(numpy.asarray(box, numpy.float32)) for box in boxes]
        return [box for box in corners if min(_size(box)) > 3]

    def _recognised(self, picture: Picture, corners: Corners) -> tuple[str, float]:
        width, height = (max(1, int(side)) for side in _size(corners))
        flat = numpy.array([(0, 0), (width, 0), (width, height), (0, height)], numpy.float32)
        onto = cv2.getPerspectiveTransform(corners, flat)
        line = cv2.warpPerspective(
            picture, onto, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        if height >= _STANDING * width:
            line = cv2.rotate(line, cv2.ROTATE_90_COUNTERCLOCKWISE)
            width, height = height, width
        wide = min(_WIDEST, max(_NARROWEST, round(width * _HEIGHT / height)))
        likely = _answer(self._recogniser, _shown(cv2.resize(line, (wide, _HEIGHT))))[0]
        return self._text(likely)

    def _text(self, likely: NDArray[numpy.float32]) -> tuple[str, float]:
        """The likeliest character at each place; the same one twice without a gap is one."""
        best, sure = likely.argmax(axis=1), likely.max(axis=1)
        new = best != 0
        new[1:] &= best[1:] != best[:-1]
        text = "".join(self._characters[each] for each in best[new])
        return text, float(sure[new].mean()) if text else 0.0


def _loaded(name: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Lines have all widths: memory kept for the next one would only grow.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    network = folded((_NETWORKS / name).read_bytes())
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _answer(session: Any, seen: NDArray[numpy.float32]) -> Any:
    return session.run(None, {session.get_inputs()[0].name: seen})[0]


def _shown(picture: NDArray[Any]) -> NDArray[numpy.float32]:
    """As networks see it: a batch of one, colours first, from -1 to 1."""
    return numpy.ascontiguousarray(picture.transpose(2, 0, 1)[None], numpy.float32) / 127.5 - 1


def _size(corners: Corners) -> tuple[float, float]:
    top_left, top_right, bottom_right, bottom_left = corners
    across, down = (
        (top_left - top_right, bottom_left - bottom_right),
        (top_left - bottom_left, top_right - bottom_right),
    )
    return max(float(numpy.hypot(*side)) for side in across), max(float(numpy.hypot(*side)) for side in down)


def _slope(found: list[Corners]) -> float:
    """Of the writing, in radians, as most long lines have it."""
    along = [box[1] - box[0] for box in found if _size(box)[0] > _LONG * _size(box)[1]]
    return float(numpy.median([numpy.arctan2(down, across) for across, down in along])) if along else 0.0


def _turned(corners: Corners, angle: float) -> Corners:
    sine, cosine = numpy.sin(angle), numpy.cos(angle)
    return numpy.asarray(corners @ numpy.array([(cosine, sine), (-sine, cosine)]), numpy.float32)


def _clockwise(corners: Corners) -> Corners:
    """From the top left: the two leftmost are the left side."""
    by_column = corners[numpy.argsort(corners[:, 0])]
    left, right = (side[numpy.argsort(side[:, 1])] for side in (by_column[:2], by_column[2:]))
    return numpy.array([left[0], right[0], right[1], left[1]], numpy.float32)
