"""One typesetting process: it keeps the fonts and a compiler for each template warm, and answers over a pipe."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

import typst


@dataclass(frozen=True)
class Job:
    """`template` is a path below the project root, `data` JSON text."""

    template: str
    data: str
    files: Mapping[str, bytes]
    timestamp: datetime


@dataclass(frozen=True)
class Failure:
    """What the compiler said; it may repeat the text that was being set, so it is never logged as it is."""

    message: str
    diagnostic: str


class Compositor:
    """Keeps one compiler for each template.

    Typst reads files only below one folder, so `folder`, an empty one, is made ready for it: links to the project's
    folders, and one to the files that are open in this process. What a job brings lies in such open files without a
    name: in memory only, and gone with the process however it ends. They are the same files for every job, since what
    the compiler remembers of a document holds for the next one only while nothing but their contents changes: text
    handed over as its inputs made it begin anew each time, at twice the cost.
    """

    def __init__(self, root: Path, folder: Path, font_folders: list[str]) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=list(font_folders))
        self._compilers: dict[str, typst.Compiler] = {}
        self._folder = folder
        self._data, self._places = _Nameless(), _Nameless()
        self._files: list[_Nameless] = []
        for entry in root.iterdir():
            if entry.is_dir() and not entry.name.startswith("."):
                (folder / entry.name).symlink_to(entry)
        (folder / "open").symlink_to("/dev/fd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for file in (self._data, self._places, *self._files):
            file.close()

    def set(self, job: Job) -> bytes | Failure:
        """PDF/A-3b as the compiler makes it, or why there is none."""
        try:
            with self.loaded(job) as compiler:
                pdf = compiler.compile(format="pdf", pdf_standards=["a-3b"], timestamp=job.timestamp)
        except typst.TypstError as error:
            return Failure(error.message, error.diagnostic)
        except (RuntimeError, ValueError) as error:
            return Failure(str(error), "")
        return pdf if isinstance(pdf, bytes) else Failure("the compiler gave no PDF", "")

    @contextmanager
    def loaded(self, job: Job) -> Iterator[typst.Compiler]:
        """The compiler of the job's template, which finds what the job brings until the block is left."""
        for _ in range(len(job.files) - len(self._files)):
            self._files.append(_Nameless())
        brought = dict(zip(sorted(job.files), self._files, strict=False))
        try:
            self._data.hold(job.data.encode())
            self._places.hold(json.dumps({name: file.number for name, file in brought.items()}).encode())
            for name, file in brought.items():
                file.hold(job.files[name])
            yield self._compiler(job.template)
        finally:
            for file in (self._data, self._places, *brought.values()):
                file.hold(b"")

    def _compiler(self, template: str) -> typst.Compiler:
        compiler = self._compilers.get(template)
        if compiler is None:
            # The main file has to lie in the folder itself, links are not accepted for it.
            main = self._folder / f"{len(self._compilers)}.typ"
            main.write_text(f"#include {json.dumps('/' + template)}\n", "utf-8")
            compiler = self._compilers[template] = typst.Compiler(
                str(main),
                root=str(self._folder),
                font_paths=self._fonts,
                ignore_system_fonts=True,
                sys_inputs={"data": str(self._data.number), "files": str(self._places.number)},
            )
        return compiler


class _Nameless:
    """An open file of this process that has no name; `number` is that under which it is open."""

    def __init__(self) -> None:
        self._file = (
            os.fdopen(os.memfd_create("file"), "wb") if sys.platform == "linux" else tempfile.TemporaryFile()  # noqa: SIM115
        )
        self.number = self._file.fileno()

    def hold(self, content: bytes) -> None:
        """These bytes and no others."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(content)
        self._file.flush()
        self._file.seek(0)

    def close(self) -> None:
        self._file.close()


def main(descriptor: int, root: Path, folder: Path, font_folders: list[str]) -> None:
    """Answers jobs until the other end of the pipe closes, so that it never outlives the process that started it."""
    # The terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Compositor(root, folder, font_folders) as compositor, Connection(descriptor) as pipe:
        while True:
            try:
                job: Job = pipe.recv()
            except EOFError:
                return
            try:
                pipe.send(compositor.set(job))
            except (BrokenPipeError, ConnectionResetError):
                return
