"""One typesetting process: it keeps the fonts and a compiler for each template warm, and answers over a pipe."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection

import typst


@dataclass(frozen=True)
class Job:
    template: str
    inputs: dict[str, str]
    timestamp: datetime


@dataclass(frozen=True)
class Failure:
    """What the compiler said; it may repeat the text that was being set, so it is never logged as it is."""

    message: str
    diagnostic: str


class Compositor:
    def __init__(self, root: str, font_folders: list[str]) -> None:
        self._root = root
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=list(font_folders))
        self._compilers: dict[str, typst.Compiler] = {}

    def set(self, job: Job) -> bytes | Failure:
        """PDF/A-3b as the compiler makes it, or why there is none."""
        try:
            compiler = self._compilers.get(job.template)
            if compiler is None:
                compiler = typst.Compiler(
                    job.template, root=self._root, font_paths=self._fonts, ignore_system_fonts=True
                )
                self._compilers[job.template] = compiler
            pdf = compiler.compile(format="pdf", sys_inputs=job.inputs, pdf_standards=["a-3b"], timestamp=job.timestamp)
        except typst.TypstError as error:
            return Failure(error.message, error.diagnostic)
        except (RuntimeError, ValueError) as error:
            return Failure(str(error), "")
        return pdf if isinstance(pdf, bytes) else Failure("the compiler gave no PDF", "")


def main(descriptor: int, root: str, font_folders: list[str]) -> None:
    """Answers jobs until the other end of the pipe closes, so that it never outlives the process that started it."""
    # The terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    compositor = Compositor(root, font_folders)
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
