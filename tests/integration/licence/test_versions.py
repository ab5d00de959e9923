"""Licences are prints of an entity's versions: the newest one is valid, the others say what became of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect, Outage
from services.licence.contract import LicenceFace, LicenceIssued, LicencePart
from services.licence.domain import attestations
from services.licence.domain.states import LicenceState
from services.licence.store import licences
from services.licence.store.licences import Licence
from tests.integration.licence.conftest import COLLECTED, Opened, World
from tests.integration.licence.test_issuing import attached
from tests.servers import as_owner


def row(world: World, application_no: str) -> Licence:
    with world.resources.database.transaction() as session:
        found = licences.of_application(session, application_no)
    assert found is not None
    return found


def judged(world: World, issued: LicenceIssued) -> Any:
    pdf = {"Content-Type": "application/pdf"}
    return world.client.post("/verifications", content=world.document(issued), headers=pdf).json()


def post(world: World, path: str, **body: Any) -> httpx.Response:
    return world.client.post(path, json=body, headers=world.officer())


def ended(world: World, number: str, state: str, reason: str = "2026-11-20 公示系统声明作废") -> httpx.Response:
    return post(world, f"/licences/{number}/end", state=state, reason=reason)


def papers(world: World, uscc: str) -> list[Any]:
    found: list[Any] = world.client.get(f"/licences/{uscc}/prints", headers=world.officer()).json()["items"]
    return found


def test_second_version_replaces_the_first(opened: Opened) -> None:
    """The later version is valid from its document on; the earlier one is replaced at the same moment."""
    world = opened()
    before, first = world.issue()
    world.clock.advance(timedelta(days=3))
    after, second = world.changed(first, name="大同市平城区晓禾面馆")
    assert (second.version, second.uscc, second.established_on) == (2, first.uscc, first.established_on)
    assert second.licence_no != first.licence_no
    old, new = row(world, before.application_no), row(world, after.application_no)
    assert (old.state, old.ended_by) == (LicenceState.REPLACED, after.application_no)
    assert (new.state, new.ended_at) == (LicenceState.VALID, None)
    today = local_date(world.clock.now())
    assert (new.registered_on, new.approved_on, new.issued_on) == (first.established_on, today, today)
    assert world.client.get(f"/licences/{first.uscc}/verification").json()["name"] == "大同市平城区晓禾面馆"
    assert world.broken() == []


def test_earlier_version_is_genuine_but_replaced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and QR code of an earlier version are genuine, no longer valid, and say why."""
    said: list[str] = []
    draw = attestations.symbol

    def drawn(text: str) -> tuple[str, ...]:
        said.append(text)
        return draw(text)

    monkeypatch.setattr(attestations, "symbol", drawn)
    _, first = world.issue()
    _, second = world.changed(first)
    by_symbol = [world.client.post("/verifications/qr", json={"cwt": text}).json() for text in said]
    for verdict in (judged(world, first), by_symbol[0]):
        assert (verdict["genuine"], verdict["valid"]) == (True, False)
        assert [reason["code"] for reason in verdict["reasons"]] == ["licence.replaced"]
        assert (verdict["licence"]["version"], verdict["licence"]["state"]) == (1, "REPLACED")
    for verdict in (judged(world, second), by_symbol[1]):
        assert (verdict["genuine"], verdict["valid"], verdict["reasons"]) == (True, True, [])
        assert verdict["licence"]["version"] == 2


def test_one_face(world: World) -> None:
    """The file's data, the part, the office's view and the public answer have every item alike."""
    request, issued = world.issue(capital="10.50")
    part = world.resources.exchange.collect(issued.part, LicencePart, PartKind.LICENCE)
    view = world.client.get(f"/licences/{request.application_no}", headers=world.officer()).json()
    public = world.client.get(f"/licences/{issued.uscc}/verification").json()
    faces = [LicenceFace.model_validate(each) for each in (part.model_dump(), view, public)]
    in_file = attached(world.document(issued))
    in_file["operator_name"], in_file["authority_name"] = in_file.pop("operator"), in_file.pop("authority")
    assert faces == [LicenceFace.model_validate(in_file)] * 3
    assert view["capital_amount"] == "10.50"


def test_second_version_at_the_same_time(world: World) -> None:
    """Eight calls at once for one change: one licence, and one replaced."""
    _, first = world.issue()
    request = world.approved(uscc=first.uscc, version=2, established_on=first.established_on)
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: world.activities.issue_licence(request), range(8)))
    assert len(answers) == 1
    with world.resources.database.transaction() as session:
        states = [each.state for each in licences.of_entity(session, first.uscc)]
    assert states == [LicenceState.VALID, LicenceState.REPLACED]
    assert world.broken() == []


def test_overtaken_version_never_comes_into_force(opened: Opened) -> None:
    """A version whose document is finished after a later one's is replaced from the start."""
    world = opened()
    _, first = world.issue()
    slow = world.approved(uscc=first.uscc, version=2, established_on=first.established_on)
    with world.outside.misbehaving(world.outside.trust, down=True), pytest.raises(Outage):
        world.activities.issue_licence(slow)
    quick, third = world.changed(first, version=3)
    assert world.activities.issue_licence(slow).version == 2
    assert row(world, slow.application_no).state == LicenceState.REPLACED
    assert row(world, quick.application_no).state == LicenceState.VALID
    assert world.client.get(f"/licences/{third.uscc}/verification").json()["version"] == 3
    assert world.broken() == []


def test_papers_of_a_replaced_licence(world: World) -> None:
    """Papers that wait are void with their licence; those that are out come back, and are not handed out any more."""
    _, first = world.issue(paper=True)
    original, duplicate = papers(world, first.uscc)
    serial = world.form(f"P-{first.uscc}")
    post(world, f"/licences/{first.uscc}/prints", serial_no=serial, print_no=original["print_no"])
    world.changed(first, paper=True)
    old_original, old_duplicate, *new = papers(world, first.uscc)
    assert (old_original["status"], old_duplicate["status"]) == ("PRINTED", "VOID")
    assert old_duplicate["void_reason"] == "换发营业执照"
    assert [(each["status"], each["reason"]) for each in new] == [("UNPRINTED", "CHANGE")] * 2
    claim = {"print_no": original["print_no"], **COLLECTED, "recipient": "张晓禾"}
    refused = post(world, f"/licences/{first.uscc}/claims", **claim)
    assert (refused.status_code, refused.json()["code"]) == (409, "licence.not_in_force")
    back = post(world, f"/licences/{first.uscc}/prints/{original['print_no']}/void", reason="换发收回")
    assert (back.status_code, back.json()["status"]) == (200, "VOID")
    printed = post(
        world, f"/licences/{first.uscc}/prints", serial_no=world.form(f"{serial}-2"), print_no=new[0]["print_no"]
    )
    assert (printed.status_code, printed.json()["application_no"]) == (201, new[0]["application_no"])
    again = post(world, f"/licences/{first.uscc}/prints", serial_no=f"{serial}-3", print_no=duplicate["print_no"])
    assert (again.status_code, again.json()["code"]) == (409, "licence.not_in_force")


def test_lost_and_issued_again(world: World) -> None:
    """A licence declared lost is no longer valid; the same version is printed again under a number of its own."""
    request, first = world.issue()
    answer = ended(world, request.application_no, "LOST")
    assert (answer.status_code, answer.json()["state"], answer.json()["state_label"]) == (200, "LOST", "已声明作废")
    assert ended(world, request.application_no, "LOST").json() == answer.json()
    assert [reason["code"] for reason in judged(world, first)["reasons"]] == ["licence.lost"]
    further = {"copy_kind": "副本", "reason": "ADDITIONAL", "request_id": f"lost-{first.uscc}"}
    refused = post(world, f"/licences/{first.uscc}/papers", **further)
    assert (refused.status_code, refused.json()["code"]) == (409, "licence.not_in_force")
    again, second = world.issue(
        uscc=first.uscc, made_by=request.application_no, established_on=first.established_on, paper=True
    )
    assert (second.version, row(world, again.application_no).issue) == (1, 2)
    assert second.licence_no != first.licence_no
    assert row(world, request.application_no).state == LicenceState.LOST
    assert judged(world, second)["valid"] is True
    assert [paper["reason"] for paper in papers(world, first.uscc)] == ["REPLACEMENT"] * 2


def test_a_version_that_a_record_made_is_printed_by_whoever_asks_for_it(world: World) -> None:
    """A record makes a version without a licence; the licence of before is replaced by a print of that version, whose
    papers are those of a replacement. Asked again for the same, or where nothing was ever printed, there is none."""
    _, first = world.issue()
    record = world.approved(uscc=first.uscc, version=2, established_on=first.established_on).application_no
    recorded = {"uscc": first.uscc, "version": 2, "established_on": first.established_on, "made_by": record}
    request, again = world.issue(**recorded, paper=True)
    assert (again.version, row(world, request.application_no).state) == (2, LicenceState.VALID)
    assert [paper["reason"] for paper in papers(world, first.uscc)] == ["REPLACEMENT"] * 2
    assert world.activities.issue_licence(request) == again
    with pytest.raises(Defect, match="wrong_case"):
        world.issue(made_by=record)
    assert world.broken() == []


def test_damaged_and_issued_again(world: World) -> None:
    """Whoever brings a damaged licence back gets another, which replaces it."""
    request, first = world.issue()
    world.issue(uscc=first.uscc, made_by=request.application_no, established_on=first.established_on)
    assert row(world, request.application_no).state == LicenceState.REPLACED
    assert judged(world, first)["reasons"][0]["code"] == "licence.replaced"


def test_ended_once(world: World) -> None:
    """What ended in one way does not end in another; a licence without its document cannot end."""
    request, first = world.issue()
    assert ended(world, request.application_no, "VOID", "注销登记").json()["state"] == "VOID"
    refused = ended(world, request.application_no, "LOST")
    assert (refused.status_code, refused.json()["code"]) == (409, "licence.out_of_order")
    assert ended(world, request.application_no, "REPLACED").status_code == 422
    assert world.client.get(f"/licences/{first.uscc}/verification").json()["valid"] is False


def test_only_the_own_authority_ends(world: World) -> None:
    """Other authorities are told that there is nothing; applicants may not."""
    request, _ = world.issue()
    path, body = f"/licences/{request.application_no}/end", {"state": "VOID", "reason": "注销登记"}
    assert world.client.post(path, json=body, headers=world.officer("14021200")).status_code == 404
    assert world.client.post(path, json=body, headers=world.owner(request.application_no)).status_code == 403
    assert row(world, request.application_no).state == LicenceState.VALID


def test_list_by_state(opened: Opened) -> None:
    """The office finds licences by state, and sees version and state of each."""
    world = opened()
    _, first = world.issue()
    world.changed(first)
    world.issue(name="大同市平城区另一家饺子馆")

    def found(**given: str) -> list[tuple[int, str]]:
        answer = world.client.get("/licences", params=given, headers=world.officer()).json()
        return sorted((line["version"], line["state"]) for line in answer["items"])

    assert found() == [(1, "REPLACED"), (1, "VALID"), (2, "VALID")]
    assert found(state="REPLACED") == [(1, "REPLACED")]
    assert found(state="VALID", uscc=first.uscc) == [(2, "VALID")]
    searched = post(world, "/licences/searches", state="LOST")
    assert searched.json()["total"] == 0


def altered(statement: str) -> Callable[[World], None]:
    def alter(world: World) -> None:
        with as_owner(world.resources.database) as connection:
            connection.exec_driver_sql(statement)

    return alter


@pytest.mark.parametrize(
    ("alter", "message"),
    [
        (
            altered(
                "DROP INDEX licence.one_valid_licence_per_entity; UPDATE licence.licence"
                " SET state = 'VALID', ended_at = NULL, ended_by = NULL, ended_reason = NULL"
            ),
            "still valid beside a newer one",
        ),
        (altered("UPDATE licence.licence SET issue = 3 WHERE version = 2"), "a licence of its version is missing"),
        (
            altered("UPDATE licence.licence SET approved_on = approved_on + 1 WHERE version = 1"),
            "a first licence of another day",
        ),
    ],
)
def test_invariants_see_versions(opened: Opened, alter: Callable[[World], None], message: str) -> None:
    """The checks find a replaced licence that is valid again, a missing print, and a first licence of another day."""
    world = opened()
    _, first = world.issue()
    world.changed(first)
    alter(world)
    assert [found.partition(": ")[2] for found in world.broken()] == [message]
