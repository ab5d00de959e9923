"""Everything outside the registration authority that it talks to, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import structlog

from kernel import logging as logs
from kernel.clock import SystemClock
from kernel.running import run_to_end, stop_on_signals
from sandbox.agencies import api as agencies
from sandbox.agencies.agreement import AGREEMENTS
from sandbox.agencies.ledger import Ledger
from sandbox.agencies.receiver import Receiver
from sandbox.population_registry import api as population_registry
from sandbox.premises_registry import api as premises_registry
from sandbox.serving import serve
from sandbox.settings import SandboxSettings, origin_of, port_of
from sandbox.sms_gateway import api as sms_gateway
from sandbox.trust import api as trust

log = structlog.get_logger()


async def run(stop: asyncio.Event) -> None:
    """Serve all of it, as the environment says, until `stop`; the first part that fails ends the others."""
    settings = SandboxSettings()
    clock = SystemClock()
    with _home(settings) as home:
        receivers = _receivers(settings, home, clock)
        applications = [
            (population_registry.build(home / "population_registry", clock), settings.population_registry_url),
            (sms_gateway.build(home, clock), settings.sms_gateway_url),
            (trust.build(home / "trust", origin_of(settings.ca_url), clock), settings.ca_url),
            (agencies.build(receivers), settings.agencies_url),
            (premises_registry.build(home / "premises_registry", clock), settings.premises_registry_url),
        ]
        try:
            async with asyncio.TaskGroup() as group:
                for app, url in applications:
                    group.create_task(serve(app, port_of(url), stop))
                for receiver in receivers:
                    group.create_task(receiver.run(stop))
        finally:
            for receiver in receivers:
                receiver.ledger.close()


@contextlib.contextmanager
def _home(settings: SandboxSettings) -> Iterator[Path]:
    if settings.sandbox_home is not None:
        yield settings.sandbox_home
        return
    with tempfile.TemporaryDirectory(prefix="kaiye-sandbox-") as folder:
        log.warning("sandbox_forgets_at_exit")
        yield Path(folder)


def _receivers(settings: SandboxSettings, home: Path, clock: SystemClock) -> list[Receiver]:
    if not settings.nats_url:
        log.warning("agencies_closed")
        return []
    passwords = {"publicity": settings.nats_publicity_password, "tax": settings.nats_tax_password}
    return [
        Receiver(
            AGREEMENTS[agency],
            Ledger(home / "events", agency),
            clock,
            url=settings.nats_url,
            password=password.get_secret_value(),
            keys=settings.agency_private_keys.get(agency, {"keys": []})["keys"],
        )
        for agency, password in passwords.items()
        if password is not None
    ]


async def _main() -> None:
    logs.configure(SandboxSettings().log_format)
    await run(stop_on_signals())


if __name__ == "__main__":
    run_to_end(_main())
