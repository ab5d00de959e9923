"""The whole stack as a visitor and a tester of the pages see it."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from rich.console import Console

from cli.running import running, temporal
from deploy.local.accounts import captcha_answer
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from tests.system.stack import ANY_PORTS, ROOT, UNLIMITED
from workflows.contract import case_id


@dataclass(frozen=True)
class Site:
    """The stack as a visitor and a tester see it. `home` is its folder, `addresses` those of all its parts."""

    portal: str
    sms_gateway: str
    population: str
    captcha: str
    home: Path
    addresses: Mapping[str, str]
    first_person: int = 0

    def person(self, number: int) -> dict[str, str]:
        """Somebody of the sandbox's population with a clean record."""
        people = httpx.get(f"{self.population}/sandbox/persons", params={"limit": 1000}).json()["persons"]
        free = [
            p
            for p in people
            if 18 < (p["age"] or 0) < 60 and len(p["name"]) == 2 and not any((p["facts"] or {}).values())
        ]
        found: dict[str, str] = free[(self.first_person + number) % len(free)]
        return found

    def texts_to(self, mobile: str) -> int:
        """How many texts a number got so far."""
        return len(httpx.get(f"{self.sms_gateway}/sandbox/messages", params={"to": mobile}).json()["messages"])

    def newest_code(self, mobile: str, after: int) -> tuple[str, int]:
        """The newest six digits sent to a number beyond the first `after` texts, and how many texts there are."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            texts = httpx.get(f"{self.sms_gateway}/sandbox/messages", params={"to": mobile}).json()["messages"]
            for text in reversed(texts[after:]):
                if found := re.search(r"(?<!\d)\d{6}(?!\d)", text["text"]):
                    return found.group(), len(texts)
            time.sleep(0.1)
        raise AssertionError("no code arrived")

    def history_length(self, number: str) -> int:
        """How many events the engine keeps of a case."""
        _, environment = running(self.home, Console(stderr=True))

        async def length() -> int:
            client = await temporal(environment)
            return (await client.get_workflow_handle(case_id(number)).describe()).history_length

        return asyncio.run(length())

    @contextmanager
    def misbehaving(self, part: str, **behaviour: object) -> Iterator[None]:
        """An outside system misbehaves until the block ends."""
        switch = f"{self.addresses[part]}/sandbox/behaviour"
        httpx.put(switch, json=behaviour).raise_for_status()
        try:
            yield
        finally:
            httpx.put(switch, json={}).raise_for_status()


def _site(home: Path, addresses: dict[str, str]) -> Site:
    return Site(
        addresses["portal"],
        addresses["sms-gateway"],
        addresses["population-registry"],
        captcha_answer(SecretFile(home / "secrets.json")),
        home,
        addresses,
    )


@contextmanager
def running_site(settings: Mapping[str, str] | None = None) -> Iterator[Site]:
    """The stack in KAIYE_E2E_HOME if one runs there, else one of our own with further `settings`."""
    if given := os.environ.get("KAIYE_E2E_HOME"):
        run = read_run(Path(given))
        assert run, f"nothing runs in {given}"
        yield replace(_site(Path(given), dict(run.addresses)), first_person=secrets.randbelow(1000))
        return
    home = Path(tempfile.mkdtemp(prefix="kaiye-e2e-"))
    stack = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "up"],
        cwd=ROOT,
        # All visitors of the tests come from one address.
        env={**os.environ, **ANY_PORTS, **UNLIMITED, **(settings or {}), "KAIYE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _site(home, _addresses(stack, home))
    finally:
        stack.terminate()
        stack.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def _addresses(stack: subprocess.Popen[bytes], home: Path) -> dict[str, str]:
    until = time.monotonic() + 180
    while time.monotonic() < until and stack.poll() is None:
        run = read_run(home)
        if run and "portal" in run.addresses and _ready(f"{run.addresses['portal']}/ready"):
            return dict(run.addresses)
        time.sleep(0.3)
    raise AssertionError("the stack did not start")


def _ready(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.HTTPError:
        return False
