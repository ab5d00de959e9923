"""What agencies refuse."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.agencies.agreement import AGREEMENTS, objection
from tests.fixtures.agency_events import PUBLICITY_DATA, TAX_DATA, event

PUBLICITY = AGREEMENTS["publicity"]


def publicity(**changes: Any) -> dict[str, Any]:
    return event("e-1", "publicity.entity.v1", {**PUBLICITY_DATA, **changes})


def test_complete_events_pass() -> None:
    """A complete event of each agency is accepted; what may be empty may be empty."""
    assert objection(PUBLICITY, publicity(traname=None, regno=None)) is None
    assert objection(AGREEMENTS["tax"], event("e-2", "tax.registration.v1", TAX_DATA)) is None


@pytest.mark.parametrize("name", ["uniscid", "oploc", "opscope", "regstate"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_field(name: str, value: str | None) -> None:
    """A required field that is empty is named in the refusal."""
    assert objection(PUBLICITY, publicity(**{name: value})) == f"MISSING_FIELD: /data/{name}"


@pytest.mark.parametrize("name", ["cerno", "mobtel", "tel", "dom", "email", "polstand", "nation"])
def test_personal_field(name: str) -> None:
    """Publicity refuses excluded personal fields at any depth, even empty ones."""
    assert objection(PUBLICITY, publicity(operator={name: ""})) == f"EXCLUDED_FIELD: /data/operator/{name}"


@pytest.mark.parametrize("text", ["身份证140102198801011232。", "电话13800000025", "14021319920606008x"])
def test_personal_number_under_another_name(text: str) -> None:
    """Publicity refuses an ID or mobile number wherever it hides."""
    assert objection(PUBLICITY, publicity(change_items=[{"before": text}])) == (
        "EXCLUDED_FIELD: /data/change_items/0/before"
    )


def test_long_numbers_that_are_not_personal() -> None:
    """Codes and application numbers are not mistaken for personal numbers."""
    assert objection(PUBLICITY, publicity(e_licence_ref="14021301202202220000019", regno="140213600000016")) is None


def test_tax_receives_the_whole_identity() -> None:
    """Tax needs the ID number that publicity refuses."""
    data = {**TAX_DATA, "cerno": None}
    assert objection(AGREEMENTS["tax"], event("e-3", "tax.registration.v1", data)) == "MISSING_FIELD: /data/cerno"


def test_envelope() -> None:
    """An event without a source or of an unknown type or version is refused."""
    complete = publicity()
    assert objection(PUBLICITY, {**complete, "source": ""}) == "MISSING_FIELD: /source"
    assert objection(PUBLICITY, {**complete, "type": "tax.registration.v1"}) == "UNKNOWN_TYPE: /type"
    assert objection(PUBLICITY, {**complete, "specversion": "0.3"}) == "UNKNOWN_SPECVERSION: /specversion"
