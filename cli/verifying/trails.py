"""What can be said of an audit trail: whether it is what the services gave out, whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from deploy.local.environment import compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from kernel.authors import Authors, pinned
from kernel.errors import Defect
from kernel.pdf.verification import Problem
from kernel.trails import NotSigned, Trail, checked


class NoAuthors(Exception):
    """No service's key is believed; the message says what to do."""


class TrailReport(BaseModel):
    """`trails` says of each service how many lines it gave and what it was asked for. `problems` is empty when
    `valid`."""

    valid: bool
    trails: Sequence[str] = ()
    problems: Sequence[Problem] = ()

    @property
    def unproven(self) -> bool:
        return False

    def lines(self) -> Iterator[str]:
        yield from self.trails
        for problem in self.problems:
            yield f"✗ {problem.zh} / {problem.en}"


def is_trail(content: bytes) -> bool:
    """Whether it begins as one."""
    return content.startswith(b'{"')


def believed(named: str | None, home: Path, *, offline: bool) -> Authors:
    """The services' keys that somebody named, else those of this machine's stack. Raises NoAuthors."""
    text = named
    if text is None and not offline and (run := read_run(home.expanduser().resolve())) is not None:
        place = home.expanduser().resolve()
        text = compute(SecretFile(place / "secrets.json"), run.ports, place).of("archive")["KAIYE_PART_AUTHORS"]
    if not text:
        raise NoAuthors("No service's key is believed: name them with --authors or KAIYE_PART_AUTHORS.")
    try:
        return Authors(None, None, pinned(text))
    except Defect:
        raise NoAuthors("These are no keys of services: they are written service:key,service:key.") from None


def examined(content: bytes, authors: Authors) -> TrailReport:
    """Every trail in the file, by its service's own word."""
    try:
        return TrailReport(valid=True, trails=tuple(map(_said, checked(content, authors))))
    except NotSigned as error:
        zh, en = f"审计记录不是服务签发的原样（{error}）", f"This is not as it was given out: {error}"
        wrong = Problem(code="trail_altered", zh=zh, en=en)
        return TrailReport(valid=False, problems=(wrong,))


def _said(trail: Trail) -> str:
    asked = ", ".join(f"{name} {value}" for name, value in trail.head.get("asked", {}).items()) or "everything"
    return f"审计记录 audit trail of {trail.service}: {trail.lines} 条 lines ({asked}), {trail.head.get('at')}"
