"""What `kaiye demo --life` shows is what the register, the archive and the agencies have."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from cli.demo import EXAMPLE, live_through
from cli.invariants.registry import examine
from cli.life import LIFE
from cli.registration.form import RegistrationForm
from tests.system.stack import RunningStack


def test_from_the_opening_to_the_end(stack: RunningStack, tmp_path: Path) -> None:
    """Every filing has a volume of one file, each that states something anew a version, each print another number;
    the business ends, and agencies were told each time."""
    form = RegistrationForm.read(EXAMPLE)
    assert live_through(Console(quiet=True), stack.home, dict(stack.addresses), tmp_path, form) == 0
    life = json.loads((tmp_path / "life.json").read_text(encoding="utf-8"))
    assert life["revoked"]["status"] == "已撤销"
    filings = life["filings"]
    assert [line["filing"] for line in filings[1:]] == [title for title, _ in LIFE]
    volumes = [line["volume"] for line in filings]
    assert len(set(volumes)) == len(filings) and len({volume.partition("-")[0] for volume in volumes}) == 1
    prints = [line["licence_no"] for line in filings if line["licence_no"]]
    assert len(set(prints)) == len(filings) - 1
    numbers = [version["version"] for version in life["versions"]]
    assert numbers == sorted(numbers, reverse=True) and life["versions"][0]["status"] == "已注销" == life["status"]
    assert life["events"]["publicity"][-1] == "publicity.entity.v1"
    assert {"publicity.licence_void.v1"} <= set(life["events"]["publicity"])
    assert life["events"]["tax"][-2:] == ["tax.clearance_request.v1", "tax.deregistration.v1"]
    assert [one.violations for one in examine(stack.environment) if one.violations] == []
