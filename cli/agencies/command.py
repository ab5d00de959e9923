"""`kaiye agency`: which agencies receive events, and what they connect with."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cli.agencies.credentials import Credentials, write_once
from cli.agencies.room import Room, notice
from cli.stack import DEFAULT_HOME, HomeOption
from kernel import jose
from kernel.clock import SHANGHAI
from services.notice.domain.agencies import STATUTORY, Agency
from services.notice.operations import enrolment, requests
from services.notice.operations.agency_keys import read_keys

app = typer.Typer(
    help="Agencies that receive events. Run it in the environment of the notice service; on a laptop --home is enough.",
    no_args_is_help=True,
)

_PIPED_WIDTH = 200  # whoever reads a list by program wants whole lines
Name = Annotated[str, typer.Argument(help="Its user and consumer on NATS: small letters, digits, underscores.")]


@app.command()
def add(
    name: Name,
    title: Annotated[str, typer.Option("--title", help="What applicants read, such as 市统计局.")] = "",
    kinds: Annotated[str, typer.Option("--kinds", help="Types of events, with commas between them.")] = "",
    basis: Annotated[str, typer.Option("--basis", help="The law by which it gets them, or puts marks.")] = "",
    marks: Annotated[str, typer.Option("--marks", help="Kinds of marks it may put on businesses, with commas.")] = "",
    marks_key: Annotated[str, typer.Option("--marks-key", help="Its public key for them: SM2, 04‖X‖Y in hex.")] = "",
    credentials: Annotated[Path | None, typer.Option("--credentials", help="File to write; NAME.agency.json.")] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="Its public keys (JWK Set); without it they are made and handed over.")
    ] = None,
    server: Annotated[str | None, typer.Option("--server", help="NATS as the agency reaches it.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Enrol an agency, and write what it connects with into a file: once."""
    agency = _described(name, title, kinds, basis, _listed(marks), marks_key or None)
    path = credentials or Path(f"{name}.agency.json")
    with notice(home) as room:
        if room.is_played(name):
            room.console.print(f"The sandbox of this machine plays {name}.", style="red", markup=False)
            raise typer.Exit(1)
        enrolment.check_new(room.resources, agency)
        private, public = _keys(keys)
        read_keys(public)
        made = Credentials.new(name, server or room.settings.nats_url, room.settings.public_url, keys=private)
        try:
            made.write(path)
        except OSError as trouble:
            room.console.print(f"{path}: {trouble.strerror}", style="red", markup=False, soft_wrap=True)
            raise typer.Exit(1) from None
        try:
            _enrol(room, agency, made, public)
        except BaseException:
            path.unlink()  # nobody can connect with it
            raise
        room.console.print(f"{name} is enrolled for {_enrolled_for(agency)}.", markup=False, soft_wrap=True)
        room.console.print(
            f"Its credentials are in {path}, once. Hand the file over in person and remove it here.",
            markup=False,
            soft_wrap=True,
        )
        if room.nats is None:
            _say_what_to_configure(room.console, made)


@app.command("keys")
def change_keys(
    name: Name,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="Its new public keys (JWK Set); without it they are made.")
    ] = None,
    at_once: Annotated[bool, typer.Option("--at-once", help="The old ones were stolen: believe them no more.")] = False,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write to an agency under new keys from now on; what it signs with the old ones is believed for a day more."""
    path = Path(f"{name}.keys.json")
    with notice(home) as room:
        if room.is_played(name):
            room.console.print(f"The sandbox of this machine plays {name}.", style="red", markup=False)
            raise typer.Exit(1)
        private, public = _keys(keys)
        if private:
            write_once(path, private)
        enrolment.change_keys(room.resources, name, public, _actor(), at_once=at_once)
        room.console.print(f"Events for {name} are encrypted to its new key.", markup=False)
        if private:
            room.console.print(
                f"The new keys are in {path}, once. Hand it over in person and remove it here; the agency puts them "
                "before those it has, and keeps the old ones for what is on its way.",
                markup=False,
                soft_wrap=True,
            )


@app.command("list")
def list_agencies(home: HomeOption = DEFAULT_HOME) -> None:
    """Every agency, what it gets, since when, and when it last accepted a test event."""
    with notice(home) as room:
        table = Table("Agency", "Title", "Kinds", "Marks", "Enrolled", "Removed", "Last test accepted")
        for entry in enrolment.list_agencies(room.resources):
            since = "by law" if entry.enrolled_at is None else _day(entry.enrolled_at)
            table.add_row(
                entry.agency.name,
                entry.agency.title,
                ", ".join(entry.agency.kinds),
                ", ".join(entry.agency.marks),
                since,
                _day(entry.removed_at),
                _day(entry.tested_at),
            )
        console = room.console
        (console if console.is_terminal else Console(width=_PIPED_WIDTH)).print(table)


@app.command()
def remove(name: Name, home: HomeOption = DEFAULT_HOME) -> None:
    """Shut an agency out at once: its connections are cut, its consumer is gone, nothing more is sent to it."""
    with notice(home) as room:
        if room.is_played(name):
            room.console.print(f"The sandbox of this machine plays {name}.", style="red", markup=False)
            raise typer.Exit(1)
        enrolment.remove_agency(room.resources, name, _actor())
        if room.nats is not None:
            room.nats.shut_out(name)
        room.console.print(f"{name} is removed.", markup=False)
        if room.nats is None:
            room.console.print(
                "It reads nothing more. Take its account out of the NATS server's configuration too, and have it "
                "read anew: that cuts its connections.",
                markup=False,
                soft_wrap=True,
            )


@app.command("test")
def send_test(name: Name, home: HomeOption = DEFAULT_HOME) -> None:
    """Send the agency a test event of each kind that it gets."""
    with notice(home) as room:
        for event_id in requests.send_test_events(room.resources, name, _actor()):
            room.console.print(event_id, highlight=False)


@app.command()
def replay(
    name: Name,
    from_sequence: Annotated[int | None, typer.Option("--from-sequence", min=1, help="Of the stream EVENTS.")] = None,
    since: Annotated[datetime | None, typer.Option("--since", help="China's time.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Let the agency read its events again, from a position or from the first that is kept."""
    with notice(home) as room:
        start = from_sequence or (since.replace(tzinfo=SHANGHAI) if since else None)
        consumer = requests.begin_replay(room.resources, name, start)
        room.console.print(f"{name} reads them from the consumer {consumer}.", markup=False)


def _described(name: str, title: str, kinds: str, basis: str, marks: tuple[str, ...], marks_key: str | None) -> Agency:
    """What is not said of a statutory agency is known."""
    known = next((agency for agency in STATUTORY if agency.name == name), Agency(name, "", (), ""))
    given = _listed(kinds) or known.kinds
    return Agency(name, title or known.title, given, basis or known.basis, marks, marks_key)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def _enrolled_for(agency: Agency) -> str:
    marks = (f"marks ({', '.join(agency.marks)})",) if agency.marks else ()
    return ", ".join((*agency.kinds, *marks))


def _keys(given: Path | None) -> tuple[dict[str, Any] | None, str]:
    """The agency's own public keys, or new ones with their private halves."""
    if given is not None:
        return None, given.read_text("utf-8")
    made = jose.new_keys()
    return made, json.dumps(jose.public_halves(made))


def _enrol(room: Room, agency: Agency, made: Credentials, keys: str) -> None:
    if room.nats is None:
        enrolment.enrol_agency(room.resources, agency, _actor(), keys)
        return
    room.nats.let_in(agency.name, made.password)
    try:
        enrolment.enrol_agency(room.resources, agency, _actor(), keys)
    except BaseException:
        room.nats.shut_out(agency.name)
        raise


def _say_what_to_configure(console: Console, made: Credentials) -> None:
    console.print(
        "\nAdd this account to `accounts` of the NATS server, give the server the password as the variable it names (a "
        "Secret), and have it read its configuration anew, twice (`nats-server --signal reload`): at first it gets to "
        "know the account, then what the account imports:\n",
        markup=False,
        soft_wrap=True,
    )
    console.print(made.account_block(), markup=False, highlight=False, soft_wrap=True)


def _day(instant: datetime | None) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else ""


def _actor() -> str:
    return f"operator:{getpass.getuser()}"
