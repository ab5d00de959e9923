"""Nothing is consented to under a number that is somebody else's."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from services.identity.store.authentications import FaceCapture
from tests.fixtures.services.keys import order
from tests.integration.identity.conftest import World

_ATTACKS = {
    "none": None,
    "for another's application": ("", "14021301202202229999990", "authenticate"),
    "for another step": ("", "", "submit"),
    "of another account": ("account-9", "", "authenticate"),
}


@pytest.mark.parametrize("attack", _ATTACKS)
def test_nobody_consents_in_anothers_application(world: World, attack: str) -> None:
    """Without the order that the filing service gives to whose application it is, a consent is refused and not kept."""
    person, account_id = world.registered()
    number, headers = "14021301202202220088880", world.bearer(person.account_name)
    if given := _ATTACKS[attack]:
        subject, another, step = given
        now = world.clock.now()
        headers = headers | {"Kaiye-Order": order(subject or account_id, another or number, step, now)}
    body = {"application_no": number, "consent_to_face": True, "live_capture": "capture-9"}
    answer = world.client.post("/authentications", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "order.missing")
    with world.resources.database.reading() as session:
        assert session.exec(select(FaceCapture).where(col(FaceCapture.application_no) == number)).all() == []
