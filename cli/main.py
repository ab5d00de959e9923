"""`kaiye`: the command line of the whole project; each group of commands is a room of its own."""

from __future__ import annotations

import os
import sys

import typer

from cli import accounts, cases, decision, demo, doctor, events, names, stack, staff, verify
from cli.bench.command import bench
from cli.bench.names import bench_names
from cli.invariants.command import invariants

app = typer.Typer(
    name="kaiye",
    help="Kaiye 开业: registers a business in one sitting and with no clerk.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold secrets
)
app.command("up")(stack.up)
app.command("down")(stack.down)
app.command("demo")(demo.demo)
app.command("register")(demo.register)
app.command("status")(cases.status)
app.command("history")(cases.history)
app.command("verify")(verify.verify)
app.add_typer(decision.app, name="decision")
app.command("invariants")(invariants)
app.add_typer(events.app, name="events")
app.add_typer(names.app, name="names")
measuring = typer.Typer(invoke_without_command=True)
measuring.callback()(bench)
measuring.command("names")(bench_names)
app.add_typer(measuring, name="bench")
app.command("doctor")(doctor.doctor)
app.command("totp")(accounts.print_totp)
app.add_typer(staff.app, name="staff")


def main() -> None:
    """Ends the process itself: the Temporal client may abort the interpreter at a normal exit."""
    code = 0
    try:
        code = app(standalone_mode=True) or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
