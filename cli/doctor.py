"""`kaiye doctor`: what this machine has, what it lacks, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from catalogues import working_days
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.applications import answers, readiness_pages
from deploy.local.layout import processes_of, wanted_ports
from deploy.local.ports import is_listening
from deploy.local.postgres import programs_folder
from deploy.local.running import Run, is_running, read_run
from deploy.local.server import MissingProgram, program
from deploy.local.stack import servers_of
from kernel.errors import Defect
from kernel.typesetting.fonts import font_paths

_NEEDED_BYTES = 2_000_000_000
_CALENDAR_AHEAD = timedelta(days=30)
_PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


@dataclass(frozen=True)
class Finding:
    """`mend` is what to do; None means there is nothing to mend. A `note` is good to know but no trouble."""

    subject: str
    found: str
    mend: str | None = None
    note: bool = False


def doctor(home: HomeOption = DEFAULT_HOME) -> None:
    """Check this machine and, when it runs, the stack. Ends with 1 if anything must be mended."""
    home = home.expanduser().resolve()
    table = Table("", "Check", "Found", "How to mend it")
    sick = False
    for finding in examine(home):
        trouble = finding.mend is not None and not finding.note
        sick = sick or trouble
        mark = "[red]no[/]" if trouble else "[yellow]note[/]" if finding.note else "[green]ok[/]"
        table.add_row(mark, finding.subject, finding.found, finding.mend or "")
    Console().print(table)
    raise typer.Exit(1 if sick else 0)


def examine(home: Path) -> Iterator[Finding]:
    """All findings, one after the other."""
    yield _python()
    yield _packages()
    yield from _programs()
    yield _fonts()
    yield _calendar(datetime.now(working_days.SHANGHAI).date())
    yield _disk(home)
    yield _folder(home)
    if not is_running(home):
        yield from _ports()
        yield Finding("Stack", f"not running in {home}")
    elif (run := read_run(home)) is None:
        yield Finding("Stack", "starting or stopping", "Wait a little and ask again.", note=True)
    else:
        yield Finding("Stack", f"running since {run.started}, process {run.pid}")
        yield from _readiness(home, run)


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", found, None if sys.version_info >= (3, 11) else "Install Python 3.11 or newer.")


def _packages() -> Finding:
    missing = []
    for name in _requirements():
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Packages", f"missing: {', '.join(missing)}", "pip install 'kaiye[local]'")
    return Finding("Packages", "all installed")


def _requirements() -> list[str]:
    if _PYPROJECT.exists():
        project = tomllib.loads(_PYPROJECT.read_text())["project"]
        wanted = [*project["dependencies"], *project["optional-dependencies"]["local"]]
    else:
        wanted = [r for r in importlib.metadata.requires("kaiye") or [] if 'extra == "dev"' not in r]
    return [re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0] for requirement in wanted]


def _programs() -> Iterator[Finding]:
    asked: list[tuple[str, Callable[[], str], str]] = [
        ("Temporal", lambda: program("temporal"), "--version"),
        ("NATS server", lambda: program("nats-server"), "--version"),
        ("SeaweedFS", lambda: program("weed"), "version"),
        ("PostgreSQL", lambda: str(programs_folder() / "postgres"), "--version"),
    ]
    for subject, path, argument in asked:
        try:
            answer = subprocess.run(  # noqa: S603 - our own programs
                [path(), argument], capture_output=True, text=True, timeout=20, check=True
            )
            yield Finding(subject, (answer.stdout or answer.stderr).strip().splitlines()[0])
        except MissingProgram as trouble:
            yield Finding(subject, "missing", str(trouble))
        except (OSError, subprocess.SubprocessError) as trouble:
            yield Finding(subject, f"does not run: {trouble}", "pip install --force-reinstall 'kaiye[local]'")


def _fonts() -> Finding:
    try:
        folders = font_paths()
    except Defect:
        return Finding("Fonts", "no Chinese font", "pip install 'kaiye[local]', or apt-get install fonts-noto-cjk")
    return Finding("Fonts", f"{len(folders)} folders")


def _calendar(today: date) -> Finding:
    """The notice for the next year appears in November; a signing window of six working days may span the longest
    holidays, so from December on the year after must be known."""
    known = max(working_days.years())
    needed = (today + _CALENDAR_AHEAD).year
    if needed <= known:
        return Finding("Working days", f"known to the end of {known}")
    if needed in working_days.provisional_years():
        missing = known + 1
        found = f"provisional from {working_days.in_doubt_from()} on: the notice for {missing} is missing"
        without = "an applicant's period may end later, the authority's earlier than by the notice"
    else:
        missing = needed
        found, without = f"the calendar of {missing} is missing", f"no period may reach {missing}"
    mend = f"Add catalogues/data/holiday_calendar_{missing}.csv and its source; until then {without}."
    return Finding("Working days", found, mend, note=today.year <= known)


def _disk(home: Path) -> Finding:
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    mend = None if free >= _NEEDED_BYTES else f"Free at least {_NEEDED_BYTES / 1e9:.0f} GB, or choose another --home."
    return Finding("Disk", f"{free / 1e9:.1f} GB free", mend)


def _folder(home: Path) -> Finding:
    if not home.exists():
        return Finding("Data folder", f"{home} (made at the first start)")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding("Data folder", f"{home} is not writable", f"chown -R $USER {home}")
    secrets = home / "secrets.json"
    if secrets.exists() and stat.S_IMODE(secrets.stat().st_mode) != 0o600:
        return Finding("Data folder", "secrets.json is readable by others", f"chmod 600 {secrets}")
    return Finding("Data folder", str(home))


def _ports() -> Iterator[Finding]:
    taken = {name: port for name, port in wanted_ports(os.environ).items() if port and is_listening(port)}
    if not taken:
        yield Finding("Ports", "all free")
    for name, port in taken.items():
        yield Finding(
            f"Port of {name}",
            f"{port} is taken",
            f"The next free port is used. To choose: KAIYE_PORT_{name.upper().replace('-', '_')}",
            note=True,
        )


def _readiness(home: Path, run: Run) -> Iterator[Finding]:
    checks: dict[str, Callable[[], None]] = {server.name: server.probe for server in servers_of(home, run.ports)}
    checks |= {part: _page(page) for part, page in readiness_pages(run.addresses).items()}
    for name, check in checks.items():
        try:
            check()
        except Exception as trouble:  # whatever a check meets, the part is not ready
            logs = [log for process in processes_of(name) if (log := home / "logs" / f"{process}.log").exists()]
            where = max(logs, key=lambda log: log.stat().st_mtime, default=home / "logs")
            yield Finding(name, f"{type(trouble).__name__}: {trouble}"[:200], f"It is restarted by itself; see {where}")
        else:
            yield Finding(name, "ready")


def _page(url: str) -> Callable[[], None]:
    return lambda: answers(url)
