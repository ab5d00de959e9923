"""A stranger who does only what the page for agencies says receives, verifies and answers the first event."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.agencies.credentials import Credentials
from services.notice.domain.sm2 import Sm2Key
from tests.system.stack import ROOT, RunningStack, started

PAGE = ROOT / "docs" / "agencies.md"


def commands() -> list[str]:
    """What the page has a reader type, block by block."""
    return re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """One of its own: the page registers the person of the demonstration, who can be registered once."""
    with started() as stack:
        yield stack


@pytest.fixture
def desk(tmp_path: Path, stack: RunningStack) -> Path:
    """A folder with the examples, and `kaiye` and `python` as the page calls them."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("node_modules"))
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, call in (("kaiye", f"{sys.executable} -m cli.main"), ("python", sys.executable)):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {call} "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def environment(desk: Path, stack: RunningStack) -> dict[str, str]:
    path = f"{desk / 'programs'}:{os.environ['PATH']}:{Path(sys.executable).parent}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "KAIYE_HOME": str(stack.home), "COLUMNS": "200"}


def typed(block: str, desk: Path, stack: RunningStack) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=desk,
        env=environment(desk, stack),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def test_the_page_leads_to_an_accepted_receipt(stack: RunningStack, desk: Path) -> None:
    """Enrolment, a test event and a real one, each verified, accepted and recorded; then the rest of the page."""
    add, test_client, test_in_javascript, first_event, _, send_test, new_keys, watch, remove = commands()
    typed(add, desk, stack)
    credentials = desk / "statistics.agency.json"
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    for client in (test_client, test_in_javascript):
        (tested,) = [line for line in typed(client, desk, stack).splitlines() if line.startswith("test.")]
        assert tested.startswith("test.publicity.entity.v1") and tested.endswith("ACCEPTED RECORDED")
    _with_keys_of_somebody_else(credentials, desk / "forged.agency.json")
    for client in (test_client, test_in_javascript.splitlines()[-1]):
        said = typed(client.replace(credentials.name, "forged.agency.json"), desk, stack).splitlines()
        assert [line.split()[2:] for line in said if line.startswith("test.")] == [["REJECTED", "RECORDED"]]
    listed = typed("kaiye agency list", desk, stack)
    (line,) = [line for line in listed.splitlines() if "statistics" in line]
    assert "大同市统计局" in line and "publicity.entity.v1" in line
    said = typed(first_event, desk, stack).splitlines()
    (received,) = [line for line in said if line.startswith("publicity.entity.v1")]
    event_id, outcome, result = received.split()[1:]
    assert (outcome, result) == ("ACCEPTED", "RECORDED")
    typed(send_test, desk, stack)
    typed(new_keys, desk, stack)
    own = json.loads(credentials.read_text("utf-8"))
    own["private_keys"]["keys"][:0] = json.loads((desk / "statistics.keys.json").read_text("utf-8"))["keys"]
    credentials.write_text(json.dumps(own))
    assert all(line.endswith("ACCEPTED RECORDED") for line in typed(test_client, desk, stack).splitlines())
    watched = [json.loads(line) for line in typed(watch, desk, stack).splitlines()]
    (again,) = [event for event in watched if event["id"] == event_id]
    assert again["data"]["name"].endswith("*")
    typed(remove, desk, stack)
    login = Credentials.read(credentials)
    refused = subprocess.run(
        [sys.executable, "-m", "cli.main", "events", "follow", "statistics", "--credentials", str(credentials)],
        cwd=ROOT,
        env=environment(desk, stack),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2 and login.server in refused.stdout
    assert "Traceback" not in refused.stderr and login.password not in refused.stdout


def test_personal_data_is_decrypted_by_both_clients(stack: RunningStack, desk: Path) -> None:
    """An agency that gets numbers of persons reads them with its own key; the clients of the page do it as they are."""
    kinds = "--kinds tax.registration.v1 --basis 社会保险法第五十七条"
    typed(f"kaiye agency add bureau --title 大同市社会保险局 {kinds}", desk, stack)
    _, test_client, test_in_javascript, *_ = commands()
    for client in (test_client, test_in_javascript):
        (tested,) = [
            line
            for line in typed(client.replace("statistics", "bureau"), desk, stack).splitlines()
            if line.startswith("test.")
        ]
        assert tested.startswith("test.tax.registration.v1") and tested.endswith("ACCEPTED RECORDED")
    typed("kaiye agency remove bureau", desk, stack)


def _with_keys_of_somebody_else(credentials: Path, forged: Path) -> None:
    """Whoever reads with these sees every event signed by a key that did not sign it."""
    own = json.loads(credentials.read_text("utf-8"))
    found = httpx.get(own["keys"]).json()
    for key in found["keys"]:
        key["public_key"] = f"04{Sm2Key.generate().public.hex()}"
    keys = base64.b64encode(json.dumps(found).encode()).decode()
    forged.write_text(json.dumps(own | {"keys": f"data:application/json;base64,{keys}"}))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_following_ends_quietly(stack: RunningStack, desk: Path, number: signal.Signals) -> None:
    """With the credentials of an agency of the sandbox; Ctrl-C and SIGTERM end it with 0 and without a word."""
    following = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "events", "follow", "tax", "--home", str(stack.home)],
        cwd=ROOT,
        env=environment(desk, stack),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    typed("kaiye agency test tax", desk, stack)
    time.sleep(1)
    following.send_signal(number)
    said, complained = following.communicate(timeout=30)
    assert (following.returncode, complained) == (0, "")
    assert all(json.loads(line)["type"].startswith("test.tax.") for line in said.splitlines())
