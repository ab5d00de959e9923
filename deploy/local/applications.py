"""Finds the applications that are installed, and says how each is run and when it is ready."""

from __future__ import annotations

import os
import signal
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.children import Command
from deploy.local.environment import Environment
from deploy.local.layout import OFFICES, SANDBOX, SERVICES, WORKFLOWS_ROOM, room_of
from deploy.local.rooms import exists
from kernel.running import GIVES_BACK

_ROOT = Path(__file__).resolve().parents[2]
_GRACE_SECONDS = 20.0


@dataclass(frozen=True)
class Application:
    """A process of ours; `probe` raises while it does not answer."""

    name: str
    command: Command
    probe: Callable[[], None]


def present_services() -> list[str]:
    """The services with a `main`, in the order of the flow."""
    return [service for service in SERVICES if exists(f"services.{service}.main")]


def present_parts() -> list[str]:
    """The parts of ours that have an address: services, and the outside world of the sandbox."""
    return [*present_services(), *(SANDBOX if sandbox_present() else ())]


def readiness_pages(addresses: Mapping[str, str]) -> dict[str, str]:
    """The page of each part in `addresses` that answers 2xx when the part is ready."""
    services = {part: f"{addresses[part]}/ready" for part in SERVICES if part in addresses}
    return services | {part: f"{addresses[part]}/health" for part in SANDBOX if part in addresses}


def sandbox_present() -> bool:
    return exists("sandbox.main")


def workflows_present() -> bool:
    return exists("workflows.worker")


def applications(
    environment: Environment, addresses: Mapping[str, str], directory: Path, servers_ready: Path, *, split: bool
) -> list[Application]:
    """The two offices, or with `split` one process for each service, the sandbox and the workflow worker. They may be
    started before the servers: they work once the file `servers_ready` is there."""
    pages = readiness_pages(addresses)
    rooms = list(dict.fromkeys(map(room_of, pages))) + [WORKFLOWS_ROOM] * workflows_present()
    found = []
    for name, wanted in {room: (room,) for room in rooms}.items() if split else OFFICES.items():
        present = [room for room in wanted if room in rooms]
        if present:
            asked = [page for part, page in pages.items() if room_of(part) in present]
            module = ("deploy.local.office", "--after", str(servers_ready), *present)
            command = _python(module, environment.of(*present), directory)
            found.append(Application(name, command, _answers(asked)))
    return found


def answers(url: str) -> None:
    """Raises unless a GET of `url` gives a 2xx."""
    with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback addresses
        pass


def _answers(pages: list[str]) -> Callable[[], None]:
    def probe() -> None:
        for page in pages:
            answers(page)

    return probe


def _python(module: tuple[str, ...], environment: Mapping[str, str], directory: Path) -> Command:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return Command(
        argv=(sys.executable, "-m", *module),
        environment={**environment, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **GIVES_BACK},
        directory=directory,
        death_signal=signal.SIGKILL,  # a step that is cut off is taken up again; an orphan is not acceptable
        grace=_GRACE_SECONDS,
    )
