"""`kaiye log`: whether the log only grew, and whether a file or a number stands in it."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.log.keys import NoKey, pinned
from cli.log.source import Contradiction, Source, Unreachable, of_stack
from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.environment import lent
from kernel.tlog.notes import Checkpoint, NotSigned, Verifier
from kernel.tlog.proofs import SUFFIX, Proof
from kernel.tlog.tree import NotProven

app = typer.Typer(no_args_is_help=True, pretty_exceptions_show_locals=False, help="The log of everything that counts.")
PlaceOption = Annotated[
    str | None, typer.Option("--from", help="Address or folder of the log; else that of the stack that runs.")
]
KeyOption = Annotated[
    str | None, typer.Option("--log-key", envvar="KAIYE_LOG_VERIFIER", help="The log's key: name+id+key.")
]


@app.command()
def monitor(
    place: PlaceOption = None,
    key: KeyOption = None,
    state: Annotated[Path, typer.Option(help="Where the last head is kept.")] = Path("log-monitor.json"),
    every: Annotated[float | None, typer.Option(help="Look again every so many seconds, until it is wrong.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Prove that the log only grew since this was called last; ends with 1 when it did not, with 2 when it cannot be
    said. The head that was seen last is kept: run it where nobody of the log's can reach."""
    console = Console()
    while True:
        code = _monitored(console, place, key, state, home)
        if every is None or code == 1:
            raise typer.Exit(code)
        time.sleep(every)


def _monitored(console: Console, place: str | None, key: str | None, state: Path, home: Path) -> int:
    try:
        log, before = _kept(state) if state.exists() else (pinned(key, home, offline=False), None)
        source = Source(_place(place, home))
        note, now = source.head(log)
        if before is not None:
            source.grew(before, now)
    except (Unreachable, NoKey) as error:
        console.print(str(error), style="yellow", markup=False)
        return 2
    except Contradiction as error:
        console.print(f"NOT THE SAME LOG 日志被改动: {error}", style="red", markup=False)
        return 1
    state.write_text(json.dumps({"key": str(log), "note": note}, indent=1, ensure_ascii=False))
    grown = f"grew from {before.size} entries" if before else "seen for the first time"
    console.print(f"{log.name}: {now.size} entries, {grown}", markup=False, highlight=False)
    return 0


@app.command()
def prove(
    what: Annotated[str, typer.Argument(help="A file (licence, archive package), an application's number or a code.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the proofs.")] = None,
    place: PlaceOption = None,
    key: KeyOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Get and check the proofs that something is in the log, and keep them: FILE.tlog-proof, or one for each entry."""
    console = Console()
    try:
        log = pinned(key, home, offline=False)
        proofs = _of_file(Path(what), place, home) if Path(what).is_file() else _of_number(console, what, home)
        heads = [proof.check(log) for proof in proofs]
    except (Unreachable, NoKey, NotProven) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    table = Table("Entry", "Of", "What", "Written", title=f"{log.name}: {heads[0].size if heads else 0} entries")
    folder = out or (Path(what).parent if Path(what).is_file() else Path(what))
    for proof in proofs:
        told = json.loads(proof.entry)
        table.add_row(str(proof.index), told["book"], told["key"], told["at"])
        name = Path(what).name if Path(what).is_file() else str(proof.index)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}{SUFFIX}").write_text(str(proof))
    console.print(table if proofs else "The log has nothing of it.")
    raise typer.Exit(0 if proofs else 1)


@app.command()
def mirror(
    folder: Annotated[Path, typer.Argument(help="Where a web server serves it from.")],
    place: PlaceOption = None,
    key: KeyOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the log's head and tiles as static files; the head last, so that what it covers is always there."""
    console = Console()
    try:
        source = Source(_place(place, home))
        note, head = source.head(pinned(key, home, offline=False))
        written = source.mirror(folder, head.size)
    except (Unreachable, NoKey, Contradiction) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    (folder / "checkpoint").write_text(note)
    console.print(f"{written} tiles written, {head.size} entries")


def _kept(state: Path) -> tuple[Verifier, Checkpoint]:
    try:
        kept = json.loads(state.read_text())
        log = Verifier.parse(kept["key"])
        return log, Checkpoint.opened(kept["note"], log)
    except (ValueError, KeyError, TypeError, NotSigned):
        raise NoKey(f"{state} is not what a monitor left") from None


def _place(place: str | None, home: Path) -> str:
    found = place or of_stack(home)
    if found is None:
        raise Unreachable("No stack runs here; name the log with --from")
    return found


def _of_file(file: Path, place: str | None, home: Path) -> list[Proof]:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return [Proof.parse(Source(_place(place, home)).read(f"proofs/{digest}").decode())]


def _of_number(console: Console, number: str, home: Path) -> list[Proof]:
    """Asked of the log's own database, on the machine of the stack: who may ask for a case's entries over the network
    is nobody yet."""
    from services.transparency.main import open_resources
    from services.transparency.operations.reading import prove_number

    _, environment = running(home, console)
    with lent(environment.of("transparency")):
        resources = open_resources()
    try:
        return prove_number(resources, number)
    finally:
        resources.database.close()
        resources.stamps.close()
