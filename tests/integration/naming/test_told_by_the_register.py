"""The register tells in which entity a held name stands."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel

from tests.fixtures.services.keys import left
from tests.integration.naming.conftest import OTHER_USCC, USCC, Naming


class Part(BaseModel, extra="allow"):
    """Whatever the register deposits."""


def _entity(naming: Naming, application_no: str, uscc: str = USCC, **more: Any) -> dict[str, Any]:
    content = {"application_no": application_no, "uscc": uscc, "effective_on": date(2026, 11, 21).isoformat(), **more}
    deposit = partial(left, naming.resources.exchange)
    return deposit(application_no, "entity", Part.model_validate(content)).model_dump()


def _held(naming: Naming) -> str:
    application_no = naming.application()
    naming.hold("穆静", application_no=application_no)
    return application_no


def _told(naming: Naming, application_no: str, held: dict[str, Any]) -> tuple[int, Any]:
    answer = naming.client.post(f"/holds/{application_no}/registration", json=held)
    return answer.status_code, answer.json().get("confirmed")


def test_its_name_is_registered(naming: Naming) -> None:
    """Told twice it is registered once."""
    number = _held(naming)
    entity = _entity(naming, number)
    assert [_told(naming, number, entity) for _ in range(2)] == [(200, True)] * 2


def test_who_holds_no_reference_tells_nothing(naming: Naming) -> None:
    """A wrong digest, an entity of another application: the hold stays what it was."""
    number, other = _held(naming), naming.application()
    entity = _entity(naming, number)
    assert _told(naming, number, {**entity, "digest": "0" * 64})[0] == 404
    assert _told(naming, number, _entity(naming, other))[0] == 404
    assert _told(naming, number, entity) == (200, True)


def test_a_business_without_a_name(naming: Naming) -> None:
    """Nothing is held for it, and nothing is registered."""
    number = naming.application()
    assert _told(naming, number, _entity(naming, number)) == (200, False)


def test_who_takes_a_business_over_has_its_name(naming: Naming) -> None:
    """The business that they then move takes it along: it does not count against the move, as it does against everybody
    else's (企业名称登记管理规定 Art. 17)."""
    number = _held(naming)
    _told(naming, number, _entity(naming, number, account_subject="account-1"))
    change = naming.application()
    _told(naming, change, _entity(naming, change, account_subject="account-2"))
    [row] = naming.rows("SELECT status, account_subject FROM naming.registered_name WHERE uscc = :uscc", uscc=USCC)
    assert tuple(row) == ("registered", "account-2")


def test_another_code_for_the_same_name_is_a_defect(naming: Naming) -> None:
    """The register contradicts itself: somebody must look."""
    number = _held(naming)
    _told(naming, number, _entity(naming, number))
    assert _told(naming, number, _entity(naming, number, OTHER_USCC))[0] == 500
