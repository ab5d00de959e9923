"""`kaiye decision`: stored decisions run again, by their own rules or by rules that somebody proposes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from kernel.clock import SystemClock
from kernel.errors import Defect, Outage, Refusal
from services.approval.domain.rule_edition import read_edition
from services.approval.domain.rule_table import as_markdown
from services.approval.main import open_resources
from services.approval.operations import replaying
from services.approval.operations.replaying import Compared
from services.approval.operations.resources import Resources
from services.approval.settings import ApprovalSettings

app = typer.Typer(help="Run decisions again, and show the rules.", no_args_is_help=True)


@app.command()
def replay(
    number: Annotated[str, typer.Argument(help="The application number (23 digits).")],
    submission: Annotated[int | None, typer.Option("--submission", min=1, help="The last one by default.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Judge a case again on the stored parts, by the rules in force then. Ends with 1 when the result is not the
    stored one byte for byte, with 2 when it cannot be judged again."""
    console = Console()
    with _approval(home, console) as resources:
        replayed = replaying.replay(resources, number, submission)
    console.print(
        f"Application {replayed.application_no}, submission {replayed.submission}: {replayed.outcome},"
        f" decision {replayed.decision_no}",
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        f"Rules {replayed.rule_set_version}, catalogues {replayed.catalogue_edition}", highlight=False, soft_wrap=True
    )
    for title, record in (("stored", replayed.kept), ("now", replayed.again)):
        digest = hashlib.sha256(record).hexdigest()
        console.print(f"{title:>6}: {len(record)} bytes, SHA-256 {digest}", highlight=False, soft_wrap=True)
    if replayed.identical:
        console.print("IDENTICAL", style="green")
        return
    console.print(f"DIFFERENT: {', '.join(replayed.rule_ids) or 'no rule, but the record around them'}", style="red")
    raise typer.Exit(1)


@app.command()
def compare(
    rules: Annotated[
        Path, typer.Option("--rules", exists=True, dir_okay=False, help="Proposed rules (JSON); see docs/rules.md.")
    ],
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Decisions of this day and later.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Show which automatic decisions proposed rules would change. Nothing is written; nobody is named. Ends with 2
    when a decision cannot be judged again."""
    console = Console()
    with _approval(home, console) as resources:
        proposed = read_edition(rules.read_bytes())
        found = list(replaying.compare(resources, proposed, since.date() if since else None))
    _show(console, proposed.title, found)
    raise typer.Exit(2 if any(each.trouble for each in found) else 0)


@app.command("rules")
def print_rules() -> None:
    """Print the table of all rules as Markdown."""
    typer.echo(as_markdown(), nl=False)


@contextmanager
def opened_approval(home: Path, console: Console) -> Iterator[Resources]:
    """The approval service's own means, on the running stack."""
    _, environment = running(home, console)
    os.environ |= environment.of("approval")
    resources = open_resources(ApprovalSettings(), SystemClock())
    try:
        yield resources
    finally:
        resources.typesetter.close()
        resources.database.close()


@contextmanager
def _approval(home: Path, console: Console) -> Iterator[Resources]:
    """Says what stands in the way, and ends the command with 2."""
    try:
        with opened_approval(home, console) as resources:
            yield resources
    except Refusal as refusal:
        for finding in refusal.all_findings():
            place = f"{finding.pointer}: " if finding.pointer else ""
            console.print(f"{place}{finding.zh} / {finding.en}", style="red", markup=False, soft_wrap=True)
        if refusal.remedy_en:
            console.print(f"{refusal.remedy_zh} / {refusal.remedy_en}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except Outage as outage:
        console.print(f"A server does not answer ({outage.code}); look with: kaiye doctor", style="red")
        raise typer.Exit(2) from None
    except Defect as defect:
        console.print(f"Cannot be judged again: {defect.code}", style="red")
        raise typer.Exit(2) from None


def _show(console: Console, title: str, found: list[Compared]) -> None:
    changed = [each for each in found if each.changes]
    if changed:
        table = Table()
        table.add_column("Application", no_wrap=True)
        for heading in ("No.", "Decided", "Would be", "Rules that say otherwise"):
            table.add_column(heading)
        for each in changed:
            table.add_row(
                each.application_no,
                str(each.submission),
                each.outcome,
                f"{each.would_be}{' *' if each.other_catalogues else ''}",
                ", ".join(each.rule_ids),
            )
        console.print(table)
    if any(each.other_catalogues for each in changed):
        console.print("* decided by other catalogues than today's; the difference may come from them")
    for each in found:
        if each.trouble:
            console.print(f"{each.application_no}/{each.submission}: cannot be judged again ({each.trouble})")
    console.print(f"{title}: changes {len(changed)} of {len(found)} decisions", highlight=False, markup=False)
