"""`kaiye trail`: who did and saw what, as each service signed it, in one file that `kaiye verify` checks."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from cli.running import running
from cli.stack import DEFAULT_HOME, HomeOption
from kernel.trails import KEEPERS

_SECONDS = 60.0
_SECOND_FACTOR = "identity.second_factor_required"


def trail(
    out: Annotated[Path, typer.Option("--out", help="The file to write (JSON Lines).")],
    account: Annotated[str, typer.Option("--account", help="An account of the role auditor.")] = "auditor",
    about: Annotated[str | None, typer.Option("--about", help="A case, a code, a file or an account only.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="What this account did and saw only.")] = None,
    since: Annotated[datetime | None, typer.Option("--since", help="From this moment on, local time.")] = None,
    until: Annotated[datetime | None, typer.Option("--until", help="Before this moment, local time.")] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the audit trail of every service that keeps one. The password is asked for, or read from standard input; so
    are the six digits of the second factor where one is needed."""
    console = Console()
    run, _ = running(home, console)
    asked: dict[str, Any] = {"about": about, "actor": actor}
    asked |= {"since": since and since.astimezone().isoformat(), "until": until and until.astimezone().isoformat()}
    query = {name: value for name, value in asked.items() if value is not None}
    try:
        token = _token(run.addresses["identity"], account)
        with out.open("wb") as file:
            for service in KEEPERS:
                address = f"{run.addresses[service]}/trail"
                headers = {"Authorization": f"Bearer {token}"}
                with httpx.stream("GET", address, params=query, headers=headers, timeout=_SECONDS) as answer:
                    answer.raise_for_status()
                    for piece in answer.iter_bytes():
                        file.write(piece)
    except httpx.HTTPStatusError as error:
        console.print(f"{error.request.url.path}: {error.response.status_code}", style="red", markup=False)
        raise typer.Exit(1) from None
    except httpx.HTTPError as error:
        console.print(f"No answer: {type(error).__name__}", style="red", markup=False)
        raise typer.Exit(2) from None
    console.print(f"{out}: the trails of {', '.join(KEEPERS)}. Check it with kaiye verify {out}", markup=False)


def _token(identity: str, account: str) -> str:
    typed = {"account_name": account, "password": _asked("Password: ")}
    answer = httpx.post(f"{identity}/sessions", json=typed, timeout=_SECONDS)
    if answer.is_client_error and answer.json().get("code") == _SECOND_FACTOR:
        typed["totp_code"] = _asked("Six digits: ")
        answer = httpx.post(f"{identity}/sessions", json=typed, timeout=_SECONDS)
    return str(answer.raise_for_status().json()["access_token"])


def _asked(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().strip()
