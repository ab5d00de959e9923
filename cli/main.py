"""`kaiye`: the command line of the whole project; each command, or group of them, is a room of its own."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

_ROOMS = {
    "up": "cli.stack:up",
    "down": "cli.stack:down",
    "demo": "cli.demo:demo",
    "register": "cli.demo:register",
    "file": "cli.filing:app",
    "status": "cli.cases:status",
    "history": "cli.cases:history",
    "verify": "cli.verifying.command:verify",
    "log": "cli.log.command:app",
    "decision": "cli.decision:app",
    "invariants": "cli.invariants.command:invariants",
    "backup": "cli.backups:backup",
    "restore": "cli.backups:restore",
    "events": "cli.events:app",
    "agency": "cli.agencies.command:app",
    "names": "cli.name_figures:app",
    "evidence": "cli.evidence:app",
    "law": "cli.law:app",
    "bench": "cli.bench.command:app",
    "doctor": "cli.doctor:doctor",
    "part-key": "cli.part_key:part_key",
    "trail": "cli.trail:trail",
    "totp": "cli.accounts:print_totp",
    "staff": "cli.staff:app",
}


class _Rooms(TyperGroup):
    """Opens a room only when its command is called: what one command needs is no burden to another."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_ROOMS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _ROOMS:
            return None
        module, _, name = _ROOMS[cmd_name].partition(":")
        room = getattr(importlib.import_module(module), name)
        if isinstance(room, typer.Typer):
            group = typer.main.get_group(room)
            group.name = cmd_name
            return group
        alone = typer.Typer(pretty_exceptions_show_locals=False, add_completion=False)
        alone.command(cmd_name)(room)
        return typer.main.get_command(alone)


app = typer.Typer(
    name="kaiye",
    cls=_Rooms,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals hold secrets
)


@app.callback()
def kaiye() -> None:
    """Kaiye 开业: registers a business in one sitting and with no clerk."""


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
