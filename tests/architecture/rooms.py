"""The services as they stand in the tree."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from deploy.local.environment import compute, lent
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS
from kernel.service import Service

ROOT = Path(__file__).resolve().parents[2]
SERVICES = tuple(sorted(path.parent.name for path in (ROOT / "services").glob("*/main.py")))
ACTING = tuple(
    sorted(
        path.parent.name for path in (ROOT / "services").glob("*/contract*") if path.name in {"contract.py", "contract"}
    )
)


def contract(service: str) -> ModuleType:
    """Where a service promises its activities: its contract, or the room of that name in it."""
    package = (ROOT / "services" / service / "contract").is_dir()
    return importlib.import_module(f"services.{service}.contract" + (".activities" if package else ""))


@contextmanager
def built(home: Path) -> Iterator[dict[str, Service]]:
    """Every service wired as on a laptop; nothing is connected or served."""
    environment = compute(SecretFile(home / "secrets.json"), DEFAULT_PORTS, home).everything()
    services: dict[str, Service] = {}
    with lent(environment):
        try:
            for name in SERVICES:
                services[name] = importlib.import_module(f"services.{name}.main").build()
            yield services
        finally:
            for service in services.values():
                service.close()
