"""Blank forms: received as ranges, used once, spoiled with a reason; nothing is printed on any other."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.licence.conftest import Opened, World
from tests.integration.licence.test_paper_office import OTHER, post, prints, refused


@pytest.fixture(scope="module")
def world(opened: Opened) -> World:
    """A stock of its own."""
    return opened()


def received(world: World, first: str, last: str, kind: str = "正本") -> httpx.Response:
    return post(world, "/blanks", copy_kind=kind, first=first, last=last, note="领用单7号")


def batches(world: World) -> dict[str, tuple[int, int, int, int]]:
    """Received, used, spoiled and left, by the first number."""
    found = world.client.get("/blanks", headers=world.officer()).json()["items"]
    return {each["first"]: (each["received"], each["used"], each["spoiled"], each["left"]) for each in found}


def left(world: World, kind: str = "正本") -> tuple[int, str | None]:
    found = world.client.get("/blanks/left", headers=world.officer()).json()["items"]
    return next((each["left"], each["next_serial_no"]) for each in found if each["copy_kind"] == kind)


def printed(world: World, paper: dict[str, Any], serial_no: str) -> httpx.Response:
    return post(world, f"/licences/{paper['uscc']}/prints", serial_no=serial_no, print_no=paper["print_no"])


def test_a_batch_is_used_up_in_order(opened: Opened) -> None:
    """Received 3: one used, one spoiled, one left, whose number is told; the same range again is the same batch."""
    world = opened()
    original = prints(world, world.issue(paper=True)[1].uscc)[0]
    first = received(world, "1400000009", "1400000011")
    assert (first.status_code, first.json()["received"]) == (201, 3)
    assert received(world, "1400000009", "1400000011").json() == first.json()
    assert left(world) == (3, "1400000009")
    assert printed(world, original, "1400000009").status_code == 201
    assert post(world, "/blanks/spoiled", serial_no="1400000010", reason="打印机卡纸").status_code == 201
    assert batches(world) == {"1400000009": (3, 1, 1, 1)}
    assert left(world) == (1, "1400000011")
    assert left(world, "副本") == (0, None)
    assert world.broken() == []


def test_only_forms_in_stock_are_printed_on(world: World) -> None:
    """Unknown, spoiled, of the other kind, of another authority: each refused at its field, and nothing is printed."""
    original = prints(world, world.issue(paper=True)[1].uscc)[0]
    received(world, "AB-0001", "AB-0009")
    received(world, "CD-0001", "CD-0009", "副本")
    post(world, "/blanks/spoiled", serial_no="AB-0002", reason="受潮")
    body = {"copy_kind": "正本", "first": "EF-0001", "last": "EF-0009"}
    assert world.client.post("/blanks", json=body, headers=world.officer(OTHER)).status_code == 201
    for serial_no, code in (
        ("AB-0010", "licence.serial_no_unknown"),
        ("AB-00001", "licence.serial_no_unknown"),
        ("EF-0001", "licence.serial_no_unknown"),
        ("AB-0002", "licence.serial_no_spoiled"),
        ("CD-0001", "licence.blank_of_other_kind"),
    ):
        answer = printed(world, original, serial_no)
        assert refused(answer) == (409, code)
        assert [each["pointer"] for each in answer.json()["errors"]] == ["/serial_no"]
    assert prints(world, original["uscc"])[0]["status"] == "UNPRINTED"


def test_a_used_form_is_not_spoiled_and_a_spoiled_one_stays_so(world: World) -> None:
    """The first record of a spoiled form stands; on a used one the paper itself is void."""
    original = prints(world, world.issue(paper=True)[1].uscc)[0]
    received(world, "GH-0001", "GH-0009")
    printed(world, original, "GH-0001")
    used = post(world, "/blanks/spoiled", serial_no="GH-0001", reason="受潮")
    assert refused(used) == (409, "licence.serial_no_used")
    spoiled = post(world, "/blanks/spoiled", serial_no="GH-0002", reason="受潮")
    assert post(world, "/blanks/spoiled", serial_no="GH-0002", reason="卡纸").json() == spoiled.json()
    assert refused(post(world, "/blanks/spoiled", serial_no="GH-0010", reason="受潮"))[1] == "licence.serial_no_unknown"
    found = world.client.get("/blanks/spoiled", headers=world.officer()).json()
    assert {"serial_no": "GH-0002", "reason": "受潮"}.items() <= found["items"][0].items()


@pytest.mark.parametrize(
    ("first", "last", "code", "pointer"),
    [
        ("LM-0009", "LM-0001", "licence.blanks_malformed", "/last"),
        ("LM-0001", "LN-0009", "licence.blanks_malformed", "/last"),
        ("LM-0001", "LM-00009", "licence.blanks_malformed", "/last"),
        ("LM-00001", "LM-10001", "licence.blanks_too_many", "/last"),
        ("0000", "0009", "request.malformed", "/first"),
    ],
)
def test_a_range_is_a_range(world: World, first: str, last: str, code: str, pointer: str) -> None:
    """Ends that belong together, ten thousand at most, no zeros alone."""
    answer = received(world, first, last)
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer
    assert code.startswith("request") or answer.json()["code"] == code


def test_batches_do_not_overlap(world: World) -> None:
    """Not even in one number, nor as the other kind; another authority's forms are its own."""
    received(world, "NO-0010", "NO-0019")
    for first, last in (("NO-0019", "NO-0020"), ("NO-0001", "NO-0010"), ("NO-0012", "NO-0013")):
        answer = received(world, first, last, "副本")
        assert refused(answer) == (409, "licence.blanks_overlap")
        assert answer.json()["errors"][0]["pointer"] == "/first"
    assert received(world, "NO-0020", "NO-0029").status_code == 201
    assert received(world, "NO-010", "NO-019").status_code == 201
    body = {"copy_kind": "正本", "first": "NO-0010", "last": "NO-0019"}
    assert world.client.post("/blanks", json=body, headers=world.officer(OTHER)).status_code == 201


def test_others_have_no_stock(world: World) -> None:
    """Examiners read licences, and neither print nor count forms."""
    _, issued = world.issue(paper=True)
    for path in ("/blanks", "/blanks/left", "/blanks/spoiled", "/prints", f"/licences/{issued.uscc}/prints"):
        assert world.client.get(path, headers=world.examiner()).status_code == 403
    assert world.client.get("/licences", headers=world.examiner()).status_code == 200
