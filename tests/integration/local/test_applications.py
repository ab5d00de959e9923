"""The applications run in the local stack, together and apart."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.local.accounts import Account, totp
from deploy.local.applications import answers, present_services, readiness_pages
from deploy.local.layout import DEFAULT_PORTS, OFFICES
from deploy.local.stack import Stack

ANY_PORTS = dict.fromkeys(DEFAULT_PORTS, 0)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kaiye-applications-"))
    yield folder
    shutil.rmtree(folder)


async def _log_in(identity: str, account: Account, code: str | None) -> int:
    typed = {"account_name": account.account_name, "password": account.password, "totp_code": code}
    async with httpx.AsyncClient() as client:
        return (await client.post(f"{identity}/sessions", json=typed)).status_code


async def test_two_processes_run_everything_and_are_restarted(home: Path) -> None:
    """Every part answers; the staff logs in with the printed password and code only; a killed process comes back."""
    said: list[str] = []
    async with Stack(home, ports=ANY_PORTS, said=said.append) as stack:
        assert set(stack.children) == {"postgres", "nats", "object-store", "temporal", *OFFICES}
        examiner, identity = stack.accounts[0], stack.addresses["identity"]
        assert await _log_in(identity, examiner, totp(examiner.totp_secret, time.time())) == 201
        assert await _log_in(identity, examiner, None) == 401
        for office in OFFICES:
            pid = stack.children[office].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        while not {f"{office} is ready again." for office in OFFICES} <= set(said):
            await asyncio.sleep(0.1)
        for page in readiness_pages(stack.addresses).values():
            await asyncio.to_thread(answers, page)


async def test_split_gives_each_service_its_own_secrets_only(home: Path) -> None:
    """Each service is a process of its own, which does not know another's database password."""
    async with Stack(home, ports=ANY_PORTS, split=True) as stack:
        services = present_services()
        assert {"sandbox", *services} <= set(stack.children)
        for service in services:
            seen = psutil.Process(stack.children[service].pid).environ()
            urls = {name for name in seen if name.endswith("_DATABASE_URL") and name.startswith("KAIYE_")}
            assert urls == {f"KAIYE_{service.upper()}_{kind}" for kind in ("DATABASE_URL", "OWNER_DATABASE_URL")}
