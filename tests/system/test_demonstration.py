"""What `kaiye demo` leaves behind is what it says it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import bagit
import pytest

from kernel.numbers import is_uscc
from kernel.pdf.verification import verify
from tests.system.conftest import Shown
from tests.system.documents import attached_data
from tests.system.stack import RunningStack

STAGES = [
    "DRAFT",
    "NAME_RESERVED",
    "OPERATOR_LOCKED",
    "INFO_READY",
    "AUTH_PENDING",
    "SIGN_PENDING",
    "SIGNED",
    "SUBMITTED",
    "UNDER_REVIEW",
    "APPROVED",
    "LICENSED",
    "ARCHIVED",
]
SIGNED_BY_THE_OPERATOR = {
    "application_form",
    "identity_document",
    "name_commitment",
    "name_notice",
    "premises_commitment",
}
KEPT_FROM_PUBLICITY = {"cerno", "certype", "mobtel", "tel", "dom", "email", "polstand", "nation", "birthday", "sex"}


def _timeline(shown: Shown) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((shown.folder / "timeline.json").read_text())
    return content


def _events(shown: Shown, agency: str) -> list[dict[str, Any]]:
    lines = (shown.folder / "events" / f"{agency}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_timeline_is_complete(first: Shown) -> None:
    """Every stage from the draft to the archive, in order; the code is well formed (GB 32100-2015)."""
    timeline = _timeline(first)
    assert [stage["stage"] for stage in timeline["stages"]] == STAGES
    assert is_uscc(timeline["uscc"])
    assert 0 < timeline["seconds_from_submit_to_licence"] < 60


def test_licence_is_sealed_whole(first: Shown) -> None:
    """The licence verifies offline against the roots beside it, every byte of it, and its data agree with the case."""
    pdf = (first.folder / "licence.pdf").read_bytes()
    verdict = verify(pdf, [(first.folder / "roots.pem").read_bytes()])
    assert verdict.problems == ()
    assert verdict.ok
    assert verdict.covers_whole_document
    face, timeline = json.loads(attached_data(pdf)), _timeline(first)
    assert (face["uscc"], face["name"]) == (timeline["uscc"], timeline["name"])


def test_altered_licence_is_found_out(first: Shown) -> None:
    """One changed byte in what is signed, and the licence is not in order any more."""
    pdf = bytearray((first.folder / "licence.pdf").read_bytes())
    place = pdf.index(b"stream\n", len(pdf) // 3) + 20
    pdf[place] ^= 1
    assert not verify(bytes(pdf), [(first.folder / "roots.pem").read_bytes()]).ok


@pytest.mark.parametrize("kind", sorted(SIGNED_BY_THE_OPERATOR | {"review_sheet", "decision_notice"}))
def test_documents_are_signed(first: Shown, kind: str) -> None:
    """Each of the applicant's documents bears their signature, each of the authority's its seal, time-stamped."""
    pdf = (first.folder / "documents" / f"{kind}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    verdict = verify(pdf, [(first.folder / "roots.pem").read_bytes()])
    assert verdict.problems == ()
    assert verdict.ok
    assert all(signature.timestamped_at for signature in verdict.signatures)
    signer = "穆静" if kind in SIGNED_BY_THE_OPERATOR else "大同市平城区市场监督管理局"
    assert any(signer in signature.signer for signature in verdict.signatures)


def test_archive_is_a_valid_bag(first: Shown) -> None:
    """The archive package is a bag (RFC 8493) whose licence is the one that was issued."""
    (folder,) = (first.folder / "archive").iterdir()
    assert folder.name == _timeline(first)["volume"]
    bagit.Bag(str(folder)).validate()
    (licence,) = (folder / "data" / "documents").glob("*-licence.pdf")
    assert licence.read_bytes() == (first.folder / "licence.pdf").read_bytes()


def test_altered_archive_is_found_out(first: Shown, tmp_path: Path) -> None:
    """A file changed by one byte makes the bag invalid."""
    import shutil

    (folder,) = (first.folder / "archive").iterdir()
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (licence,) = (copy / "data" / "documents").glob("*-licence.pdf")
    licence.write_bytes(licence.read_bytes() + b"\n")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(copy)).validate()


@pytest.mark.parametrize("agency", ["publicity", "tax"])
def test_each_agency_is_told_once(first: Shown, agency: str) -> None:
    """One event, signed, about this code."""
    (event,) = _events(first, agency)
    assert event["subject"] == event["data"]["uniscid"] == _timeline(first)["uscc"]
    assert event["signature"]


def test_agencies_get_what_they_need_and_no_more(first: Shown) -> None:
    """Tax gets the ID number (国办发〔2015〕50号); publicity nothing of the kind (个人信息保护法 Art. 6)."""
    (tax,), (publicity,) = _events(first, "tax"), _events(first, "publicity")
    assert tax["data"]["cerno"] == "140102198801011232"
    assert not KEPT_FROM_PUBLICITY & publicity["data"].keys()
    written = json.dumps(publicity, ensure_ascii=False)
    for hidden in ("140102198801011232", "13800000025", "mujing@example.com", "虚构巷"):
        assert hidden not in written


def test_applicant_is_told_last(first: Shown) -> None:
    """The last message on the phone names the licence's code."""
    last = (first.folder / "sms.txt").read_text().splitlines()[-1]
    assert _timeline(first)["uscc"] in last


def test_second_run_takes_a_free_name(first: Shown, second: Shown) -> None:
    """The same name is not given twice: another person, a free alternative, another code."""
    one, other = _timeline(first), _timeline(second)
    assert one["uscc"] != other["uscc"]
    assert one["application_no"] != other["application_no"]
    assert one["name"] != other["name"]
    assert "free alternatives:" in second.said
    offered = re.search(r"free alternatives: (.+)", second.said)
    assert offered
    assert other["name"] in offered.group(1)


def test_licence_is_verified_over_http(stack: RunningStack, first: Shown) -> None:
    """Anybody can ask whether a licence with this code is in force, or hand in the file."""
    code = _timeline(first)["uscc"]
    answer = stack.ask("GET", "portal", f"/verification/{code}")
    assert answer.status_code == 200
    assert (answer.json()["uscc"], answer.json()["valid"]) == (code, True)
    pdf = (first.folder / "licence.pdf").read_bytes()
    verdict = stack.ask("POST", "licence", "/verifications", content=pdf).json()
    assert (verdict["genuine"], verdict["valid"]) == (True, True)
    unknown = stack.ask("GET", "portal", "/verification/92140213MA1AAAAA00")
    assert 400 <= unknown.status_code < 500
