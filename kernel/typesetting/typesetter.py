"""Sets documents as PDF/A-3b from Typst templates, the same bytes for the same input, from any number of threads."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from kernel.counters import Work, count
from kernel.errors import Defect, Outage
from kernel.typesetting.compositor import Failure, Job
from kernel.typesetting.presses import PROJECT_ROOT, SHARED, Presses

_UNPRINTABLE = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)*)"` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)
_RUST_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_IDENTIFIER = re.compile(r'"[a-z][a-z_-]*"')
_POSITION = re.compile(r"^error: .*?(?P<place>\S+\.typ:\d+:\d+)", re.DOTALL | re.MULTILINE)


class UnprintableText(ValueError):
    """No font here has a glyph for some characters. `code_points` names them (`U+20BB7`), never the text."""

    def __init__(self, characters: str) -> None:
        self.code_points = tuple(dict.fromkeys(f"U+{ord(character):04X}" for character in characters))
        super().__init__("no font has " + ", ".join(self.code_points))


class Typesetter:
    """Renders documents on a few processes, each started when first needed and replaced when it dies.

    With no load beyond one document at a time only one process runs, whatever `processes` says. Those that are
    `shared` use the same processes wherever they are in this one, as many as the most demanding asked for: each
    process keeps a hundred megabytes of fonts.
    """

    def __init__(self, processes: int = 1, *, shared: bool = False) -> None:
        if processes < 1:
            raise ValueError("a typesetter needs at least one process")
        self._closed = threading.Event()
        self._shared = shared
        self._presses = SHARED.join(processes) if shared else Presses(processes)

    def render(
        self,
        template: Path,
        data: Mapping[str, Any],
        *,
        timestamp: datetime,
        files: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """PDF/A-3b that ends with a newline, ready to be signed; identical for identical arguments.

        The template imports `/kernel/typesetting/inputs.typ`, whose `data` is `data` (JSON values only) and whose
        `file(name)` is the bytes of `files[name]`: `image(file("mark.svg"))`, `pdf.attach("/licence.json",
        file("licence.json"), ...)` with its leading slash. Paths in templates start at the project root.
        `timestamp` becomes the file's date, in UTC; dates to be printed belong in `data`.

        Raises `UnprintableText` for characters no font has, `Outage` when no process answers in time,
        `Defect` when the template itself fails.
        """
        if timestamp.utcoffset() is None:
            raise ValueError("a document's timestamp needs a time zone")
        job = Job(
            template=template.resolve().relative_to(PROJECT_ROOT).as_posix(),
            data=_as_json(data),
            files=dict(files or {}),
            timestamp=timestamp.astimezone(UTC).replace(microsecond=0),  # a PDF date has whole seconds
        )
        if self._closed.is_set():
            raise Outage("typesetting.closed")
        count(Work.TYPESETTING)
        answer = self._presses.set(job)
        if isinstance(answer, Failure):
            raise _trouble(template, answer)
        # Without this newline the first signature's increment breaks PDF/A (ISO 19005-2, 6.1.9).
        return answer if answer.endswith(b"\n") else answer + b"\n"

    def close(self) -> None:
        """Ends the processes, shared ones with the last who uses them; documents being set then fail with `Outage`.
        Safe to call again."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._shared:
            SHARED.leave()
        else:
            self._presses.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _as_json(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    surrogates = "".join(character for character in text if "\ud800" <= character <= "\udfff")
    if surrogates:
        raise UnprintableText(surrogates)
    return text


def _trouble(template: Path, failure: Failure) -> UnprintableText | Defect:
    unprintable = _UNPRINTABLE.search(failure.message)
    if unprintable:
        return UnprintableText(_RUST_ESCAPE.sub(_unescape, unprintable["text"]))
    message = _QUOTED.sub(_mask, failure.message)
    position = _POSITION.search(failure.diagnostic)
    place = position["place"] if position else template.name
    return Defect("typesetting.template_failed", f"{place}: {message}")


def _mask(quoted: re.Match[str]) -> str:
    # The compiler quotes the values it stumbles over, and those may be personal data: only plain keys are kept.
    return quoted[0] if _IDENTIFIER.fullmatch(quoted[0]) else '"…"'


def _unescape(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _RUST_CONTROLS.get(escape[2], escape[2])
