"""Pictures are read after the upload, compared with the form, and told about; nothing waits for them for long."""

from __future__ import annotations

import dataclasses
import shlex
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from catalogues.evidence import Doubt, Reading
from catalogues.filing_types.words import PartKind
from kernel.errors import Refusal
from kernel.reading.reader import COMMAND, Patience, Reader
from services.filing.activities import Activities
from services.filing.contract.messages import FixDocuments
from services.filing.contract.parts import ApplicationPart, AttachmentPart
from services.filing.operations import readings
from services.filing.operations.readings import GIVEN_UP, MOST_ATTEMPTS
from services.filing.operations.resources import Readings
from services.filing.store import holdings
from services.filing.store.attachments import FilingAttachment
from services.filing.store.readings import claim
from tests.fixtures.pictures import ordinary
from tests.integration.filing.conftest import Filing, picture

STRANGER = ("李四", "210106199003072071")


def attachments(filing: Filing, no: str, activities: Activities | None = None) -> dict[str, AttachmentPart]:
    """As the other services get them."""
    fixed = (activities or filing.activities).fix_documents(FixDocuments(application_no=no, revision=1, entries=()))
    part = filing.resources.exchange.collect(fixed.application, ApplicationPart, PartKind.APPLICATION)
    return {each.kind: each for each in part.attachments}


def test_ordinary_pictures_are_read_and_agree(filing: Filing) -> None:
    """Every one, without a doubt; of what was read nothing goes to other services."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    found = attachments(filing, no)
    assert {each.reading for each in found.values()} == {Reading.YES}
    assert not any(each.doubts or each.insisted for each in found.values())


def test_the_card_is_offered_to_the_form(filing: Filing) -> None:
    """Name, number and validity as they stand on it."""
    no = filing.filled()
    filing.lock(no)
    offered = filing.get(f"/applications/{no}/evidence").json()["offered"]
    assert (offered["name"], offered["id_valid_until"]) == ("张晓禾", "2035-06-18")


def test_another_persons_card_is_told_at_its_field_and_not_locked(filing: Filing) -> None:
    """Name and number differ: the applicant learns it before anything is locked."""
    no = filing.filled()
    filing.attach(no, "id_card_front", ordinary("id_card_front", *STRANGER))
    with pytest.raises(Refusal) as caught:
        filing.lock(no)
    assert {each.code for each in caught.value.findings} >= {"filing.picture_name", "filing.picture_number"}
    assert {each.pointer for each in caught.value.findings} == {"/attachments/id_card_front"}


def test_who_insists_goes_on_to_a_person(filing: Filing) -> None:
    """The doubt and the insistence stand in the part; another picture is judged anew."""
    no = filing.filled()
    filing.attach(no, "id_card_front", ordinary("id_card_front", *STRANGER))
    filing.insist(no, "id_card_front")
    filing.lock(no)
    filing.prepare(no)
    front = attachments(filing, no)["id_card_front"]
    assert front.insisted
    assert {Doubt.NAME, Doubt.NUMBER} <= set(front.doubts)


def test_a_lease_for_another_house_keeps_documents_from_being_made(filing: Filing) -> None:
    """Told at the field of the lease."""
    no = filing.filled()
    filing.attach(no, "premises_proof", picture("premises_proof", premises={"detail": "大庆路35号1层3号商铺"}))
    filing.lock(no)
    with pytest.raises(Refusal) as caught:
        filing.prepare(no)
    assert [each.pointer for each in caught.value.findings] == ["/attachments/premises_proof"]


@pytest.mark.parametrize("broken", ["off", "dead"])
def test_without_reading_the_case_goes_on_unread(filing: Filing, broken: str) -> None:
    """Switched off or dying again and again: nothing is refused, and the part says that nobody read."""
    reader = None if broken == "off" else Reader(Patience(reading=1), ("false",))
    activities = Activities(dataclasses.replace(filing.resources, reader=reader, reading_patience=0.0))
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.execute("DELETE FROM filing.reading")
    found = attachments(filing, no, activities)
    assert {each.reading for each in found.values()} == {Reading.OFF if reader is None else Reading.NO}
    assert not any(each.doubts for each in found.values())


def _another(filing: Filing, reader: Reader) -> Activities:
    """Those of a process that was started after the first one."""
    return Activities(dataclasses.replace(filing.resources, reader=reader, readings=Readings()))


@pytest.mark.parametrize("deaths", [1, 5])
def test_pictures_of_a_process_that_died_are_read_by_another(filing: Filing, deaths: int) -> None:
    """However often it happened: that says nothing of the picture, and the next one does not wait for the dead."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.execute("UPDATE filing.reading SET ended_at = NULL, encrypted = NULL, begun_at = NULL, attempts = 0")
    for _ in range(deaths):
        for sha256, sought in filing.rows("SELECT sha256, sought FROM filing.reading"):
            with filing.resources.database.single_statements() as connection:
                now = filing.clock.now()
                assert claim(connection, sha256, sought, now, given_up=now - GIVEN_UP, most=MOST_ATTEMPTS)
        filing.clock.advance(timedelta(seconds=8))
    reader = Reader()
    found = attachments(filing, no, _another(filing, reader))
    reader.close()
    assert {each.reading for each in found.values()} == {Reading.YES}


def test_a_reader_that_dies_is_followed_by_another_within_the_same_wait(filing: Filing, tmp_path: Path) -> None:
    """The applicant does not wait in vain for what nobody does any more."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.execute("DELETE FROM filing.reading")
    dies_once = f"mkdir {tmp_path}/died 2>/dev/null && exit 1; exec {shlex.join(COMMAND)} $0"
    reader = Reader(command=("sh", "-c", dies_once))
    found = attachments(filing, no, _another(filing, reader))
    reader.close()
    assert {each.reading for each in found.values()} == {Reading.YES}
    assert filing.rows("SELECT attempts FROM filing.reading ORDER BY attempts DESC LIMIT 1") == [(1,)]


def test_what_is_still_read_is_not_begun_by_another(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes long says so again and again."""
    monkeypatch.setattr(readings, "SAID", timedelta(seconds=0.02))
    no = filing.filled()
    filing.lock(no)
    filing.execute("DELETE FROM filing.reading")
    reader = Reader(Patience(reading=2), ("sh", "-c", "sleep 60"))
    resources = dataclasses.replace(filing.resources, reader=reader, readings=Readings())
    front = next(each for each in _files(filing, no) if each.kind == "id_card_front")
    work = readings.begin(resources, front)
    assert work
    said = "SELECT begun_at FROM filing.reading WHERE begun_at = :now"
    _until(lambda: bool(filing.rows(said, now=filing.clock.now())))
    filing.clock.advance(timedelta(minutes=1))
    _until(lambda: bool(filing.rows(said, now=filing.clock.now())))
    assert work.result() is False
    assert filing.rows("SELECT begun_at, attempts FROM filing.reading") == [(None, 1)]
    reader.close()


def _files(filing: Filing, no: str) -> Sequence[FilingAttachment]:
    with filing.resources.database.reading() as session:
        return holdings.files(session, no)[1]


def _until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_was_read_is_kept_encrypted_and_goes_with_the_picture(filing: Filing) -> None:
    """No name or number stands in the table; the last application without the picture takes the reading along."""
    no = filing.filled()
    filing.attach(no, "id_card_front", ordinary("id_card_front", "周小川", "140213199001011233"))
    filing.insist(no, "id_card_front")
    filing.lock(no)
    digest = filing.rows("SELECT sha256 FROM filing.attachment WHERE kind = 'id_card_front'")[0][0]
    kept = filing.rows("SELECT encrypted FROM filing.reading WHERE sha256 = :digest", digest=digest)
    assert kept and "周" not in kept[0][0]
    filing.execute("UPDATE filing.application SET operator_locked_at = NULL, name_locked = false")
    filing.attach(no, "id_card_front", picture("id_card_front"))
    assert not filing.rows("SELECT 1 FROM filing.reading WHERE sha256 = :digest", digest=digest)
