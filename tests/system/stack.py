"""The whole of Kaiye as `kaiye up` runs it, in a folder and on ports of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cli.registration.http import Services
from deploy.local.accounts import Account, captcha_answer, staff_accounts
from deploy.local.applications import answers, readiness_pages
from deploy.local.children import Child, Command
from deploy.local.environment import Environment, compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import DEFAULT_PORTS, OFFICES
from deploy.local.running import Run, read_run

ROOT = Path(__file__).resolve().parents[2]
ANY_PORTS = {f"KAIYE_PORT_{name.upper().replace('-', '_')}": "0" for name in DEFAULT_PORTS}
_LIMITED = (
    "LICENCE_VERIFICATION",
    "IDENTITY_LOGIN",
    "IDENTITY_CAPTCHA",
    "IDENTITY_SMS",
    "IDENTITY_REGISTRATION",
    "SIGNING_REDEEM",
    "REGISTER_PUBLIC",
)
UNLIMITED = {f"KAIYE_{kind}_RATE": "100000/minute" for kind in _LIMITED} | {
    "KAIYE_IDENTITY_WITHOUT_CAPTCHA_RATE": "0/hour"
}
"""And a captcha before every text: all visitors of the tests come from one address."""
_READY_SECONDS = 120


@dataclass(frozen=True)
class RunningStack:
    """A started stack."""

    home: Path
    child: Child

    @property
    def run(self) -> Run:
        run = read_run(self.home)
        assert run, self.child.log_end()
        return run

    @property
    def addresses(self) -> Mapping[str, str]:
        return self.run.addresses

    @property
    def environment(self) -> Environment:
        return compute(self._secrets, self.run.ports, self.home)

    @property
    def captcha(self) -> str:
        return captcha_answer(self._secrets)

    @property
    def accounts(self) -> dict[str, Account]:
        """Staff by account name."""
        return {account.account_name: account for account in staff_accounts(self._secrets)}

    @property
    def _secrets(self) -> SecretFile:
        return SecretFile(self.home / "secrets.json")

    def services(self) -> Services:
        return Services(dict(self.addresses))

    def ask(self, method: str, part: str, path: str, token: str | None = None, **options: Any) -> httpx.Response:
        """One request, whatever the answer is."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.request(method, self.addresses[part] + path, headers=headers, timeout=60, **options)

    def kill(self, name: str) -> None:
        """Crash one of its processes, with everything that process started."""
        os.killpg(self.run.children[name], signal.SIGKILL)

    def misbehave(self, part: str, path: str = "/sandbox/behaviour", **behaviour: Any) -> None:
        """Set the switch of an outside system; without `behaviour` it answers well again."""
        self.ask("PUT", part, path, json=behaviour).raise_for_status()

    def errors(self) -> str:
        """The last errors the applications logged; they name nobody."""
        logs = [(self.home / "logs" / f"{office}.log").read_text(errors="replace").splitlines() for office in OFFICES]
        bad = [line for log in logs for line in log if '"level": "error"' in line or "Traceback" in line]
        return "\n".join(bad[-10:])

    def is_ready(self) -> bool:
        """Whether every service and the outside world say so."""
        try:
            for page in readiness_pages(self.addresses).values():
                answers(page)
        except OSError:
            return False
        return True


@contextmanager
def started(kept: Path | None = None, **variables: str) -> Iterator[RunningStack]:
    """`kaiye up` with environment variables, in a new folder that is gone afterwards, or in one that is `kept`."""
    # Not pytest's own folder: its parents are closed to the system user PostgreSQL runs as.
    home = kept or Path(tempfile.mkdtemp(prefix="kaiye-system-"))
    command = Command(
        argv=(sys.executable, "-m", "cli.main", "up", "--home", str(home)),
        environment=ANY_PORTS | UNLIMITED | {"COLUMNS": "200"} | variables,
        directory=ROOT,
        grace=60,
    )
    child = Child("kaiye up", command, (kept.parent if kept else home).with_suffix(".log"))

    def probe() -> None:
        if read_run(home) is None:
            raise ConnectionError("not up yet")

    try:
        child.start()
        child.wait_ready(probe, _READY_SECONDS)
        yield RunningStack(home, child)
    finally:
        child.stop()
        if kept is None:
            shutil.rmtree(home, ignore_errors=True)
        child.log.unlink(missing_ok=True)


def until(true: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait, and say how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"waited {seconds:.0f} s for: {what}"
        time.sleep(0.1)
    return time.monotonic() - began
