"""One typesetting process: it keeps the fonts and a compiler for each template warm, and answers over a pipe."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

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

    Typst takes only text from outside and reads files only below one folder, so `folder`, an empty one, is made ready
    for it: links to the project's folders, and one to the files that are open in this process. Bytes of a job are
    such open files without a name: they are in memory only, and gone with the process however it ends.
    """

    def __init__(self, root: Path, folder: Path, font_folders: list[str]) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=list(font_folders))
        self._compilers: dict[str, typst.Compiler] = {}
        self._folder = folder
        for entry in root.iterdir():
            if entry.is_dir() and not entry.name.startswith("."):
                (folder / entry.name).symlink_to(entry)
        (folder / "open").symlink_to("/dev/fd")

    def set(self, job: Job) -> bytes | Failure:
        """PDF/A-3b as the compiler makes it, or why there is none."""
        try:
            with self.loaded(job) as (compiler, inputs):
                pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-3b"], timestamp=job.timestamp)
        except typst.TypstError as error:
            return Failure(error.message, error.diagnostic)
        except (RuntimeError, ValueError) as error:
            return Failure(str(error), "")
        return pdf if isinstance(pdf, bytes) else Failure("the compiler gave no PDF", "")

    @contextmanager
    def loaded(self, job: Job) -> Iterator[tuple[typst.Compiler, dict[str, str]]]:
        """The compiler of the job's template and the inputs to give it, good until the files are closed again."""
        with ExitStack() as open_files:
            files = {name: open_files.enter_context(_nameless(content)) for name, content in job.files.items()}
            yield self._compiler(job.template), {"data": job.data, "files": json.dumps(files)}

    def _compiler(self, template: str) -> typst.Compiler:
        compiler = self._compilers.get(template)
        if compiler is None:
            # The main file has to lie in the folder itself, links are not accepted for it.
            main = self._folder / f"{len(self._compilers)}.typ"
            main.write_text(f"#include {json.dumps('/' + template)}\n", "utf-8")
            compiler = self._compilers[template] = typst.Compiler(
                str(main), root=str(self._folder), font_paths=self._fonts, ignore_system_fonts=True
            )
        return compiler


@contextmanager
def _nameless(content: bytes) -> Iterator[int]:
    """The number under which a file of these bytes is open."""
    with os.fdopen(os.memfd_create("file"), "wb") if sys.platform == "linux" else tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        file.seek(0)
        yield file.fileno()


def main(descriptor: int, root: Path, folder: Path, font_folders: list[str]) -> None:
    """Answers jobs until the other end of the pipe closes, so that it never outlives the process that started it."""
    # The terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    compositor = Compositor(root, folder, font_folders)
    with Connection(descriptor) as pipe:
        while True:
            try:
                job: Job = pipe.recv()
            except EOFError:
                return
            try:
                pipe.send(compositor.set(job))
            except (BrokenPipeError, ConnectionResetError):
                return
