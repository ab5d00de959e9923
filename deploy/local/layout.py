"""Which ports the stack wants, and under which addresses its parts are then found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

SERVICES = (
    *("portal", "identity", "naming", "filing", "signing", "approval", "licence", "archive", "notice", "register"),
    "transparency",
)
_SERVICE_PORTS = (*range(8100, 8109), 8110, 8111)
SANDBOX = ("population-registry", "sms-gateway", "trust", "agencies", "premises-registry")
SANDBOX_ROOM = "sandbox"
WORKFLOWS_ROOM = "workflows"
OFFICES: Mapping[str, tuple[str, ...]] = {
    "front-office": ("portal", "identity", "naming", "filing", "approval"),
    "back-office": (
        *(SANDBOX_ROOM, WORKFLOWS_ROOM, "signing", "register", "licence", "archive", "notice"),
        "transparency",
    ),
}
"""The two processes of ours: one answers people, one makes and keeps documents, so that neither waits for the other."""


def room_of(part: str) -> str:
    """The room that a part with an address belongs to."""
    return SANDBOX_ROOM if part in SANDBOX else part


def processes_of(part: str) -> tuple[str, ...]:
    """The processes in which a part may run, the one of its own first; each has a log of that name."""
    room = room_of(part)
    return (room, *(office for office, rooms in OFFICES.items() if room in rooms))


DEFAULT_PORTS: Mapping[str, int] = {
    **dict(zip(SERVICES, _SERVICE_PORTS, strict=True)),
    **{part: 8121 + offset for offset, part in enumerate(SANDBOX)},
    "codec": 8109,
    "temporal": 7233,
    "temporal-web": 8233,
    "temporal-metrics": 8234,
    "nats": 4222,
    "postgres": 5433,
    "s3": 8333,
    "s3-grpc": 18333,
    "s3-master": 9333,
    "s3-master-grpc": 19333,
    "s3-volume": 9340,
    "s3-volume-grpc": 19340,
    "s3-filer": 8888,
    "s3-filer-grpc": 18888,
    "temporal-ui": 8235,
}


class BadPort(Exception):
    """A configured port is not a port number; the message names the variable."""


def wanted_ports(environ: Mapping[str, str], port_base: int | None = None) -> dict[str, int]:
    """The defaults, or consecutive ports from `port_base` (or KAIYE_PORT_BASE); `KAIYE_PORT_<NAME>` overrides one,
    for example KAIYE_PORT_TEMPORAL_WEB. 0 means any free port."""
    base = port_base if port_base is not None else _number(environ, "KAIYE_PORT_BASE")
    last = 65535 - len(DEFAULT_PORTS)
    if base is not None and not 1024 <= base <= last:
        raise BadPort(f"The port base must lie between 1024 and {last}, not at {base}.")
    wanted = {}
    for offset, (name, default) in enumerate(DEFAULT_PORTS.items()):
        own = _number(environ, f"KAIYE_PORT_{name.upper().replace('-', '_')}")
        wanted[name] = own if own is not None else default if base is None else base + offset
    return wanted


def addresses(ports: Mapping[str, int], applications: Iterable[str]) -> dict[str, str]:
    """What a person or another program opens, by part: those of `applications`, and the four servers. The figures of
    Temporal are at `temporal-metrics`; ours are at `/metrics` of each service."""
    return {part: f"http://127.0.0.1:{ports[part]}" for part in applications} | {
        "temporal": f"127.0.0.1:{ports['temporal']}",
        "temporal-web": f"http://127.0.0.1:{ports['temporal-web']}",
        "temporal-metrics": f"http://127.0.0.1:{ports['temporal-metrics']}/metrics",
        "nats": f"nats://127.0.0.1:{ports['nats']}",
        "s3": f"http://127.0.0.1:{ports['s3']}",
        "postgres": f"127.0.0.1:{ports['postgres']}",
    }


def default_home(environ: Mapping[str, str]) -> Path:
    """KAIYE_HOME, or `.kaiye` in the working directory."""
    return Path(environ.get("KAIYE_HOME") or ".kaiye").expanduser().resolve()


def _number(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise BadPort(f"{name} must be a port number from 0 to 65535, not {text!r}.")
    return int(text)
