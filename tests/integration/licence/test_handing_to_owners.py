"""Papers handed over: who collected them and signed, and that owners are told what was posted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.licence.conftest import COLLECTED, SILENT, World
from tests.integration.licence.test_paper_office import AGENT, OTHER, post, prints, put_addressee

STROKES = [[{"x": n / 30, "y": 0.5, "t": n} for n in range(25)], [{"x": 0.5, "y": n / 30, "t": n} for n in range(25)]]


def printed(world: World) -> tuple[str, str]:
    """Code and number of an original that was printed."""
    _, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"HO-{issued.uscc}"), print_no=number)
    return issued.uscc, number


def claim(world: World, uscc: str, **body: Any) -> Any:
    return post(world, f"/licences/{uscc}/claims", **body)


def test_a_collector_is_known_and_masked(world: World) -> None:
    """Name, document and how it was signed are kept; the number is masked, and nothing is readable in the database."""
    uscc, number = printed(world)
    answer = claim(world, uscc, print_no=number, **{**COLLECTED, "recipient": "欧阳晓禾"})
    assert answer.status_code == 201
    assert answer.json()["collector"] == {
        "id_document_type": "10",
        "id_number": "140***********1232",
        "signed": "ON_PAPER",
    }
    with world.resources.database.transaction() as session:
        dump = str(session.connection().exec_driver_sql("SELECT * FROM licence.paper_licence").all())
    assert number in dump
    assert not any(secret in dump for secret in ("欧阳晓禾", COLLECTED["id_number"]))
    path = f"/licences/{uscc}/prints/{number}/signature"
    assert world.client.get(path, headers=world.officer()).status_code == 404


def test_a_drawn_signature_is_kept_as_a_picture(world: World) -> None:
    """For the authority's own licence office."""
    uscc, number = printed(world)
    drawn = {**COLLECTED, "signed": "DRAWN", "strokes": STROKES, "aspect": 2.0}
    assert claim(world, uscc, print_no=number, recipient="张晓禾", **drawn).status_code == 201
    path = f"/licences/{uscc}/prints/{number}/signature"
    picture = world.client.get(path, headers=world.officer())
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.count("<polyline") == 2
    assert world.client.get(path, headers=world.officer(OTHER)).status_code == 404
    assert world.client.get(path, headers=world.examiner()).status_code == 403


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"recipient": None, "id_number": None}, ["/recipient", "/id_number"]),
        ({"recipient": "A1"}, ["/recipient"]),
        ({"id_number": "140102198801011234"}, ["/id_number"]),
        ({"id_document_type": "99"}, ["/id_document_type"]),
        ({"signed": None}, ["/signed"]),
        ({"signed": "DRAWN", "strokes": []}, ["/strokes"]),
    ],
)
def test_nobody_collects_unknown_or_unsigned(world: World, changed: dict[str, Any], pointers: list[str]) -> None:
    """Every fault is told at its field, and the paper stays where it is."""
    uscc, number = printed(world)
    answer = claim(world, uscc, print_no=number, **{**COLLECTED, "recipient": "张晓禾", **changed})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers
    assert prints(world, uscc)[0]["status"] == "PRINTED"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [({"recipient": "欧阳晓禾"}, "/recipient"), ({"id_number": "11010519491231002X"}, "/id_number")],
)
def test_a_recorded_agent_collects_and_nobody_else(world: World, changed: dict[str, Any], pointer: str) -> None:
    """Another name or another document is refused, and the paper stays; the agent gets it."""
    request, issued = world.issue(paper=True)
    number = prints(world, issued.uscc)[0]["print_no"]
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"HO-{issued.uscc}"), print_no=number)
    assert put_addressee(world, request.application_no, **AGENT).status_code == 200
    own = {**COLLECTED, "recipient": AGENT["name"], "id_number": AGENT["id_number"]}
    other = claim(world, issued.uscc, print_no=number, **{**own, **changed})
    assert (other.status_code, other.json()["code"]) == (409, "licence.collector_is_another")
    assert other.json()["errors"][0]["pointer"] == pointer
    assert prints(world, issued.uscc)[0]["status"] == "PRINTED"
    assert claim(world, issued.uscc, print_no=number, **own).status_code == 201


def test_owners_are_told_once_what_was_posted(world: World) -> None:
    """With the licence as the proof and no person in the request."""
    uscc, number = printed(world)
    before = len(world.told)
    for _ in range(2):
        posted = claim(world, uscc, print_no=number, manner="POSTED", tracking_no="EMS1234567")
        assert posted.status_code == 201 and posted.json()["told_at"]
    ((path, asked),) = world.told[before:]
    application_no = posted.json()["application_no"]
    assert path == f"/postings/{application_no}"
    assert application_no in asked.pop("held")
    assert asked == {
        "application_no": application_no,
        "occasion": 1,
        "copy_kind": "正本",
        "tracking_no": "EMS1234567",
    }


def test_a_posting_stands_though_nobody_could_be_told(world: World) -> None:
    """What was recorded is kept, and it is known that the owner was not told yet."""
    uscc, number = printed(world)
    posted = claim(world, uscc, print_no=number, manner="POSTED", tracking_no=SILENT)
    assert (posted.status_code, posted.json()["status"], posted.json()["told_at"]) == (201, "POSTED", None)
