"""`kaiye staff`: accounts of officials and operations, wherever the identity service runs."""

from __future__ import annotations

import getpass
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import segno
import structlog
import typer
from rich.console import Console
from rich.table import Table

from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from kernel.clock import SHANGHAI
from kernel.errors import Defect, Outage, Refusal
from kernel.tokens import Role
from services.identity.domain.staff import SIGNING
from services.identity.main import open_resources
from services.identity.operations import staff
from services.identity.operations.resources import Resources
from services.identity.operations.staff import AddStaff, Credentials
from services.identity.settings import IdentitySettings

app = typer.Typer(
    help="Accounts of staff. Run it where the identity service runs, in its environment; on a laptop --home is enough.",
    no_args_is_help=True,
)

_PIPED_WIDTH = 200  # whoever reads a list by program wants whole lines
_IN_ENVIRONMENT = "KAIYE_IDENTITY_DATABASE_URL"
Name = Annotated[str, typer.Argument(help="Account name.")]
Reason = Annotated[str, typer.Option("--reason", min=2, help="Kept in the audit trail.")]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="What the account may do.")],
    authority: Annotated[
        str | None,
        typer.Option("--authority", help="Code of the authority; examiners, heads, the licence office, archivists."),
    ] = None,
    person: Annotated[str | None, typer.Option("--name", help="The person's name, as it stands on decisions.")] = None,
    number: Annotated[str | None, typer.Option("--number", help="Their number (工号), as it stands there too.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Open an account, and show its one-time password and authenticator key: once."""
    with _identity(home) as (resources, console):
        credentials = staff.add_staff(resources, AddStaff(name, role, authority, person, _actor(), number))
        _show(console, credentials)
        if role in SIGNING and not (person and number):
            console.print(
                f"{name} cannot decide anything yet: say with `kaiye staff name` who it is.",
                style="yellow",
                markup=False,
                soft_wrap=True,
            )


@app.command("name")
def name_staff(
    name: Name,
    person: Annotated[str, typer.Option("--name", help="The person's name, as it stands on decisions.")],
    number: Annotated[str, typer.Option("--number", help="Their number (工号), as it stands there too.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Say who an account belongs to; without name and number nobody decides."""
    with _identity(home) as (resources, console):
        staff.name_staff(resources, name, name=person, staff_no=number, actor=_actor())
        console.print(f"{name} signs as {person} ({number}) from the next log-in on.", markup=False)


@app.command("list")
def list_staff(home: HomeOption = DEFAULT_HOME) -> None:
    """Every account, its state and its last log-in."""
    with _identity(home) as (resources, console):
        table = Table("Account", "Roles", "Authority", "Name", "Number", "State", "Last log-in", "Reference")
        for entry in staff.list_staff(resources):
            last = (
                entry.last_login_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if entry.last_login_at else "never"
            )
            table.add_row(
                entry.account_name,
                ", ".join(entry.roles),
                entry.authority or "",
                entry.name or "",
                entry.staff_no or "",
                entry.state,
                last,
                entry.account_id,
            )
        (console if console.is_terminal else Console(width=_PIPED_WIDTH)).print(table)


@app.command()
def suspend(name: Name, reason: Reason, home: HomeOption = DEFAULT_HOME) -> None:
    """End the account's sessions and let nobody log in to it."""
    with _identity(home) as (resources, console):
        staff.suspend_staff(resources, name, actor=_actor(), reason=reason)
        console.print(f"{name} is suspended. Pages that are open stop working within fifteen minutes.", markup=False)


@app.command()
def restore(name: Name, reason: Reason, home: HomeOption = DEFAULT_HOME) -> None:
    """End a suspension."""
    with _identity(home) as (resources, console):
        staff.restore_staff(resources, name, actor=_actor(), reason=reason)
        console.print(f"{name} can log in again.", markup=False)


@app.command("reset-totp")
def reset_totp(name: Name, home: HomeOption = DEFAULT_HOME) -> None:
    """For a lost device or password: a new one-time password and key, shown once; every session ends."""
    with _identity(home) as (resources, console):
        _show(console, staff.reset_device(resources, name, actor=_actor()))


@contextmanager
def _identity(home: Path) -> Iterator[tuple[Resources, Console]]:
    """What operations of the identity service need, from its environment or that of a laptop's stack."""
    console = Console()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if _IN_ENVIRONMENT not in os.environ:
        _, environment = running(home, console)
        os.environ |= environment.of("identity")
    resources = open_resources(IdentitySettings())
    try:
        yield resources, console
    except Refusal as refusal:
        console.print(refusal.en, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except (Outage, Defect) as trouble:
        console.print(f"It could not be done ({trouble.code}).", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    finally:
        resources.deliveries.close()
        resources.database.close()


def _show(console: Console, credentials: Credentials) -> None:
    until = credentials.valid_until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    console.print(f"Account             {credentials.account_name}", markup=False, highlight=False)
    console.print(f"Reference           {credentials.account_id}", markup=False, highlight=False)
    console.print(f"One-time password   {credentials.password}", markup=False, highlight=False)
    console.print(f"Authenticator key   {credentials.totp_secret}", markup=False, highlight=False)
    segno.make(credentials.totp_uri, error="m").terminal(out=sys.stdout, compact=True)
    console.print(
        f"This is shown once. The password is good for one log-in until {until} (China); the page then asks for a "
        "password of one's own and a code of the authenticator. Hand both over in person.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _actor() -> str:
    return f"operator:{getpass.getuser()}"
