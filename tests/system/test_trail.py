"""An auditor reads who did and saw what, everywhere, as the services sign it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from deploy.local.accounts import totp
from tests.system.conftest import Ended
from tests.system.people import examiner_token
from tests.system.stack import RunningStack


@pytest.fixture(scope="module")
def trail(stack: RunningStack, reviewed: Ended, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `kaiye trail` writes after an examiner looked at businesses."""
    assert stack.ask("GET", "register", "/entities", examiner_token(stack)).status_code == 200
    file = tmp_path_factory.mktemp("trail") / "trail.jsonl"
    written(stack, file)
    return file


def test_who_did_and_saw_what(trail: Path, reviewed: Ended) -> None:
    """Decided cases, looks at businesses and files; by references of accounts, and no person is named."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in trail.read_text().splitlines()]
    told = {(line.get("book"), line.get("event")) for line in lines}
    assert {("views", "list"), ("accounts", "trail_read"), ("review", "trail_read")} <= told
    assert {("acts", event) for event in ("opened", "section_saved", "signed", "submitted")} <= told
    of_case = [line for line in lines if line.get("about") == reviewed.number and line["book"] == "review"]
    assert of_case and all(line["actor"] and line["at"] for line in of_case)
    operator = reviewed.form.operator
    assert not any(personal in trail.read_text() for personal in (operator["name"], operator["id_number"]))


def test_it_is_checked_by_whoever_has_the_services_keys(stack: RunningStack, trail: Path, tmp_path: Path) -> None:
    """Offline, by the keys one names; a line taken away is noticed."""
    asked = ["--offline", "--authors", stack.environment.of("archive")["KAIYE_PART_AUTHORS"]]
    done = CliRunner().invoke(app, ["verify", str(trail), *asked])
    assert done.exit_code == 0 and "audit trail of register" in done.output
    lines = trail.read_bytes().splitlines(keepends=True)
    (tmp_path / "less.jsonl").write_bytes(b"".join([*lines[:3], *lines[4:]]))
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "less.jsonl"), *asked]).exit_code == 1
    unbelieved = ["verify", str(trail), "--offline", "--home", str(tmp_path)]
    nothing = {"KAIYE_PART_AUTHORS": None}  # which a command of an earlier test may have left in this process
    assert CliRunner().invoke(app, unbelieved, env=nothing).exit_code == 2


def test_one_case_and_nobody_else(stack: RunningStack, trail: Path, reviewed: Ended, examiner: str) -> None:
    """Narrowed to a case, in a second file; an examiner of the case gets nothing of the trail."""
    narrowed = trail.with_name("case.jsonl")
    written(stack, narrowed, "--about", reviewed.number)
    lines = [json.loads(line) for line in narrowed.read_text().splitlines()]
    assert {line["about"] for line in lines if "book" in line} == {reviewed.number}
    assert all(line["asked"] == {"about": reviewed.number} for line in lines if "asked" in line)
    assert stack.ask("GET", "approval", "/trail", examiner).status_code == 403


def written(stack: RunningStack, file: Path, *options: str) -> None:
    """With a code of the second factor that was not used yet, as whoever waits for the next one."""
    auditor = stack.accounts["auditor"]
    asked = ["trail", "--out", str(file), "--home", str(stack.home), *options]

    def done() -> bool:
        typed = f"{auditor.password}\n{totp(auditor.totp_secret, time.time())}\n"
        return CliRunner().invoke(app, asked, input=typed).exit_code == 0

    if not done():
        time.sleep(31)
        assert done()
