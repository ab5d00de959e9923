"""Issuing a licence: what it says, that it happens once, and that no crash loses or doubles anything."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Defect, Outage, Refusal
from kernel.numbers import is_uscc
from kernel.pdf.signing import sign
from kernel.pdf.verification import verify
from services.licence.contract import LicencePart
from services.licence.domain.states import LicenceState
from services.licence.operations import issuing
from services.licence.operations.sealing import SoftwareSeal
from services.licence.store import licences
from tests.integration.licence.conftest import AUTHORITY, AUTHORITY_NAME, PORTAL, Opened, World
from tests.servers import RunningPostgres, as_owner


def attached(pdf: bytes) -> dict[str, Any]:
    """The licence's JSON as it lies in the file."""
    files = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    found: dict[str, Any] = json.loads(files[1].get_object()["/EF"]["/F"].get_object().data)
    return found


def state(world: World, application_no: str) -> str:
    with world.resources.database.transaction() as session:
        row = licences.of_application(session, application_no)
        assert row is not None
        return row.state


def test_licence(world: World) -> None:
    """A licence has a right code of its authority, one day for everything, and a document that verifies."""
    _, issued = world.issue()
    assert is_uscc(issued.uscc)
    assert issued.uscc.startswith("92" + AUTHORITY[:6] + "MA")
    assert issued.established_on == local_date(issued.issued_at) == local_date(world.clock.now())
    verified = verify(world.document(issued), world.resources.seals.roots())
    assert verified.ok and verified.covers_whole_document
    assert [one.signer for one in verified.signatures] == [AUTHORITY_NAME]
    assert len(verified.archive_timestamps) == 1
    assert world.broken() == []


def test_the_trail_of_a_licence(world: World) -> None:
    """Prepared, sealed, issued, each with its digest; then who looked."""
    request, issued = world.issue()
    number = request.application_no
    assert world.client.get(f"/licences/{number}", headers=world.examiner()).status_code == 200
    answer = world.client.get("/trail", params={"about": number}, headers=world.bearer("auditor-1", "auditor"))
    lines = [json.loads(line) for line in answer.content.splitlines()[1:-1]]
    assert [line["event"] for line in lines] == ["prepared", "sealed", "issued", "licence_seen", "trail_read"]
    assert lines[1]["after_digest"] == issued.document.sha256
    assert lines[2]["before_digest"] != lines[2]["after_digest"]
    assert (lines[3]["role"], lines[0]["role"]) == ("examiner", "case")


def test_part(world: World) -> None:
    """The part for other services says what the licence says."""
    request, issued = world.issue(composition_form="家庭经营")
    part = world.resources.exchange.collect(issued.part, LicencePart, PartKind.LICENCE)
    assert part.application_no == request.application_no
    assert (part.uscc, part.licence_no) == (issued.uscc, issued.licence_no)
    assert (part.name, part.operator_name) == ("大同市平城区晓禾饺子馆", "张晓禾")
    assert (part.entity_type, part.composition_form) == ("个体工商户", "家庭经营")
    assert part.registered_on == part.approved_on == issued.established_on
    assert part.verification_url == f"{PORTAL}/verify/{issued.uscc}"
    assert (part.sha256, part.sm3) == (issued.document.sha256, issued.document.sm3)


def test_attachment(world: World) -> None:
    """The PDF carries the face as data."""
    _, issued = world.issue()
    data = attached(world.document(issued))
    assert (data["uscc"], data["operator"]) == (issued.uscc, "张晓禾")
    assert data["issued_on"] == data["registered_on"] == issued.established_on.isoformat()


def test_closed_to_changes(world: World) -> None:
    """Nobody can put a further signature on a sealed licence."""
    _, issued = world.issue()
    seal = world.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    assert isinstance(seal, SoftwareSeal)
    with pytest.raises(Refusal, match=r"pdf\.closed"):
        sign(world.document(issued), seal.key, field="another")


def test_rare_characters(world: World) -> None:
    """Names outside the common planes are printed and carried as they are."""
    _, issued = world.issue(operator="㛃䶮𠅤𬱖", name="大同市平城区𠮷祥小吃店")
    assert attached(world.document(issued))["operator"] == "㛃䶮𠅤𬱖"


def test_without_name(world: World) -> None:
    """A sole trader without a name gets a licence that names none."""
    _, issued = world.issue(name=None)
    assert attached(world.document(issued))["name"] is None
    assert world.resources.exchange.collect(issued.part, LicencePart, PartKind.LICENCE).name is None


def test_repeated(world: World) -> None:
    """Asked again, also on another day, the answer and the document are the same."""
    request, first = world.issue()
    world.clock.advance(timedelta(days=1))
    assert world.activities.issue_licence(request) == first


def test_crash_before_the_document(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash after the number was taken is finished by the retry, on another day, with the same number and dates."""
    world = opened()
    request = world.approved(paper=True)

    def crash(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "render_licence", crash)
        with pytest.raises(KeyboardInterrupt):
            world.activities.issue_licence(request)
    assert state(world, request.application_no) == LicenceState.PREPARED
    with world.resources.database.transaction() as session:
        prepared = licences.of_application(session, request.application_no)
    assert prepared is not None
    assert world.broken() == []
    world.clock.advance(timedelta(days=1))
    issued = world.activities.issue_licence(request)
    assert (issued.uscc, issued.licence_no) == (prepared.uscc, prepared.licence_no)
    assert (issued.established_on, issued.issued_at) == (prepared.registered_on, prepared.issued_at)
    assert attached(world.document(issued))["issued_on"] == prepared.issued_on.isoformat()
    assert world.broken() == []


def test_crash_after_the_document(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between storing the document and writing it down leaves one licence with one document."""
    world = opened()
    request = world.approved()
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "issued", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            world.activities.issue_licence(request)
    assert state(world, request.application_no) == LicenceState.PREPARED
    issued = world.activities.issue_licence(request)
    assert verify(world.document(issued), world.resources.seals.roots()).ok
    assert world.broken() == []


def test_at_the_same_time(world: World) -> None:
    """Eight calls at once for one application: one number, one document, one answer."""
    request = world.approved()
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: world.activities.issue_licence(request), range(8)))
    assert len(answers) == 1
    assert world.broken() == []


def test_two_processes_one_seal(opened: Opened, world: World) -> None:
    """Two processes that seal for the first time at once end up with one key and certificate."""
    first = opened()
    second = opened(first.resources.database.engine.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(4) as threads:
        seals = list(threads.map(lambda one: one.resources.seals.open(AUTHORITY, AUTHORITY_NAME), [first, second] * 2))
    assert len({seal.key.certificate.serial_number for seal in seals}) == 1


def test_seal_is_renewed(opened: Opened) -> None:
    """Before its certificate expires the authority gets another, and older licences stay verifiable."""
    world = opened()
    _, issued = world.issue()
    before = world.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    world.clock.advance(timedelta(days=5 * 365 - 10))
    after = world.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    assert isinstance(before, SoftwareSeal) and isinstance(after, SoftwareSeal)
    assert before.key.certificate.serial_number != after.key.certificate.serial_number
    verdict = world.client.post("/verifications", content=world.document(issued)).json()
    assert verdict["genuine"] is True


def test_seal_follows_the_certification_authority(opened: Opened, postgres: RunningPostgres) -> None:
    """When another authority is asked than before, it certifies a new seal: the old one's lists may be nowhere now."""
    database = postgres.database("licence")
    postgres.migrate("licence", database)
    before = opened(database).resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    again = opened(database).resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    moved = opened(database)
    elsewhere = opened(database, ca_url=f"{moved.outside.trust.replace('127.0.0.1', 'localhost')}/ca")
    after = elsewhere.resources.seals.open(AUTHORITY, AUTHORITY_NAME)
    assert isinstance(before, SoftwareSeal) and isinstance(again, SoftwareSeal) and isinstance(after, SoftwareSeal)
    assert again.key.certificate == before.key.certificate
    assert after.key.certificate.public_key() != before.key.certificate.public_key()


def test_seal_key_is_encrypted(world: World) -> None:
    """Keys and personal items lie encrypted in the database."""
    world.issue(operator="欧阳晓禾")
    with world.resources.database.transaction() as session:
        dump = str(session.connection().exec_driver_sql("SELECT * FROM licence.seal_key").all())
        dump += str(session.connection().exec_driver_sql("SELECT * FROM licence.licence").all())
    assert "PRIVATE KEY" not in dump
    assert "欧阳晓禾" not in dump
    assert "大庆路33号" not in dump


@pytest.mark.parametrize("outcome", ["REJECT", "CORRECT", "REFER"])
def test_no_approval(world: World, outcome: str) -> None:
    """Without an approval nothing is written."""
    request = world.approved(outcome=outcome)
    with pytest.raises(Defect, match=r"licence\.no_approval"):
        world.activities.issue_licence(request)
    with world.resources.database.transaction() as session:
        assert licences.of_application(session, request.application_no) is None


def test_decision_of_another_case(world: World) -> None:
    """An approval of another application does not count."""
    request = world.approved()
    parts = {**request.parts, "decision": world.approved().part("decision")}
    with pytest.raises(Defect, match=r"licence\.no_approval"):
        world.activities.issue_licence(request.model_copy(update={"parts": parts}))


def test_entity_of_another_case(world: World) -> None:
    """A version that another application made, and that nobody printed, is not printed for this one."""
    request = world.approved()
    parts = {**request.parts, "entity": world.approved().part("entity")}
    with pytest.raises(Defect, match=r"licence\.wrong_case"):
        world.activities.issue_licence(request.model_copy(update={"parts": parts}))


def test_version_is_printed_once_by_its_application(world: World) -> None:
    """Two applications cannot both have made one version."""
    _, first = world.issue()
    with pytest.raises(Defect, match=r"licence\.wrong_case"):
        world.issue(uscc=first.uscc)


def test_without_entity(world: World) -> None:
    """A case that was on its way before there was a register is refused by name, unless its licence was begun."""
    request = world.approved()
    parts = {kind: part for kind, part in request.parts.items() if kind != "entity"}
    old = request.model_copy(update={"parts": parts})
    with pytest.raises(Refusal, match=r"licence\.entity_missing"):
        world.activities.issue_licence(old)
    with world.outside.misbehaving(world.outside.trust, down=True), pytest.raises(Outage):
        world.activities.issue_licence(request)
    assert world.activities.issue_licence(old).version == 1


@pytest.mark.parametrize("case", [{"scope": " "}, {"premises": ""}, {"operator": ""}])
def test_incomplete_face(world: World, case: dict[str, Any]) -> None:
    """A face with an empty item is not issued, and nothing is written (AR-42)."""
    request = world.approved(**case)
    with pytest.raises(Defect, match=r"licence\.face_incomplete"):
        world.activities.issue_licence(request)
    with world.resources.database.transaction() as session:
        assert licences.of_application(session, request.application_no) is None


def test_unprintable(world: World) -> None:
    """A character that no font has is our defect, which names the code point and not the name."""
    with pytest.raises(Defect, match=r"licence\.unprintable: U\+F0000$"):
        world.issue(operator="张\U000f0000")


@pytest.mark.parametrize(
    ("path", "behaviour"),
    [("/tsa", {"down": True}), ("/tsa", {"garbage": True}), ("/tsa", {"hang": True}), ("/ca", {"error_rate": 1.0})],
)
def test_silent_trust_services(opened: Opened, path: str, behaviour: dict[str, Any]) -> None:
    """Silence of the authorities is an Outage; afterwards the same call succeeds with the same number."""
    world = opened()
    request = world.approved()
    with world.outside.misbehaving(world.outside.trust, path_prefix=path, **behaviour), pytest.raises(Outage):
        world.activities.issue_licence(request)
    with world.resources.database.transaction() as session:
        prepared = licences.of_application(session, request.application_no)
    assert prepared is not None
    assert world.activities.issue_licence(request).licence_no == prepared.licence_no
    assert world.broken() == []


def test_altered_row(opened: Opened) -> None:
    """A prepared licence whose items were altered in the database is not issued."""
    world = opened()
    request = world.approved()
    with world.outside.misbehaving(world.outside.trust, down=True), pytest.raises(Outage):
        world.activities.issue_licence(request)
    with as_owner(world.resources.database) as connection:
        connection.exec_driver_sql("UPDATE licence.licence SET name = name || '总店'")
    with pytest.raises(Defect, match=r"licence\.face_altered"):
        world.activities.issue_licence(request)


def test_finished_after_midnight(world: World) -> None:
    """The first licence is issued on the day of establishment, also where it is written down after midnight."""
    request = world.approved()
    day = local_date(world.clock.now())
    world.clock.advance(timedelta(days=1))
    issued = world.activities.issue_licence(request)
    assert issued.established_on == day
    assert attached(world.document(issued))["issued_on"] == day.isoformat()


def test_invariants_see(opened: Opened) -> None:
    """The checks find a licence whose document is gone or whose decision was erased."""
    world = opened()
    request, _ = world.issue()
    with as_owner(world.resources.database) as connection:
        connection.exec_driver_sql(
            "UPDATE licence.licence SET document_sha256 = repeat('0', 64), decision_no = '',"
            " issued_on = issued_on + 1, issue = 2"
        )
    found = world.broken()
    assert {one.partition(": ")[2] for one in found} == {
        "a licence without a decision",
        "an issued licence without its document",
        "a licence of its version is missing",
        "exchange.altered",
    }
    assert all(one.startswith(request.application_no) for one in found)
