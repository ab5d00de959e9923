"""What the stack asks of every server it runs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Protocol

from deploy.local.children import Command


class Server(Protocol):
    """A program from pip with a folder of its own."""

    @property
    def name(self) -> str: ...

    def prepare(self) -> Command:
        """Write what the program needs (idempotent) and say how it is run."""

    def probe(self) -> None:
        """Use the server for real; raises anything while it is not ready."""

    def furnish(self) -> None:
        """Make what its users expect to find (roles, buckets); idempotent."""


class MissingProgram(Exception):
    """A program of the embedded stack is not installed; the message says how to install it."""


def program(name: str) -> str:
    """The path of an executable installed by pip beside this Python, or else on the PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise MissingProgram(f"The program {name!r} is missing. Install it with: pip install 'kaiye[local]'")
    return found
