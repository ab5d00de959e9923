"""Which root certificates are believed: those somebody named, or those of this machine's stack as first seen."""

from __future__ import annotations

from pathlib import Path

import httpx
from cryptography import x509

from deploy.local.running import read_run

PINNED = "pinned-roots.pem"


class NoRoots(Exception):
    """Nothing is believed, or not what was believed before; the message says what to do."""


def pinned(named: Path | None, home: Path, *, offline: bool) -> bytes:
    """The PEM of `named`; else what this machine's stack in `home` said of itself the first time, kept there. A stack
    that says something else later is not believed. Raises NoRoots."""
    if named is not None:
        return _read(named)
    kept = home.expanduser().resolve() / PINNED
    said = None if offline else _said_by_the_stack(home)
    if not kept.is_file():
        if said is None:
            raise NoRoots("No trusted roots: name them with --roots FILE or KAIYE_TRUST_ROOTS.")
        kept.write_bytes(said)
    believed = _read(kept)
    if said is not None and _certificates(said) != _certificates(believed):
        raise NoRoots(
            f"The stack names other root certificates than it did at first ({kept}). If that is meant, remove the file."
        )
    return believed


def _read(file: Path) -> bytes:
    try:
        pem = file.read_bytes()
        _certificates(pem)
    except (OSError, ValueError):
        raise NoRoots(f"{file} holds no root certificates (PEM).") from None
    return pem


def _certificates(pem: bytes) -> set[x509.Certificate]:
    return set(x509.load_pem_x509_certificates(pem))


def _said_by_the_stack(home: Path) -> bytes | None:
    run = read_run(home.expanduser().resolve())
    if run is None or "trust" not in run.addresses:
        return None
    try:
        return httpx.get(f"{run.addresses['trust']}/ca/roots.pem", timeout=10).raise_for_status().content
    except httpx.HTTPError:
        return None
