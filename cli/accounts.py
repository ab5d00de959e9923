"""`kaiye totp`: the second factor of a demo account, for those without an authenticator app at hand."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.console import Console

from cli.stack import DEFAULT_HOME, HomeOption
from deploy.local.accounts import staff_accounts, totp
from deploy.local.generated_secrets import SecretFile


def print_totp(
    login: Annotated[str, typer.Argument(help="Account name, for example examiner.")], home: HomeOption = DEFAULT_HOME
) -> None:
    """Print the six digits a demo account must type now."""
    console = Console()
    path = home.expanduser().resolve() / "secrets.json"
    if not path.exists():
        console.print(f"{path} does not exist yet: kaiye up makes it.", markup=False, soft_wrap=True)
        raise typer.Exit(1)
    secrets = {account.account_name: account.totp_secret for account in staff_accounts(SecretFile(path))}
    if login not in secrets:
        console.print(f"No account {login!r}. Known: {', '.join(secrets)}", markup=False, soft_wrap=True)
        raise typer.Exit(1)
    console.print(totp(secrets[login], time.time()))
