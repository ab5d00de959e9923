"""Who gets a paper licence: what each manner needs, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.persons import normal_name
from services.licence.domain.addressee import Addressee, Manner, faults
from services.licence.domain.paper import PaperReason, PaperStatus, may_follow, reason_fits

AGENT = Addressee(
    manner=Manner.AGENT, name="李青禾", mobile="13800000025", id_document_type="10", id_number="140102198801011232"
)


def pointers(addressee: Addressee) -> list[str | None]:
    return [fault.pointer for fault in faults(addressee)]


def test_operator_needs_nothing() -> None:
    """Who comes in person is known already; whatever else was typed is dropped."""
    addressee = AGENT.model_copy(update={"manner": Manner.OPERATOR}).tidied()
    assert addressee == Addressee(manner=Manner.OPERATOR)
    assert faults(addressee) == []


def test_agent_in_order() -> None:
    """Name, mobile number and document are enough."""
    assert faults(AGENT) == []


@pytest.mark.parametrize("name", ["name", "mobile", "id_document_type", "id_number"])
def test_agent_missing(name: str) -> None:
    """Each of them is needed, and told at its field."""
    assert f"/{name}" in pointers(AGENT.model_copy(update={name: None}))


def test_other_documents_have_no_check_character() -> None:
    """A passport's number is not judged as an identity number."""
    passport = AGENT.model_copy(update={"id_document_type": "40", "id_number": "E12345678"})
    assert faults(passport) == []
    assert pointers(passport.model_copy(update={"id_number": "护照"})) == ["/id_number"]


def test_parcel_needs_a_telephone() -> None:
    """A mobile or a landline number, one of them."""
    parcel = Addressee(manner=Manner.POST, name="王收禾", address="虚构巷2号")
    assert pointers(parcel) == ["/mobile"]
    assert pointers(parcel.model_copy(update={"phone": "0352-5550025"})) == []


@pytest.mark.parametrize("name", ["敏", "买买提·艾力", "买买提•艾力", "买买提．艾力", "\uf9e1海军", "穆　静"])
def test_an_agents_name(name: str) -> None:
    """A name is one here if it is one anywhere, and is kept in its normal form."""
    tidied = AGENT.model_copy(update={"name": name}).tidied()
    assert tidied.name == normal_name(name)
    assert faults(tidied) == []


@pytest.mark.parametrize(
    ("addressee", "field"),
    [
        (AGENT.model_copy(update={"name": "青禾3"}), "/name"),
        (Addressee(manner=Manner.POST, name="王🏠", phone="0352-5550025", address="虚构巷2号"), "/name"),
        (Addressee(manner=Manner.POST, name="王收禾", phone="0352-5550025", address="虚构巷2号🏠"), "/address"),
    ],
)
def test_no_name_and_nothing_to_print(addressee: Addressee, field: str) -> None:
    """What is no name, or cannot be printed, is told at its field."""
    assert pointers(addressee) == [field]


def test_masked() -> None:
    """The number of the document cannot be copied from the masked form."""
    assert AGENT.masked().id_number == "140***********1232"


@given(st.text(max_size=30))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    """And whatever was typed, it is judged without an error."""
    addressee = AGENT.model_copy(update={"id_number": text, "mobile": text, "email": text}).tidied()
    assert addressee.tidied() == addressee
    faults(addressee)


@pytest.mark.parametrize(
    ("reason", "earlier", "fits"),
    [
        (PaperReason.FIRST_ISSUE, (), True),
        (PaperReason.FIRST_ISSUE, (PaperStatus.VOID,), False),
        (PaperReason.REPLACEMENT, (), False),
        (PaperReason.REPLACEMENT, (PaperStatus.VOID,), True),
        (PaperReason.CHANGE, (PaperStatus.PRINTED,), False),
        (PaperReason.ADDITIONAL, (PaperStatus.PRINTED,), True),
    ],
)
def test_reasons(reason: PaperReason, earlier: tuple[PaperStatus, ...], fits: bool) -> None:
    """A first issue comes first; what replaces something follows a void paper."""
    assert reason_fits(reason, earlier) is fits


def test_nothing_follows_void() -> None:
    """A void paper stays void, and a paper in its owner's hands can still be lost."""
    assert not any(may_follow(PaperStatus.VOID, status) for status in PaperStatus)
    assert may_follow(PaperStatus.COLLECTED, PaperStatus.VOID)
