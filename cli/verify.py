"""`kaiye verify`: whether a signed document is what its signers signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.running import read_run
from kernel.errors import Refusal
from kernel.pdf.verification import Verification
from kernel.pdf.verification import verify as verify_pdf


def verify(
    pdf: Annotated[Path, typer.Argument(help="The document to verify.", exists=True, dir_okay=False)],
    roots: Annotated[
        Path | None,
        typer.Option("--roots", help="Trusted root certificates (PEM); roots.pem beside the document by default."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Check every signature of a PDF, offline; ends with 1 when anything is not as it was signed."""
    console = Console()
    trusted = _roots(pdf, roots, home)
    if trusted is None:
        console.print("No trusted roots: name them with --roots FILE", style="red")
        raise typer.Exit(2)
    try:
        verdict = verify_pdf(pdf.read_bytes(), [trusted])
    except Refusal as refusal:
        console.print(f"{refusal.zh} / {refusal.en}", style="red")
        raise typer.Exit(1) from None
    _show(console, verdict)
    raise typer.Exit(0 if verdict.ok and verdict.covers_whole_document else 1)


def _roots(pdf: Path, given: Path | None, home: Path) -> bytes | None:
    beside = [given] if given else [pdf.parent / "roots.pem", pdf.parent.parent / "roots.pem"]
    for path in beside:
        if path and path.is_file():
            return path.read_bytes()
    run = read_run(home.expanduser().resolve())
    if run is None or "trust" not in run.addresses:
        return None
    return httpx.get(f"{run.addresses['trust']}/ca/roots.pem", timeout=10).raise_for_status().content


def _show(console: Console, verdict: Verification) -> None:
    table = Table("Field", "Signer", "Signed (UTC)", "Timestamp (UTC)", "Intact", "Trusted")
    for signature in verdict.signatures:
        table.add_row(
            signature.field,
            signature.signer or "?",
            f"{signature.signed_at:%Y-%m-%d %H:%M:%S}" if signature.signed_at else "",
            f"{signature.timestamped_at:%Y-%m-%d %H:%M:%S}" if signature.timestamped_at else "",
            "yes" if signature.intact else "NO",
            "yes" if signature.trusted else "NO",
        )
    console.print(table)
    for problem in verdict.problems:
        console.print(f"{problem.zh} / {problem.en}", style="red", markup=False)
    good = verdict.ok and verdict.covers_whole_document
    console.print(
        "VALID: nothing was changed since it was signed" if good else "NOT VALID", style="green" if good else "red"
    )
