"""A unified authentication centre on loopback, as a process of its own, and somebody who logs in there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.local.children import Child, Command
from deploy.local.ports import HeldPorts

PROJECT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "kaiye", "secret-of-tests"


@dataclass(frozen=True)
class UnifiedCentreOfTest:
    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        """What the identity service is told."""
        return {
            "KAIYE_UNIFIED_ISSUER": self.issuer,
            "KAIYE_UNIFIED_CLIENT_ID": CLIENT_ID,
            "KAIYE_UNIFIED_CLIENT_SECRET": CLIENT_SECRET,
        }

    def knows(self, subject: str, **claims: Any) -> None:
        """Somebody with these claims; `None` is a claim the centre does not make."""
        found = {name: value for name, value in claims.items() if value is not None}
        httpx.put(f"{self.issuer}/users/{subject}", json=found).raise_for_status()

    def knows_person(self, subject: str, name: str, id_number: str, mobile: str, /, **changes: Any) -> None:
        claims = {
            "name": name,
            "id_number": id_number,
            "id_document_type": "10",
            "real_name_verified": True,
            "phone_number": mobile,
            "phone_number_verified": True,
        }
        self.knows(subject, **(claims | changes))

    def log_in(self, authorization_url: str, subject: str) -> dict[str, str]:
        """What the browser brings back after logging in there: `code` and `state`."""
        answer = httpx.post(authorization_url, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return dict(httpx.URL(answer.headers["location"]).params)

    @contextmanager
    def misbehaving(self, **fault: Any) -> Iterator[None]:
        httpx.put(f"{self.issuer}/misbehave", json=fault).raise_for_status()
        try:
            yield
        finally:
            httpx.put(f"{self.issuer}/misbehave", json={}).raise_for_status()


@contextmanager
def running_centre(folder: Path) -> Iterator[UnifiedCentreOfTest]:
    """The one at KAIYE_E2E_CENTRE if that is given, else one of our own."""
    if given := os.environ.get("KAIYE_E2E_CENTRE"):
        yield UnifiedCentreOfTest(given)
        return
    ports = HeldPorts()
    port = ports.hold(0, "centre")
    issuer = f"http://127.0.0.1:{port}"
    command = Command(
        (sys.executable, "-W", "ignore", "-m", "tests.unified_centre.provider", str(port)),
        {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        directory=PROJECT,
    )
    child = Child("centre", command, folder / "centre.log")

    def probe() -> None:
        httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=2).raise_for_status()

    try:
        child.start()
        child.wait_ready(probe, 60)
        yield UnifiedCentreOfTest(issuer)
    finally:
        child.stop()
        ports.release()
