"""`kaiye verify`: whether a signed document is what its signers signed, and whether they may sign it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.log.keys import NoKey
from cli.log.keys import pinned as pinned_log
from cli.stack import DEFAULT_HOME, HomeOption
from cli.verifying import copies, packages, trails
from cli.verifying.copies import CopyReport
from cli.verifying.packages import PackageReport
from cli.verifying.proving import ZIP, licence_and_proof
from cli.verifying.report import Report, examined, with_proof
from cli.verifying.roots import NoRoots, pinned
from cli.verifying.trails import NoAuthors, TrailReport
from kernel.errors import Refusal
from kernel.tlog.notes import Verifier
from kernel.tlog.proofs import SUFFIX


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            help="A licence or copy (with its proof: the ZIP), signed document, archive package, audit trail.",
            exists=True,
            dir_okay=False,
        ),
    ],
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
    authors: Annotated[
        str | None,
        typer.Option("--authors", envvar="KAIYE_PART_AUTHORS", help="The services' keys, for trails: service:key,…"),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody, not even this machine's stack.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check every signature of a PDF, of a licence that came with its proof, of all documents of an archive package, an
    audit trail, a copy out of the archive by its proof, and who made it; ends with 1 when anything is not as it was
    signed or filed, with 2 when it cannot be said. Root certificates that came with the file are never believed."""
    console = Console()
    try:
        content = file.read_bytes()
        report: Report | PackageReport | TrailReport | CopyReport
        if trails.is_trail(content):
            report = trails.examined(content, trails.believed(authors, home, offline=offline))
        else:
            trusted = partial(pinned, roots, home, offline=offline)
            beside = proof or file.with_name(file.name + SUFFIX)
            held = beside.read_text(errors="replace") if proof or beside.is_file() else None
            report = _reported(content, trusted, held, partial(pinned_log, log_key, home, offline=offline))
    except (NoRoots, NoKey, NoAuthors) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    except Refusal as refusal:
        report = Report.unreadable(refusal)
    if as_json:
        typer.echo(report.model_dump_json(indent=1))
    else:
        _show(console, report)
    raise typer.Exit(0 if report.valid else 2 if report.unproven else 1)


def _reported(
    content: bytes, trusted: Callable[[], bytes], proof: str | None, key: Callable[[], Verifier]
) -> Report | PackageReport | CopyReport:
    """Raises NoKey where a proof is there and no key of the log, NoRoots where somebody signed what is asked about and
    no roots are believed, and the Refusal of what is no document."""
    if packages.is_package(content):
        return packages.examined(content, trusted(), proof, key() if proof is not None else None)
    if content.startswith(ZIP):
        content, proof = licence_and_proof(content)
    if copies.is_copy(content):
        return copies.examined(content, proof, key() if proof is not None else None)
    report = examined(content, trusted())
    return report if proof is None else with_proof(report, content, proof, key())


def _show(console: Console, report: Report | PackageReport | TrailReport | CopyReport) -> None:
    for line in report.lines():
        console.print(line, markup=False, highlight=False)
    said = "VALID 有效: nothing was changed since it was signed" if report.valid else "NOT VALID 无效"
    if report.unproven:
        said = "NOT KNOWN 无法判断"
    console.print(said, style="green" if report.valid else "red")
