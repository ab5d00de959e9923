"""The sandbox as a process."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.integration.sandbox.conftest import PROJECT, Sandbox, running_sandbox


def test_sigterm(tmp_path: Path) -> None:
    """SIGTERM ends it in order and soon, even while a caller hangs."""
    with running_sandbox(tmp_path, {}) as own:
        httpx.put(f"{own.population}/sandbox/behaviour", json={"hang": True}).raise_for_status()
        address = httpx.URL(own.population)
        with socket.create_connection((address.host, address.port or 0)) as caller:
            caller.sendall(b"GET /v1/persons HTTP/1.1\r\nhost: x\r\n\r\n")
            own.child.ask_to_stop()
            own.child.await_stop()
        assert own.child.exit_code == 0


def test_port_taken(sandbox: Sandbox, tmp_path: Path) -> None:
    """It does not start half: a taken port ends it with an error."""
    environment = {"KAIYE_SANDBOX_HOME": str(tmp_path), "KAIYE_POPULATION_REGISTRY_URL": sandbox.population}
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.main"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert b"Address already in use" in done.stderr


@pytest.mark.parametrize("missing", ["PUBLICITY", "TAX"])
def test_agencies_need_passwords(tmp_path: Path, missing: str) -> None:
    """With a NATS server but without an agency's password it does not start."""
    environment = {
        "KAIYE_SANDBOX_HOME": str(tmp_path),
        "KAIYE_NATS_URL": "nats://127.0.0.1:1",
        **{f"KAIYE_NATS_{agency}_PASSWORD": "x" for agency in {"PUBLICITY", "TAX"} - {missing}},
    }
    done = subprocess.run(
        [sys.executable, "-m", "sandbox.main"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert b"KAIYE_NATS_TAX_PASSWORD" in done.stderr
