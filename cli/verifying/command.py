"""`kaiye verify`: whether a signed document is what its signers signed, and whether they may sign it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.log.keys import NoKey
from cli.log.keys import pinned as pinned_log
from cli.stack import DEFAULT_HOME, HomeOption
from cli.verifying.report import Report, examined, with_proof
from cli.verifying.roots import NoRoots, pinned
from kernel.errors import Refusal
from kernel.tlog.proofs import SUFFIX


def verify(
    pdf: Annotated[Path, typer.Argument(help="The document to verify.", exists=True, dir_okay=False)],
    roots: Annotated[
        Path | None,
        typer.Option("--roots", envvar="KAIYE_TRUST_ROOTS", help="The root certificates you believe (PEM)."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    proof: Annotated[
        Path | None, typer.Option("--proof", help="Its proof from the log; else FILE.tlog-proof if it lies beside.")
    ] = None,
    log_key: Annotated[
        str | None, typer.Option("--log-key", envvar="KAIYE_LOG_VERIFIER", help="The log's key: name+id+key.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody, not even this machine's stack.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check every signature of a PDF and who made it; ends with 1 when anything is not as it was signed, with 2 when
    it cannot be said. Root certificates that came with the document are never believed."""
    console = Console()
    try:
        trusted = pinned(roots, home, offline=offline)
        report = examined(pdf.read_bytes(), trusted)
        beside = proof or pdf.with_name(pdf.name + SUFFIX)
        if proof or beside.is_file():
            log = pinned_log(log_key, home, offline=offline)
            report = with_proof(report, pdf.read_bytes(), beside.read_text(errors="replace"), log)
    except (NoRoots, NoKey) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    except Refusal as refusal:
        report = Report.unreadable(refusal)
    if as_json:
        typer.echo(report.model_dump_json(indent=1))
    else:
        _show(console, report)
    raise typer.Exit(0 if report.valid else 1)


def _show(console: Console, report: Report) -> None:
    for line in report.lines():
        console.print(line, markup=False, highlight=False)
    said = "VALID 有效: nothing was changed since it was signed" if report.valid else "NOT VALID 无效"
    console.print(said, style="green" if report.valid else "red")
