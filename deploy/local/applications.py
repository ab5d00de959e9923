"""Finds the applications that are installed, and says how each is run and when it is ready."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.children import Command
from deploy.local.environment import SANDBOX_ROOM, WORKFLOWS_ROOM, Environment
from deploy.local.layout import SANDBOX, SERVICES

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
    return [service for service in SERVICES if _exists(f"services.{service}.main")]


def services_with_tables() -> list[str]:
    """The present services that keep something in the database."""
    return [service for service in present_services() if _exists(f"services.{service}.migrations")]


def present_parts() -> list[str]:
    """The parts of ours that have an address: services, and the outside world of the sandbox."""
    return [*present_services(), *(SANDBOX if sandbox_present() else ())]


def readiness_pages(addresses: Mapping[str, str]) -> dict[str, str]:
    """The page of each part in `addresses` that answers 2xx when the part is ready."""
    services = {part: f"{addresses[part]}/ready" for part in SERVICES if part in addresses}
    return services | {part: f"{addresses[part]}/health" for part in SANDBOX if part in addresses}


def sandbox_present() -> bool:
    return _exists("sandbox.main")


def workflows_present() -> bool:
    return _exists("workflows.worker")


def applications(
    environment: Environment, addresses: Mapping[str, str], directory: Path, *, split: bool
) -> list[Application]:
    """One process for everything, or with `split` one for each service, the sandbox and the workflow worker."""
    pages = readiness_pages(addresses)
    if not split:
        if not pages and not workflows_present():
            return []
        command = _python("deploy.local.everything", environment.everything(), directory)
        return [Application("applications", command, _answers(list(pages.values())))]
    found = []
    outside = [page for part, page in pages.items() if part in SANDBOX]
    if outside:
        command = _python("sandbox.main", environment.of(SANDBOX_ROOM), directory)
        found.append(Application(SANDBOX_ROOM, command, _answers(outside)))
    for service in SERVICES:
        if service in pages:
            command = _python(f"services.{service}.main", environment.of(service), directory)
            found.append(Application(service, command, _answers([pages[service]])))
    if workflows_present():
        command = _python("workflows.worker", environment.of(WORKFLOWS_ROOM), directory)
        found.append(Application(WORKFLOWS_ROOM, command, _answers([])))
    return found


def migration_command(environment: Environment, directory: Path) -> Command:
    return _python("deploy.local.migrations", environment.everything(), directory)


def answers(url: str) -> None:
    """Raises unless a GET of `url` gives a 2xx."""
    with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback addresses
        pass


def _answers(pages: list[str]) -> Callable[[], None]:
    def probe() -> None:
        for page in pages:
            answers(page)

    return probe


def _python(module: str, environment: Mapping[str, str], directory: Path) -> Command:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return Command(
        argv=(sys.executable, "-m", module),
        environment={**environment, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        directory=directory,
        death_signal=signal.SIGKILL,  # a step that is cut off is taken up again; an orphan is not acceptable
        grace=_GRACE_SECONDS,
    )


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
