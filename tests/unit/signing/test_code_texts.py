"""What a code's message says and how its refusals name the field."""

from __future__ import annotations

from services.signing.domain import codes


def test_message_fits_one_long_sms() -> None:
    """The message names the case and the code, and is short enough for the gateway."""
    text = codes.text("14021301202202220000017", "048213")
    assert "048213" in text and "14021301202202220000017" in text and len(text) <= 500


def test_refusals_point_at_the_code() -> None:
    """Everything wrong with a code is said at its field."""
    assert {codes.expired().pointer, codes.blocked().pointer, codes.wrong(3).pointer} == {"/sms_code"}
    assert codes.wrong(3).details == {"tries_left": 3}
