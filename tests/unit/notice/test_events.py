"""What each agency is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalogues import codes, event_schemas
from catalogues.filing_types import editions
from kernel.canonical import canonical_json
from kernel.errors import Defect
from sandbox.agencies.agreement import AGREEMENTS, objection
from services.notice.domain.earlier import EarlierApplication, EarlierLicence, entity_of
from services.notice.domain.envelope import write_event
from services.notice.domain.events import AGENCIES, CONTENT, PUBLICITY_ENTITY, TAX_REGISTRATION, agency_of, subject
from services.notice.domain.masked_events import masked
from services.notice.domain.registration import Registration
from services.notice.domain.sm2 import Sm2Key
from tests.fixtures import registrations
from tests.fixtures.registrations import APPLICATION_NO, EMAIL, ID_NUMBER, MOBILE, RESIDENCE, USCC
from tests.unit.notice import facts

KEY = Sm2Key.generate()


def event(event_type: str, registration: Registration) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(
        write_event(
            event_id="e-1",
            event_type=event_type,
            application_no=APPLICATION_NO,
            uscc=USCC,
            sequence=1,
            occurred_at=datetime(2022, 2, 22, tzinfo=UTC),
            data=CONTENT[event_type](registration),
            schema="https://kaiye.example/schemas/x.v1.json",
            key=KEY,
        )
    )
    return written


@pytest.mark.parametrize("event_type", CONTENT)
def test_agency_has_no_objection(event_type: str) -> None:
    """What is sent is what the agency agreed to receive."""
    assert objection(AGREEMENTS[agency_of(event_type)], event(event_type, facts.registration())) is None


@pytest.mark.parametrize("event_type", CONTENT)
def test_only_catalogued_fields(event_type: str) -> None:
    """No field is sent that the event catalogue does not give to the agency."""
    given = " ".join(event_schemas.get(event_type).include)
    allowed = {word for field in event_schemas.get(event_type).include for word in field.split("[")[:1]}
    if "paper/e-licence" in given:
        allowed |= {"paper_licence", "e_licence_ref"}
    assert set(CONTENT[event_type](facts.registration())) <= allowed


def test_tax_gets_all_it_needs() -> None:
    """Every field of the catalogue is there, dates as days, the amount as decimal text, 长期 as no end."""
    data = CONTENT[TAX_REGISTRATION](facts.registration())
    assert {f for f in event_schemas.get(TAX_REGISTRATION).include if f != "paper/e-licence"} <= set(data)
    assert (data["enttype"], data["compform"], data["industryco"]) == ("9500", "1", "6210")
    assert (data["fundam"], data["empnum"], data["regorg"]) == ("10", 2, "14021300")
    assert (data["estdate"], data["opfrom"], data["opto"]) == ("2022-02-22", "2022-02-22", None)
    assert (data["cerno"], data["mobtel"], data["paper_licence"]) == (ID_NUMBER, MOBILE, "1")


def test_publicity_names_the_operator_and_nothing_more_of_the_person() -> None:
    """The operator's name is published by law; number, telephone, residence and e-mail are nowhere in the event."""
    published = event(PUBLICITY_ENTITY, facts.registration())
    assert published["data"]["name"] == "穆静"
    text = json.dumps(published, ensure_ascii=False)
    assert not [secret for secret in (ID_NUMBER, MOBILE, RESIDENCE, EMAIL) if secret in text]


@pytest.mark.parametrize(("amount", "text"), [("10.0000", "10"), ("0.5", "0.5"), ("100", "100"), ("12.30", "12.3")])
def test_amount(amount: str, text: str) -> None:
    """万元 are written without exponent and without needless zeros."""
    entity = facts.entity(facts={"capital_amount": Decimal(amount)})
    registration = Registration(facts.application(), entity, facts.licence())
    assert CONTENT[TAX_REGISTRATION](registration)["fundam"] == text


def test_term() -> None:
    """A term that is neither 长期 nor a day is a defect of ours; a day is passed on."""
    dated = facts.registration(details={"operating_term": "2032-02-21"})
    assert CONTENT[TAX_REGISTRATION](dated)["opto"] == "2032-02-21"
    with pytest.raises(Defect, match=r"notice\.term_unknown"):
        CONTENT[TAX_REGISTRATION](facts.registration(details={"operating_term": "十年"}))


def test_business_without_name() -> None:
    """A business without a name is announced without one."""
    registration = Registration(facts.application(), facts.entity(facts={"name": None}), facts.licence(name=None))
    registration.check(APPLICATION_NO, USCC)
    assert CONTENT[PUBLICITY_ENTITY](registration)["traname"] is None


@pytest.mark.parametrize(
    ("registration", "what"),
    [
        (Registration(facts.application(), facts.entity(), facts.licence(uscc="92140213MA0MU7MP46")), "uscc"),
        (Registration(facts.application(), facts.entity(uscc="92140213MA0MU7MP46"), facts.licence()), "uscc"),
        (Registration(facts.application(), facts.entity(facts={"name": "别的店"}), facts.licence()), "name"),
        (Registration(facts.application(application_no="1"), facts.entity(), facts.licence()), "application_no"),
        (Registration(facts.application(), facts.entity(), facts.licence(operator_name="他人")), "operator_name"),
    ],
)
def test_parts_of_different_registrations(registration: Registration, what: str) -> None:
    """Parts that do not belong together are never announced; the error names the difference and no value."""
    with pytest.raises(Defect) as raised:
        registration.check(APPLICATION_NO, USCC)
    assert str(raised.value) == f"notice.parts_disagree: {what}"


@pytest.mark.parametrize(
    "event_type", [each for each in CONTENT if not each.endswith((".move.v1", ".suspension.v1", ".resumption.v1"))]
)
def test_a_case_from_before_the_register_is_told_alike(event_type: str) -> None:
    """What the application and the licence say makes the same content, byte for byte, as the entity's version."""
    application = EarlierApplication.model_validate_json(registrations.application().model_dump_json())
    licence = EarlierLicence.model_validate_json(registrations.licence().model_dump_json())
    entity = entity_of(application, licence)
    earlier = Registration(
        facts.application(), entity, facts.licence(), voided=facts.voided(), asked=facts.registration().asked
    )
    earlier.check(APPLICATION_NO, USCC)
    told = [canonical_json(CONTENT[event_type](each)) for each in (earlier, facts.registration())]
    assert told[0] == told[1]


def test_a_licence_that_was_void_before_its_business_ended() -> None:
    """The end of the business is told of the day on which it was registered; one whose licence ends with it of that
    moment."""
    before, entered, after = (datetime(2022, 3, day, 2, tzinfo=UTC) for day in (1, 2, 3))
    ended = facts.application(filing_type=editions.DEREGISTRATION, filing_type_edition="2026-11-29")
    for voided_at, told in ((before, entered), (after, after)):
        entity, voided = facts.entity(recorded_at=entered), facts.voided(voided_at=voided_at)
        assert Registration(ended, entity, None, before=entity, voided=voided).occurred_at == told


def test_composition_forms() -> None:
    """Each label that a licence prints is one code; another one, or an entity without operator, is a defect."""
    for code, label in codes.items("composition_form").items():
        entity = facts.entity(facts={"composition_form": label})
        registration = Registration(facts.application(), entity, facts.licence())
        assert CONTENT[PUBLICITY_ENTITY](registration)["compform"] == code
    unknown = Registration(facts.application(), facts.entity(facts={"composition_form": "合伙"}), facts.licence())
    with pytest.raises(Defect, match=r"notice\.composition_form_unknown"):
        CONTENT[TAX_REGISTRATION](unknown)
    with pytest.raises(Defect, match=r"notice\.operator_unknown"):
        assert facts.entity(facts={"parties": []}).operator


def test_subjects() -> None:
    """An event lies where only its agency may read."""
    assert AGENCIES == ("publicity", "tax")
    assert [subject(event_type) for event_type in CONTENT] == [
        "events.publicity.entity.v1",
        "events.publicity.licence_void.v1",
        "events.publicity.move.v1",
        "events.publicity.suspension.v1",
        "events.publicity.resumption.v1",
        "events.publicity.standing_request.v1",
        "events.tax.clearance_request.v1",
        "events.tax.cancellation_notice.v1",
        "events.tax.deregistration.v1",
        "events.tax.suspension.v1",
        "events.tax.resumption.v1",
        "events.tax.registration.v1",
        "events.tax.move.v1",
    ]


def test_masked_content() -> None:
    """Operations see the course of an event and not the person."""
    shown = masked(CONTENT[TAX_REGISTRATION](facts.registration()))
    assert (shown["name"], shown["mobtel"]) == ("穆*", "138****0025")
    assert shown["cerno"] == "140***********1232"
    assert shown["oploc"] == "山西省大同市平城区****"
    assert masked({"tel": "13800000025", "dom": "山西省大同市平城区虚构巷1号"}) == {
        "tel": "138****0025",
        "dom": "山西省大同市平城区****",
    }
    assert shown["uniscid"] == USCC
