"""The paper of a licence that was replaced comes back: to the window, by post, or it is declared void in public."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.licence.conftest import COLLECTED, World
from tests.integration.licence.test_paper_office import post, prints, refused


def handed_out(world: World) -> tuple[Any, str]:
    """A licence whose original its owner has, and whose duplicate was never printed."""
    _, issued = world.issue(paper=True)
    original = prints(world, issued.uscc)[0]["print_no"]
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"T-{issued.uscc}"), print_no=original)
    claim = {"print_no": original, **COLLECTED, "recipient": "张晓禾"}
    assert post(world, f"/licences/{issued.uscc}/claims", **claim).status_code == 201
    return issued, original


def returned(world: World, uscc: str, print_no: str, manner: str, reason: str = "窗口收回") -> Any:
    return post(world, f"/licences/{uscc}/prints/{print_no}/void", reason=reason, returned=manner)


def outstanding(world: World, uscc: str) -> list[str]:
    found = post(world, "/prints/searches", outstanding=True, uscc=uscc).json()["items"]
    return [each["print_no"] for each in found]


@pytest.mark.parametrize("manner", ["WINDOW", "POST", "DECLARED"])
def test_the_old_paper_comes_back(world: World, manner: str) -> None:
    """Until then it is in the list of what is outstanding; the first record stands, with who made it."""
    first, original = handed_out(world)
    assert outstanding(world, first.uscc) == []
    world.changed(first, name="大同市平城区晓禾面馆")
    assert outstanding(world, first.uscc) == [original]
    back = returned(world, first.uscc, original, manner).json()
    assert (back["status"], back["return_manner"], back["void_by"]) == ("VOID", manner, "officer-1")
    assert returned(world, first.uscc, original, "POST").json() == back
    assert outstanding(world, first.uscc) == []


def test_its_owner_is_told(world: World) -> None:
    first, original = handed_out(world)
    world.changed(first, name="大同市平城区晓禾面馆")
    returned(world, first.uscc, original, "POST")
    number = prints(world, first.uscc)[-1]["application_no"]
    own = world.client.get(f"/own-papers/{number}", headers=world.owner(number)).json()["items"]
    assert [(each["status"], each["return_manner"]) for each in own] == [("VOID", "POST"), ("VOID", None)]


def test_nothing_comes_back_of_a_licence_in_force(world: World) -> None:
    first, original = handed_out(world)
    assert refused(returned(world, first.uscc, original, "WINDOW")) == (409, "licence.still_in_force")


def test_what_was_never_handed_out_does_not_come_back(world: World) -> None:
    """It is made void, as a spoiled one is."""
    _, issued = world.issue(paper=True)
    original = prints(world, issued.uscc)[0]["print_no"]
    post(world, f"/licences/{issued.uscc}/prints", serial_no=world.form(f"U-{issued.uscc}"), print_no=original)
    world.changed(issued, name="大同市平城区晓禾面馆")
    assert refused(returned(world, issued.uscc, original, "WINDOW")) == (409, "licence.not_with_owner")
    assert post(world, f"/licences/{issued.uscc}/prints/{original}/void", reason="未领取").status_code == 200


def test_a_declaration_says_what_was_published(world: World) -> None:
    first, original = handed_out(world)
    world.changed(first, name="大同市平城区晓禾面馆")
    assert returned(world, first.uscc, original, "DECLARED", reason="").status_code == 422
