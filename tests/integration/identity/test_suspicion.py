"""Nobody is asked for a captcha who gave no reason to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.errors import Refusal
from kernel.rates import Rates
from services.identity.operations import suspicion
from services.identity.operations.captchas import issue_captcha
from services.identity.operations.resources import Resources
from services.identity.operations.sms_codes import SendSmsCode, send_sms_code
from tests.integration.identity.conftest import CAPTCHA, World

ADDRESS = "192.0.2.77"


@pytest.fixture
def resources(world: World) -> Resources:
    """With limits small enough to reach; a key of its own, so that nothing was counted before."""
    allowed = {"without_captcha": "3/hour", "without_captcha_to": "2/hour", "without_captcha_all": "4/hour"}
    rates = Rates("identity", world.resources.database, world.person().mobile.encode(), allowed | {"failed": "2/hour"})
    return replace(world.resources, rates=rates)


def ask(resources: Resources, mobile: str, address: str = ADDRESS, captcha_id: str = "") -> None:
    send_sms_code(resources, SendSmsCode("register", mobile, captcha_id, CAPTCHA, "", address))


def refused(resources: Resources, mobile: str, address: str = ADDRESS) -> bool:
    with pytest.raises(Refusal) as told:
        ask(resources, mobile, address)
    return told.value.code == "identity.captcha_required"


def test_the_first_texts_need_no_captcha_and_then_one_opens_the_way(world: World, resources: Resources) -> None:
    """Three texts of an address; the fourth with a captcha, from wherever."""
    for _ in range(3):
        assert not suspicion.is_suspect(resources, ADDRESS)
        ask(resources, world.person().mobile)
    assert suspicion.is_suspect(resources, ADDRESS)
    fourth = world.person().mobile
    assert refused(resources, fourth) and world.texts(fourth) == []
    ask(resources, fourth, captcha_id=issue_captcha(resources).captcha_id)
    assert len(world.texts(fourth)) == 1


def test_many_addresses_do_not_flood_one_number_nor_everybody(world: World, resources: Resources) -> None:
    """Two texts to one number, four in all."""
    victim = world.person().mobile
    for number in range(2):
        ask(resources, victim, f"192.0.2.{number}")
        world.clock.advance(timedelta(minutes=2))
    assert refused(resources, victim, "192.0.2.3")
    ask(resources, world.person().mobile, "192.0.2.4")
    assert refused(resources, world.person().mobile, "192.0.2.5")


def test_who_guesses_is_suspect(world: World, resources: Resources) -> None:
    """Two wrong codes or passwords from an address."""
    wrong = Refusal("identity.sms_code_wrong", "错", "wrong")
    for _ in range(2):
        with pytest.raises(Refusal), suspicion.watching(resources, ADDRESS):
            raise wrong
    assert refused(resources, world.person().mobile) and not suspicion.is_suspect(resources, "192.0.2.8")
