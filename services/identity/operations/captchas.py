"""Captchas: shown or read aloud, good for five minutes, void after one wrong answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hmac import compare_digest
from io import BytesIO

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha
from sqlmodel import Session
from uuid_utils import uuid7

from kernel.errors import Finding, Refusal, not_found
from services.identity.domain.periods import CAPTCHA_LIFE
from services.identity.operations.resources import Resources
from services.identity.store import challenges

_LENGTH = 5
_COLOURS = 16


@dataclass(frozen=True, slots=True)
class CaptchaIssued:
    captcha_id: str
    expires_at: datetime


def issue_captcha(resources: Resources) -> CaptchaIssued:
    """A new captcha of five digits; one answer is good for one SMS code and one registration."""
    captcha_id = str(uuid7())
    answer = resources.captcha_test_answer or "".join(secrets.choice("0123456789") for _ in range(_LENGTH))
    expires_at = resources.clock.now() + CAPTCHA_LIFE
    with resources.database.transaction() as session:
        session.add(
            challenges.Captcha(
                captcha_id=captcha_id,
                answer_encrypted=resources.ring.encrypt_text(answer, f"captcha:{captcha_id}"),
                expires_at=expires_at,
            )
        )
    return CaptchaIssued(captcha_id, expires_at)


def draw_captcha(resources: Resources, captcha_id: str) -> bytes:
    """The captcha as a PNG of some 2 kB. Refusal `captcha.not_found` when it is unknown, expired or void."""
    drawn = ImageCaptcha(width=180, height=64).generate_image(_answer(resources, captcha_id).upper())
    picture = BytesIO()
    drawn.quantize(_COLOURS).save(picture, "PNG", optimize=True)
    return picture.getvalue()


def read_captcha_aloud(resources: Resources, captcha_id: str) -> bytes:
    """The captcha as a WAV for people who cannot see it. Refusals as for `draw_captcha`."""
    return bytes(_voice().generate(_answer(resources, captcha_id).upper()))


def check_captcha(session: Session, resources: Resources, captcha_id: str, answer: str) -> challenges.Captcha | None:
    """The captcha, locked, if the answer is right; a wrong one voids it. The caller marks what it is spent on."""
    found = challenges.captcha(session, captcha_id, lock=True) if _is_id(captcha_id) else None
    if found is None or found.voided or found.expires_at <= resources.clock.now():
        return None
    right = resources.ring.decrypt_text(found.answer_encrypted, f"captcha:{captcha_id}")
    if not compare_digest(right.encode(), answer.strip().lower().encode()):
        found.voided = True
        return None
    return found


def captcha_wrong() -> Finding:
    return Finding(
        "identity.captcha_wrong",
        "图片验证码不正确或已失效",
        "The captcha was answered wrongly or is no longer valid",
        "/captcha_answer",
        remedy_zh="请换一张图片验证码再试",
        remedy_en="Please take a new captcha",
    )


def refuse_captcha() -> Refusal:
    wrong = captcha_wrong()
    return Refusal(wrong.code, wrong.zh, wrong.en, findings=(wrong,))


def _answer(resources: Resources, captcha_id: str) -> str:
    with resources.database.reading() as session:
        found = challenges.captcha(session, captcha_id) if _is_id(captcha_id) else None
        if found is None or found.voided or found.expires_at <= resources.clock.now():
            raise not_found("captcha", "验证码已失效，请换一张", "This captcha is no longer valid")
        return resources.ring.decrypt_text(found.answer_encrypted, f"captcha:{captcha_id}")


def _is_id(captcha_id: str) -> bool:
    return len(captcha_id) == 36 and captcha_id.isascii() and captcha_id.isprintable()


@cache
def _voice() -> AudioCaptcha:
    voice = AudioCaptcha()
    voice.load()
    return voice
