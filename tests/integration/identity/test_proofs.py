"""Captchas and SMS codes over HTTP."""

from __future__ import annotations

import hashlib
import io
import re
import wave
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlmodel import col, select

from services.identity.operations.captchas import draw_captcha, issue_captcha
from services.identity.store.challenges import Captcha, SmsCode
from tests.integration.identity.conftest import CAPTCHA, World, errors


def send(world: World, mobile: str, captcha: dict[str, str], purpose: str = "register") -> int:
    return world.client.post("/sms-codes", json={"purpose": purpose, "mobile": mobile, **captcha}).status_code


def test_image(world: World) -> None:
    """A captcha can be seen as a PNG."""
    answer = world.client.get(f"/captchas/{world.captcha()['captcha_id']}/image")
    assert answer.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("PNG", (180, 64))
    assert len(set(picture.convert("L").tobytes())) > 10


def test_audio(world: World) -> None:
    """A captcha can be heard as a WAV of some seconds."""
    answer = world.client.get(f"/captchas/{world.captcha()['captcha_id']}/audio")
    assert answer.headers["content-type"] == "audio/wav"
    # The library pads the file, so its length in the header is read, not trusted.
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getframerate() == 8000
        assert sound.getnframes() > 3 * 8000


def test_random_answers(world: World) -> None:
    """Without the test setting every captcha has five random digits, kept encrypted."""
    resources = replace(world.resources, captcha_test_answer=None)
    answers = set()
    for _ in range(5):
        issued = issue_captcha(resources)
        drawn = draw_captcha(resources, issued.captcha_id)
        assert drawn.startswith(b"\x89PNG")
        assert len(drawn) < 4_000
        with world.session() as session:
            row = session.get(Captcha, issued.captcha_id)
        assert row is not None
        answer = resources.ring.decrypt_text(row.answer_encrypted, f"captcha:{issued.captcha_id}")
        assert re.fullmatch(r"[0-9]{5}", answer)
        assert answer not in row.answer_encrypted
        answers.add(answer)
    assert len(answers) > 1


@pytest.mark.parametrize("captcha_id", ["01970000-0000-7000-8000-000000000000", "x", "%00" * 36, "..%2F..%2Fetc"])
def test_unknown_captcha(world: World, captcha_id: str) -> None:
    """An unknown captcha is not found."""
    assert world.client.get(f"/captchas/{captcha_id}/image").status_code == 404


def test_captcha_expires(world: World) -> None:
    """A captcha is good for five minutes and not longer."""
    mobile = world.person().mobile
    captcha = world.captcha()
    world.clock.advance(timedelta(minutes=5))
    assert world.client.get(f"/captchas/{captcha['captcha_id']}/image").status_code == 404
    assert send(world, mobile, captcha) == 422
    captcha = world.captcha()
    world.clock.advance(timedelta(minutes=4, seconds=59))
    assert send(world, mobile, captcha) == 202


def test_captcha_once(world: World) -> None:
    """A captcha is good for one text only."""
    captcha = world.captcha()
    assert send(world, world.person().mobile, captcha) == 202
    assert send(world, world.person().mobile, captcha) == 422


def test_wrong_answer_voids(world: World) -> None:
    """After one wrong answer the right one no longer helps."""
    mobile = world.person().mobile
    captcha = world.captcha()
    assert send(world, mobile, {**captcha, "captcha_answer": "00000"}) == 422
    assert send(world, mobile, {**captcha, "captcha_answer": CAPTCHA}) == 422
    assert world.texts(mobile) == []


def test_only_a_hash_of_the_code_is_kept(world: World) -> None:
    """The database holds neither the code nor the number it went to."""
    mobile = world.person().mobile
    code = world.sms_code(mobile)
    with world.session() as session:
        row = session.exec(select(SmsCode).order_by(col(SmsCode.sent_at).desc()).limit(1)).one()
    assert mobile not in repr(row)
    assert row.code_hash not in {
        code,
        hashlib.sha256(code.encode()).hexdigest(),
        hashlib.new("sm3", code.encode()).hexdigest(),
    }
    assert code not in {value for value in row.model_dump().values() if isinstance(value, str)}


def test_answer_of_sending(world: World) -> None:
    """The answer says when the code ends and when the next may be asked for."""
    answer = world.ask_code(world.person().mobile)
    assert answer.json()["resend_after_seconds"] == 60
    assert answer.json()["expires_at"].startswith(str((world.clock.now() + timedelta(minutes=5)).date()))


def test_resend(world: World) -> None:
    """The next text to a number may be asked for after 60 seconds; too early keeps the captcha good."""
    mobile = world.person().mobile
    assert world.ask_code(mobile).status_code == 202
    world.clock.advance(timedelta(seconds=59))
    captcha = world.captcha()
    early = world.client.post("/sms-codes", json={"purpose": "register", "mobile": mobile, **captcha})
    assert (early.status_code, early.json()["details"]) == (429, {"retry_after": 1})
    world.clock.advance(timedelta(seconds=1))
    assert send(world, mobile, captcha) == 202
    assert len(world.texts(mobile)) == 2


def test_ten_a_day(world: World) -> None:
    """A number gets at most ten texts a day."""
    mobile = world.person().mobile
    for _ in range(10):
        assert world.ask_code(mobile).status_code == 202
        world.clock.advance(timedelta(minutes=2))
    assert world.ask_code(mobile).status_code == 429


def test_five_wrong_tries(world: World) -> None:
    """Five wrong tries void a code; the right one then no longer helps."""
    person = world.person()
    code = world.sms_code(person.mobile)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert errors(world.register(person, sms_code=wrong)) == {"/sms_code": "identity.sms_code_wrong"}
    assert errors(world.register(person, sms_code=code)) == {"/sms_code": "identity.sms_code_wrong"}


def test_four_wrong_tries(world: World) -> None:
    """After four wrong tries the right code still helps."""
    person = world.person()
    code = world.sms_code(person.mobile)
    for _ in range(4):
        world.register(person, sms_code=f"{(int(code) + 1) % 1_000_000:06d}")
    assert world.register(person, sms_code=code).status_code == 201


def test_code_expires(world: World) -> None:
    """A code is good for five minutes."""
    person = world.person()
    code = world.sms_code(person.mobile)
    world.clock.advance(timedelta(minutes=5))
    assert errors(world.register(person, sms_code=code)) == {"/sms_code": "identity.sms_code_wrong"}


def test_later_code_replaces(world: World) -> None:
    """Only the last code sent is good."""
    person = world.person()
    first = world.sms_code(person.mobile)
    world.clock.advance(timedelta(seconds=61))
    second = world.sms_code(person.mobile)
    if first != second:
        assert errors(world.register(person, sms_code=first)) == {"/sms_code": "identity.sms_code_wrong"}
    assert world.register(person, sms_code=second).status_code == 201


def test_code_of_another_purpose(world: World) -> None:
    """A code to reset a password opens no account."""
    person, _ = world.registered()
    world.clock.advance(timedelta(seconds=61))
    code = world.sms_code(person.mobile, "reset")
    answer = world.register(person, account_name="another_one", sms_code=code)
    assert errors(answer)["/sms_code"] == "identity.sms_code_wrong"


def test_unknown_mobile(world: World) -> None:
    """Resetting for a number without an account is answered alike, and no text is sent."""
    mobile = world.person().mobile
    assert world.ask_code(mobile, "reset").status_code == 202
    assert world.texts(mobile) == []


@pytest.mark.parametrize("fault", [{"hang": True}, {"error_rate": 1.0}, {"garbage": True}, {"down": True}])
def test_gateway_outage(world: World, fault: dict[str, object]) -> None:
    """A silent or failing gateway is an outage; the same captcha can be used again at once."""
    mobile = world.person().mobile
    captcha = world.captcha()
    with world.outside.misbehaving(world.outside.sms, **fault):
        answer = world.client.post("/sms-codes", json={"purpose": "register", "mobile": mobile, **captcha})
    assert (answer.status_code, answer.json()["code"]) == (503, "sms.unavailable")
    assert send(world, mobile, captcha) == 202


@pytest.mark.parametrize("mobile", ["", "12345", "１３８００００００２５０", "\x00"])
def test_bad_mobile(world: World, mobile: str) -> None:
    """A malformed number is refused with its field."""
    answer = world.ask_code(mobile)
    assert (answer.status_code, set(errors(answer))) == (422, {"/mobile"})


def test_unknown_purpose(world: World) -> None:
    """A purpose that does not exist is refused with its field."""
    answer = world.ask_code(world.person().mobile, "vote")
    assert errors(answer) == {"/purpose": "request.literal_error"}
