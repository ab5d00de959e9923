"""Who did and saw what here, for an auditor."""

from __future__ import annotations

from collections.abc import Iterator

from kernel.tokens import Principal
from kernel.trail_book import read_book
from kernel.trails import AskedTrail
from services.licence.operations.resources import Resources


def read_trail(resources: Resources, caller: Principal, asked: AskedTrail) -> Iterator[bytes]:
    """Of every case; that it was read is written down first."""
    return read_book(resources.trail, resources.database, resources.exchange.authors, caller, asked)
