"""Which key of the log is believed: one that somebody named, or the one of this machine's stack as first seen."""

from __future__ import annotations

from pathlib import Path

from cli.log.source import Source, Unreachable, of_stack
from kernel.tlog.notes import Verifier

PINNED = "pinned-log.key"


class NoKey(Exception):
    """Nothing is believed; the message says what to do."""


def pinned(named: str | None, home: Path, *, offline: bool) -> Verifier:
    """Raises NoKey."""
    kept = home.expanduser().resolve() / PINNED
    if named is None and not kept.is_file() and not offline and (place := of_stack(home)) is not None:
        try:
            kept.write_bytes(Source(place).read("key"))
        except Unreachable as error:
            raise NoKey(str(error)) from None
    try:
        return Verifier.parse(named if named is not None else kept.read_text())
    except OSError:
        raise NoKey("No key of a log is believed: name it with --log-key or KAIYE_LOG_VERIFIER.") from None
    except ValueError:
        raise NoKey("This is no key of a log: it is written name+id+key.") from None
