"""The reading process: recognises text and faces, answers over a pipe, and keeps nothing."""

from __future__ import annotations

import ctypes
import re
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy
import pypdfium2
from numpy.typing import NDArray

from kernel.reading.pages import Line, Page, Task, page_as_text, plain, task_of

if TYPE_CHECKING:
    from kernel.reading.engine import Engine, Recognised

Picture = NDArray[numpy.uint8]

MOST_PAGES = 3
LONGEST_SIDE = 1280
"""Pixels beyond this make reading dearer and not better."""

_QUICK, _THOROUGH = 384, 960
"""Longest side at which lines are looked for; each line is then recognised at full size."""

_FACES_SIDE = 240
"""Faces that count take up a sixth of a picture: less than this shows them too."""

_COLOURS_SIDE, _DARK, _GREY = 160, 40, 0.04
"""Below this brightness a channel is mostly noise. Cards as drawn and photographed have 0.05 to 0.15, their photocopies
0.01 to 0.034, under the yellowest light."""

_STANDING = ((0, _THOROUGH), (180, _QUICK), (90, _QUICK), (270, _QUICK))
_LYING = ((90, _QUICK), (270, _QUICK))
_LEAST_SURE = 0.5
_LONG = 4
_ENOUGH = 2
"""So many anchors leave no doubt that a picture stands upright and is what it should be."""

_KEPT_SECONDS = 1.0
"""Without a picture, until memory is given back: those of one application come closer together."""

_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
_FACES = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"


class Lector:
    """Loads what recognises text when it is first needed: faces alone need a tenth of the memory."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self._cascade = cv2.CascadeClassifier(str(_FACES))
        self._engine: Engine | None = None

    def read(self, task: Task) -> Page:
        """Raises ValueError for what is neither a picture nor a PDF."""
        pages = _pages(task.picture) if task.picture.startswith(b"%PDF-") else [_opened(task.picture)]
        if not task.anchors:
            return self._faces(pages[0])
        return replace(_joined([self._text(page, task) for page in pages]), coloured=_is_coloured(pages[0]))

    def _text(self, picture: Picture, task: Task) -> Page:
        """As it stands, quickly and then thoroughly; then in the other positions. What shows most anchors is the
        answer, and the picture as it stands where none does."""
        best, writing = self._lines(picture, 0, _QUICK, task)
        most = 0 if _lies(best) else _found(best, task.anchors)
        if not writing or most >= min(_ENOUGH, len(task.anchors)):
            return best
        for turn, side in _LYING if _lies(best) else _STANDING:
            page, _ = self._lines(picture, turn, side, task)
            if _found(page, task.anchors) > most and not _lies(page):
                return page
        return best

    def _lines(self, picture: Picture, turn: int, side: int, task: Task) -> tuple[Page, bool]:
        """What can be read, and whether there seems to be any writing at all."""
        if self._engine is None:
            # Half a second's worth of libraries, which faces do not need.
            from kernel.reading.engine import Engine

            self._engine = Engine()
        turned = _turned(picture, turn)
        height, width = turned.shape[:2]
        sure: list[Recognised] = []
        writing = False
        for line in self._engine.read(turned, side):
            writing = True
            if line.sure >= _LEAST_SURE:
                sure.append(line)
                if _says_enough("".join(each.text for each in sure), task):
                    break
        return Page(turn, width, height, tuple(_as_lines(sure))), writing

    def _faces(self, picture: Picture) -> Page:
        """Upright faces; where there is none, in the other positions."""
        grey = cv2.cvtColor(_smaller(picture, _FACES_SIDE), cv2.COLOR_BGR2GRAY)
        least = max(24, min(grey.shape) // 6)
        for turn in (0, 180, 90, 270):
            standing = cv2.rotate(grey, _TURNS[turn]) if turn else grey
            found = self._cascade.detectMultiScale(standing, 1.1, 6, minSize=(least, least))
            largest = max((int(face[2]) for face in found), default=0)
            faces = sum(2 * int(face[2]) >= largest for face in found)
            if faces:
                height, width = _turned(picture, turn).shape[:2]
                return Page(turn, width, height, faces=faces)
        height, width = picture.shape[:2]
        return Page(0, width, height, faces=0)


def main(descriptor: int) -> None:
    """Answers tasks until the other end of the pipe closes, so that it never outlives the process that started it."""
    # The terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lector = Lector()
    with Connection(descriptor) as pipe:
        while True:
            if not pipe.poll(_KEPT_SECONDS):
                _give_back()
            try:
                task = task_of(pipe.recv_bytes())
            except EOFError:
                return
            try:
                answer = page_as_text(lector.read(task))
            # A picture that cannot be opened, or upsets what opens it, is one nobody could read.
            except (ValueError, cv2.error):
                answer = "null"
            try:
                pipe.send_bytes(answer.encode())
            except (BrokenPipeError, ConnectionResetError):
                return


def _give_back() -> None:
    """To the system, what no picture needs now; only glibc is told, and other libraries of C keep little."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _pages(content: bytes) -> list[Picture]:
    """The first pages as they look: what a reader sees counts, not the text that a file says it has."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise ValueError("no document") from None
    pages = []
    for number in range(min(MOST_PAGES, len(document))):
        page = document[number]
        scale = LONGEST_SIDE / max(*page.get_size(), 1.0)
        rendered = page.render(scale=scale).to_numpy()
        pages.append(cv2.cvtColor(rendered, cv2.COLOR_BGRA2BGR) if rendered.shape[2] == 4 else rendered)
    if not pages:
        raise ValueError("no pages")
    return [page.astype(numpy.uint8, copy=False) for page in pages]


def _is_coloured(picture: Picture) -> bool:
    """Whether the middle of a picture has colours of its own, whatever the colour of the light: of grey things the
    channels keep one ratio."""
    height, width = picture.shape[:2]
    middle = picture[height // 5 : height - height // 5, width // 5 : width - width // 5]
    small = _smaller(middle, _COLOURS_SIDE).astype(numpy.float32)
    blue, green, red = small[small.min(axis=2) > _DARK].T
    if not green.size:
        return False
    return float(numpy.log(red / green).std() + numpy.log(blue / green).std()) > _GREY


def _joined(pages: list[Page]) -> Page:
    """One below the other."""
    lines: list[Line] = []
    below = 0
    for page in pages:
        lines += (replace(line, top=line.top + below, bottom=line.bottom + below) for line in page.lines)
        below += page.height
    return Page(pages[0].turn, max(page.width for page in pages), below, tuple(lines))


def _opened(content: bytes) -> Picture:
    picture = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("no picture")
    return _smaller(picture.astype(numpy.uint8, copy=False), LONGEST_SIDE)


def _smaller(picture: Picture, side: int) -> Picture:
    """With so many pixels at the longer side at most."""
    share = side / max(picture.shape[:2])
    if share >= 1:
        return picture
    smaller = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return smaller.astype(numpy.uint8, copy=False)


def _found(page: Page, anchors: tuple[str, ...]) -> int:
    return sum(anchor in page.text for anchor in anchors)


def _says_enough(text: str, task: Task) -> bool:
    said = plain(text)
    return any(all(re.search(pattern, said) for pattern in patterns) for patterns in task.enough)


def _lies(page: Page) -> bool:
    """Whether most lines run up or down the picture."""
    long = [line for line in page.lines if len(line.text) >= _LONG]
    upright = sum(line.bottom - line.top > line.right - line.left for line in long)
    return 2 * upright > len(long)


def _turned(picture: Picture, turn: int) -> Picture:
    return cv2.rotate(picture, _TURNS[turn]).astype(numpy.uint8, copy=False) if turn else picture


def _as_lines(recognised: Iterable[Recognised]) -> Iterator[Line]:
    for line in recognised:
        across, down = [int(x) for x, _ in line.corners], [int(y) for _, y in line.corners]
        yield Line(line.text, min(across), min(down), max(across), max(down))
