"""`kaiye part-key`: a new key with which a service signs the parts it leaves, and what the others are to be told."""

from __future__ import annotations

import base64
import secrets
from typing import Annotated

import typer

from kernel.authors import public_key


def part_key(service: Annotated[str, typer.Argument(help="The service, such as approval")]) -> None:
    """Make a key. The first line is the service's secret, the second goes into KAIYE_PART_AUTHORS of all."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    typer.echo(f"KAIYE_{service.upper()}_PART_KEY={key}")
    typer.echo(f"{service}:{public_key(key)}")
