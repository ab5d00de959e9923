"""What is asked of the reading process and what it answers, as plain JSON: it opens what strangers send."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it was recognised, and where it stands: left, top, right and bottom edge in pixels."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a picture shows. `turn`: degrees anticlockwise by which the picture had to be turned to be read; positions
    are those of the turned picture. `faces` is None where none were looked for, `coloured` where nobody looked."""

    turn: int
    width: int
    height: int
    lines: tuple[Line, ...] = ()
    faces: int | None = None
    coloured: bool | None = None

    @property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Task:
    """A JPEG, PNG or PDF. Text is looked for as long as none of the `anchors` was found; without any, faces are.

    Lines are recognised from top to bottom until what was read, blanks left out and full width made half, has all
    patterns of one of the `enough`: what stands below says nothing that is asked."""

    picture: bytes
    anchors: tuple[str, ...] = ()
    enough: tuple[tuple[str, ...], ...] = ()


def task_as_bytes(task: Task) -> bytes:
    given = {"picture": base64.b64encode(task.picture).decode(), "anchors": task.anchors, "enough": task.enough}
    return json.dumps(given).encode()


def task_of(content: bytes) -> Task:
    given = json.loads(content)
    return Task(base64.b64decode(given["picture"]), tuple(given["anchors"]), tuple(map(tuple, given["enough"])))


def page_as_text(page: Page) -> str:
    return json.dumps(asdict(page), ensure_ascii=False)


def page_of(text: str | bytes) -> Page:
    """Raises ValueError for what is no page."""
    try:
        given = json.loads(text)
        lines = tuple(Line(str(each["text"]), *(int(each[edge]) for edge in _EDGES)) for each in given["lines"])
        faces, coloured = given["faces"], given.get("coloured")
        return Page(
            int(given["turn"]),
            int(given["width"]),
            int(given["height"]),
            lines,
            None if faces is None else int(faces),
            None if coloured is None else bool(coloured),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("no page") from error


def plain(text: str) -> str:
    """Without blanks, in half width."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


_BLANK = re.compile(r"\s+")
_EDGES = ("left", "top", "right", "bottom")
