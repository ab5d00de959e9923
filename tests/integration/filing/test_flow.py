"""One application from its number to its acceptance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from catalogues.filing_types.words import PartKind
from kernel.errors import Defect, Refusal
from kernel.numbers import mod_11_10_is_valid
from services.filing.contract.messages import FixDocuments, LockOperator, OpenSigningWindow
from services.filing.contract.parts import ApplicationPart, FilingFactsPart
from tests.fixtures.notices import NOTICE_OF_2027, load_notice
from tests.integration.filing.conftest import NOW, PREMISES, Filing, picture, resident_id


def test_whole_course(filing: Filing) -> None:
    """A complete application is locked, prepared, fixed and accepted; others read it as one part."""
    no = filing.filled()
    assert len(no) == 23
    assert no.startswith("1402130120261120000001")
    assert mod_11_10_is_valid(no)
    assert filing.lock(no).locked_at == NOW
    prepared = filing.prepare(no, entries=filing.entries(no, "INFO_READY"))
    kinds = [document.kind for document in prepared.documents]
    assert kinds == ["application_form", "identity_document", "premises_commitment", "name_commitment", "name_notice"]
    fixed = filing.fix(no, entries=filing.entries(no, "AUTH_PENDING"))
    assert fixed.documents == prepared.documents
    part = filing.resources.exchange.collect(fixed.application, ApplicationPart, PartKind.APPLICATION)
    assert part.name_sha256 == sha256("大同市平城区晓禾饺子馆".encode()).hexdigest()
    assert (part.filing_type, part.filing_type_edition) == ("sole_trader.establishment", "2025-07-15")
    assert [(p.ref, p.roles, p.signs) for p in part.parties] == [("operator", ("operator", "liaison"), True)]
    assert [(s.party, s.role) for s in fixed.signers] == [("operator", "operator")]
    assert part.operator.sex == "1"
    assert part.operator.birth_date == date(1988, 1, 1)
    assert part.premises.full_text == "山西省大同市平城区大庆路街道大庆路33号1层3号商铺"
    assert [(i.name, i.given, i.main) for i in part.details.scope_items] == [
        ("餐饮服务", True, True),
        ("外卖递送服务", True, False),
    ]
    assert {a.kind for a in part.attachments} == {"photo", "id_card_front", "id_card_back", "premises_proof"}
    accepted = filing.accept(no)
    facts = filing.resources.exchange.collect(accepted.facts, FilingFactsPart, PartKind.FILING_FACTS)
    assert (facts.entities_at_premises, facts.recent_applications_of_operator, facts.duplicates) == (0, 0, 0)
    assert facts.authority_registers
    assert filing.get(f"/applications/{no}").json()["stage"] == "AUTH_PENDING"


def test_signing_deadline_counts_six_working_days(filing: Filing) -> None:
    """Friday 20 November 2026: the sixth working day after it is Monday 30 November, until 24:00 in China."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    fixed = filing.fix(no, entries=filing.entries(no, "AUTH_PENDING"))
    assert fixed.last_signing_day == date(2026, 11, 30)
    assert fixed.signing_deadline == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    shown = filing.get(f"/applications/{no}").json()["signing"]
    assert shown["notice"].startswith("请注意！请在2026年11月30日前（6个工作日内）")


def test_second_lock_keeps_the_first_moment(filing: Filing) -> None:
    """Locking again, with the same line or a later one, does not move the moment of confirmation."""
    no = filing.filled()
    entries = filing.entries(no, "DRAFT", "NAME_RESERVED", "OPERATOR_LOCKED")
    first = filing.lock(no, entries=entries)
    filing.clock.advance(timedelta(hours=3))
    assert filing.lock(no, entries=entries) == first
    assert filing.lock(no, entries=filing.entries(no, "OPERATOR_LOCKED")) == first


def test_same_revision_gives_same_documents(filing: Filing) -> None:
    """Preparing a revision again answers with the same digests, hours later."""
    no = filing.filled()
    filing.lock(no)
    first = filing.prepare(no)
    filing.clock.advance(timedelta(hours=5))
    assert filing.prepare(no) == first


def test_crash_before_documents_are_recorded_gives_same_bytes(filing: Filing) -> None:
    """The printed date is kept before rendering: made again after a crash, every document has the same bytes."""
    no = filing.filled()
    filing.lock(no)
    first = filing.prepare(no)
    filing.execute("DELETE FROM filing.document WHERE application_no = :no", no=no)
    filing.clock.advance(timedelta(hours=5))
    assert filing.prepare(no) == first


def test_fixing_again_tells_the_same_deadline(filing: Filing) -> None:
    """A retried confirmation answers with the deadline and the part of the first one."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    first = filing.fix(no)
    filing.clock.advance(timedelta(days=3))
    assert filing.fix(no) == first


def test_crash_before_the_part_is_recorded_gives_the_same_part(filing: Filing) -> None:
    """The part made again after a crash is the same to the byte."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    first = filing.fix(no)
    filing.execute("UPDATE filing.revision SET part_key = NULL, part_digest = NULL WHERE application_no = :no", no=no)
    filing.clock.advance(timedelta(days=1))
    assert filing.fix(no) == first


def test_changed_data_outdate_the_preview(filing: Filing) -> None:
    """What was previewed cannot be confirmed once anything changed; a new revision can."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    details = filing.get(f"/applications/{no}/details").json()["section"]
    assert filing.put(no, "details", details | {"employee_count": 5}).status_code == 200
    with pytest.raises(Refusal, match=r"filing\.documents_outdated"):
        filing.fix(no)
    assert filing.get(f"/applications/{no}/documents").json()["current"] is False
    filing.prepare(no, 2)
    assert filing.fix(no, 2).documents != ()


def test_earlier_revision_cannot_be_fixed(filing: Filing) -> None:
    """Only the latest preview may be confirmed."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no, 1)
    filing.prepare(no, 2)
    with pytest.raises(Refusal, match=r"filing\.documents_outdated"):
        filing.fix(no, 1)


def test_unprepared_revision_cannot_be_fixed(filing: Filing) -> None:
    """Nothing can be confirmed that was never shown."""
    no = filing.filled()
    filing.lock(no)
    with pytest.raises(Refusal, match=r"filing\.documents_outdated"):
        filing.fix(no, 1)


def test_new_window_starts_today_and_is_told_again(filing: Filing) -> None:
    """A lapsed application gets six working days from the day it is taken up again; asking twice opens one window."""
    no = filing.fixed()
    filing.clock.advance(timedelta(days=14))
    request = OpenSigningWindow(application_no=no, window=2, entries=filing.entries(no, "LAPSED", "AUTH_PENDING"))
    opened = filing.activities.open_signing_window(request)
    assert opened.last_signing_day == date(2026, 12, 14)
    filing.clock.advance(timedelta(days=1))
    assert filing.activities.open_signing_window(request) == opened
    assert filing.get(f"/applications/{no}").json()["signing"]["last_day"] == "2026-12-14"


def test_deadline_over_the_turn_of_a_year_without_notice(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Confirmed on Monday 28 December 2026, before the notice for 2027: no day around New Year's Day that the notice
    may make a holiday counts. Once the notice is loaded the day that was told stays, though six working days by it end
    on 6 January."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.clock.advance(timedelta(days=38))
    fixed = filing.fix(no, entries=filing.entries(no, "AUTH_PENDING"))
    assert fixed.last_signing_day == date(2027, 1, 13)
    load_notice(monkeypatch, NOTICE_OF_2027)
    assert filing.fix(no) == fixed
    assert filing.get(f"/applications/{no}").json()["signing"]["last_day"] == "2027-01-13"
    another = filing.filled(subject="account-2")
    filing.lock(another)
    filing.prepare(another)
    assert filing.fix(another).last_signing_day == date(2027, 1, 6)


def test_another_window_does_not_end_before_the_day_told(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is given a new window keeps a later day told before the notice came; when that day has passed, the new
    window counts by the notice alone."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.clock.advance(timedelta(days=38))
    told = filing.fix(no)
    load_notice(monkeypatch, NOTICE_OF_2027)
    filing.clock.advance(timedelta(days=1))
    again = filing.activities.open_signing_window(OpenSigningWindow(application_no=no, window=2, entries=()))
    assert (again.signing_deadline, again.last_signing_day) == (told.signing_deadline, told.last_signing_day)
    filing.clock.advance(timedelta(days=17))
    later = filing.activities.open_signing_window(OpenSigningWindow(application_no=no, window=3, entries=()))
    assert later.last_signing_day > told.last_signing_day


def test_calendar_without_the_year_is_a_defect(filing: Filing) -> None:
    """A deadline is never guessed: in a year of which nothing is known the case waits for operations."""
    no = filing.filled()
    filing.lock(no)
    filing.prepare(no)
    filing.clock.advance(datetime(2030, 12, 28, 2, tzinfo=UTC) - filing.clock.now())
    with pytest.raises(Defect, match=r"filing\.calendar_missing"):
        filing.fix(no)
    assert filing.rows("SELECT confirmed_at FROM filing.revision WHERE application_no = :no", no=no) == [(None,)]


def test_business_without_a_name_has_three_documents(filing: Filing) -> None:
    """A sole trader may do without a name (民法典 Art. 54): no name documents are made."""
    no = filing.filled(premises={"needs_name": False})
    assert filing.get(f"/applications/{no}").json()["full_name"] is None
    filing.activities.lock_operator(_without_name(filing, no))
    assert [d.kind for d in filing.prepare(no).documents] == [
        "application_form",
        "identity_document",
        "premises_commitment",
    ]
    part = filing.resources.exchange.collect(filing.fix(no).application, ApplicationPart, PartKind.APPLICATION)
    assert part.name_sha256 is None


def _without_name(filing: Filing, no: str) -> LockOperator:
    return LockOperator(application_no=no, name=None, entries=filing.entries(no, "DRAFT", "OPERATOR_LOCKED"))


def test_held_name_against_the_wish_for_none(filing: Filing) -> None:
    """A name that is held although the applicant wants none is refused before anything is locked."""
    no = filing.filled(premises={"needs_name": False})
    with pytest.raises(Refusal) as caught:
        filing.lock(no)
    [finding] = caught.value.findings
    assert (finding.code, finding.pointer) == ("filing.name_not_wanted", "/premises/needs_name")
    assert finding.article and finding.remedy_zh and finding.remedy_en


def test_name_given_up_after_reopening(filing: Filing) -> None:
    """Who confirms again without a name has none: the one held before is not printed any more."""
    no = filing.filled()
    filing.lock(no)
    filing.record(no, "DRAFT", reopen=("name",))
    assert filing.put(no, "premises", {**PREMISES, "needs_name": False}).status_code == 200
    filing.activities.lock_operator(LockOperator(application_no=no, name=None, entries=()))
    assert filing.get(f"/applications/{no}").json()["full_name"] is None
    assert len(filing.prepare(no).documents) == 3


def test_family_members_take_part_and_sign(filing: Filing) -> None:
    """Each member of a family business is a party with a phone and signs; the application form has their boxes."""
    members = [
        {"name": "李禾苗", "id_number": "11010519491231002X", "relation": "配偶", "mobile": "13800000027"},
        {"name": "张小禾", "id_number": resident_id(911), "relation": "子女", "mobile": "13800000028"},
    ]
    operator = {"composition_form": "2", "family_members": members}
    no = filing.filled(operator=operator)
    filing.attach(no, "household_book", picture("household_book", operator=operator))
    filing.lock(no)
    filing.prepare(no)
    fixed = filing.fix(no)
    part = filing.resources.exchange.collect(fixed.application, ApplicationPart, PartKind.APPLICATION)
    assert [(p.ref, p.roles[0], p.signs, p.mobile, p.relation) for p in part.parties[1:]] == [
        ("family-1", "family_member", True, "13800000027", "配偶"),
        ("family-2", "family_member", True, "13800000028", "子女"),
    ]
    assert [s.party for s in fixed.signers] == ["operator", "family-1", "family-2"]
    assert fixed.documents[0].pages == 4


def test_application_of_the_release_before(filing: Filing) -> None:
    """One opened by the code before this follows the first edition: nobody but the operator signs."""
    member = {"name": "李禾苗", "id_number": "11010519491231002X", "relation": "配偶"}
    operator = {"composition_form": "2", "family_members": [member]}
    no = filing.filled(operator=operator)
    filing.attach(no, "household_book", picture("household_book", operator=operator))
    filing.execute("UPDATE filing.application SET filing_type_edition = DEFAULT WHERE application_no = :no", no=no)
    filing.lock(no)
    filing.prepare(no)
    fixed = filing.fix(no)
    part = filing.resources.exchange.collect(fixed.application, ApplicationPart, PartKind.APPLICATION)
    assert part.filing_type_edition == "2022-05-01"
    assert [(p.ref, p.signs) for p in part.parties] == [("operator", True), ("family-1", False)]
    assert [s.party for s in fixed.signers] == ["operator"]
    assert fixed.documents[0].pages == 2


def test_name_of_another_application_is_a_defect(filing: Filing) -> None:
    """A part that belongs to another application is never adopted."""
    no, other = filing.filled(), filing.open()
    with pytest.raises(Defect, match=r"filing\.name_of_another_application"):
        filing.lock(no, filing.name(other), entries=())


def test_counts_find_equal_person_and_equal_premises(filing: Filing) -> None:
    """Another application by the same person at the same premises, written differently, counts as a duplicate."""
    filing.fixed()
    second = filing.fixed("account-2", premises={"detail": "大庆路 ３３号 1层3号商铺。"})
    accepted = filing.accept(second)
    facts = filing.resources.exchange.collect(accepted.facts, FilingFactsPart, PartKind.FILING_FACTS)
    assert (facts.entities_at_premises, facts.recent_applications_of_operator, facts.duplicates) == (1, 1, 1)


def test_only_what_is_under_way_counts(filing: Filing) -> None:
    """What has ended occupies no premises here: the register counts what was licensed. The person's recent
    applications count whatever became of them."""
    ended = ("LAPSED", "ABANDONED", "REJECTED", "WITHDRAWN", "LICENSED", "ARCHIVED")
    for stage in ended:
        filing.record(filing.fixed(), stage)
    facts = filing.resources.exchange.collect(
        filing.accept(filing.fixed()).facts, FilingFactsPart, PartKind.FILING_FACTS
    )
    assert (facts.entities_at_premises, facts.recent_applications_of_operator, facts.duplicates) == (0, len(ended), 0)


def test_what_is_filed_about_a_business_makes_none_more(filing: Filing) -> None:
    """Whoever changes the business that they run again and again registers no unusual number of businesses; whoever
    takes over one after another does (个体工商户登记管理规定 Art. 28)."""
    about = filing.fixed()
    for filing_type in ("sole_trader.change", "sole_trader.change", "sole_trader.suspension", "sole_trader.move"):
        filing.execute(
            "UPDATE filing.application SET about = :about, filing_type = :filing_type WHERE application_no = :no",
            no=filing.fixed(),
            about=about,
            filing_type=filing_type,
        )
    filing.execute(
        "UPDATE filing.application SET about = :about, filing_type = 'sole_trader.operator_change'"
        " WHERE application_no = :no",
        no=filing.fixed(),
        about=about,
    )
    facts = filing.resources.exchange.collect(
        filing.accept(filing.fixed()).facts, FilingFactsPart, PartKind.FILING_FACTS
    )
    assert facts.recent_applications_of_operator == 2


def test_old_applications_are_not_recent(filing: Filing) -> None:
    """Beyond the recent days only the premises still count."""
    filing.fixed()
    filing.execute("UPDATE filing.application SET created_at = :at", at=NOW - timedelta(days=91))
    facts = filing.resources.exchange.collect(
        filing.accept(filing.fixed()).facts, FilingFactsPart, PartKind.FILING_FACTS
    )
    assert (facts.entities_at_premises, facts.recent_applications_of_operator) == (1, 0)


def test_acceptance_states_the_same_facts_again(filing: Filing) -> None:
    """A retried acceptance answers as the first did, although another application came in between."""
    no = filing.fixed()
    first = filing.accept(no)
    filing.fixed("account-2")
    filing.clock.advance(timedelta(hours=1))
    assert filing.accept(no) == first


def test_unconfirmed_application_cannot_be_accepted(filing: Filing) -> None:
    """Acceptance before the operator was confirmed is a defect of whoever asks."""
    with pytest.raises(Defect, match=r"filing\.submission_without_operator"):
        filing.accept(filing.open())


def test_correction_opens_sections_and_closes_them_again(filing: Filing) -> None:
    """After a correction notice the named sections may be edited, and a new confirmation locks them again."""
    no = filing.fixed()
    filing.accept(no)
    filing.record(no, "INFO_READY", "CORRECTION_REQUIRED", reopen=("operator", "details"))
    operator = filing.get(f"/applications/{no}/operator").json()["section"]
    assert filing.put(no, "operator", operator | {"education": "20"}).status_code == 200
    assert filing.put(no, "premises", {}).json()["code"] == "filing.premises_locked"
    filing.prepare(no, 2)
    fixed = filing.activities.fix_documents(FixDocuments(application_no=no, revision=2, entries=()))
    part = filing.resources.exchange.collect(fixed.application, ApplicationPart, PartKind.APPLICATION)
    assert (part.revision, part.operator.education) == (2, "20")
    assert filing.put(no, "operator", operator).json()["code"] == "filing.operator_locked"


def test_repeated_message_does_not_reopen(filing: Filing) -> None:
    """A correction message delivered again after the applicant confirmed opens nothing."""
    from services.filing.contract.messages import RecordStages

    no = filing.fixed()
    request = RecordStages(application_no=no, entries=filing.entries(no, "CORRECTION_REQUIRED"), reopen=("details",))
    filing.activities.record_stages(request)
    filing.prepare(no, 2)
    filing.fix(no, 2)
    filing.activities.record_stages(request)
    assert filing.put(no, "details", {}).json()["code"] == "filing.details_locked"
