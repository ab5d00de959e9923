"""What `kaiye demo --life` shows is what the register, the archive and the agencies have."""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from rich.console import Console

from cli.demo import EXAMPLE, live_through
from cli.invariants.registry import examine
from cli.life import LIFE
from cli.registration.form import RegistrationForm
from tests.system.stack import RunningStack
from tests.system.test_replacements import told


def _decided(stack: RunningStack, authority: str) -> Counter[str]:
    """How many of each kind of filing the public page says were decided. What was counted is kept for a minute."""
    found = httpx.get(f"{stack.addresses['approval']}/performance/{authority}").json()
    while datetime.now(UTC) - datetime.fromisoformat(found["counted_at"]) > timedelta(seconds=2):
        time.sleep(1)
        found = httpx.get(f"{stack.addresses['approval']}/performance/{authority}").json()
    return Counter({kind["business_type"]: kind["decided"] for kind in found["kinds"]})


def test_from_the_opening_to_the_end(stack: RunningStack, tmp_path: Path) -> None:
    """Every filing has a volume in the file of the authority in charge, each that states something anew a version, each
    print another number; the business rests, moves and ends, and agencies were told each time."""
    form = RegistrationForm.read(EXAMPLE)
    console = Console(record=True, file=io.StringIO())
    before = {code: _decided(stack, code) for code in ("14021300", "14021500")}
    assert live_through(console, stack.home, dict(stack.addresses), tmp_path, form) == 0, console.export_text()
    life = json.loads((tmp_path / "life.json").read_text(encoding="utf-8"))
    assert life["revoked"]["status"] == "已撤销"
    filings = life["filings"]
    assert [line["filing"] for line in filings[1:]] == [title for title, _ in LIFE]
    volumes = [line["volume"] for line in filings]
    assert len(set(volumes)) == len(filings)
    # A file of the next county's own from the move on.
    assert [volume[:6] for volume in volumes] == ["140213"] * 7 + ["140215"] * 2
    assert len({volume.partition("-")[0] for volume in volumes}) == 2
    prints = [line["licence_no"] for line in filings if line["licence_no"]]
    # The rest, trading again and the end print none.
    assert len(set(prints)) == len(filings) - 3
    numbers = [version["version"] for version in life["versions"]]
    assert numbers == sorted(numbers, reverse=True) and life["versions"][0]["status"] == "已注销" == life["status"]
    assert life["events"]["publicity"][-1] == "publicity.entity.v1"
    assert {"publicity.licence_void.v1"} <= set(life["events"]["publicity"])
    assert life["events"]["tax"][-2:] == ["tax.clearance_request.v1", "tax.deregistration.v1"]
    for agency in ("publicity", "tax"):
        [event] = told(stack, agency, life["uscc"], f"{agency}.move.v1")
        assert (event["regorg_from"], event["regorg_to"]) == ("14021300", "14021500")
        assert [each["item"] for each in event["change_items"]] == ["登记机关", "名称", "经营场所"]
        named = event["change_items"][1]
        assert [named[side].partition("区")[2] for side in ("before", "after")] == [life["name"].partition("区")[2]] * 2
    # Everybody sees what each authority decided, by kind: all of it by rules and on time.
    for code, numbers in (("14021300", filings[:7]), ("14021500", filings[7:])):
        made = Counter(line["application_no"][6:8] for line in numbers)
        after = _decided(stack, code)
        assert made <= after - before[code], code
    assert {"publicity.suspension.v1", "publicity.resumption.v1"} <= set(life["events"]["publicity"])
    assert [one.violations for one in examine(stack.environment) if one.violations] == []
