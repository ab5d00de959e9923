"""One-time codes on the signer's own mobile."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.signing.conftest import World


def test_code(world: World) -> None:
    """The code reaches the operator's mobile, which is shown masked; the text names the case and no person."""
    case = world.case("张晓禾")
    answer = case.phone().ask_code()
    assert answer.status_code == 202
    assert answer.json()["sent_to"] == f"{case.mobile[:3]}****{case.mobile[-4:]}"
    (text,) = world.texts(case.mobile)
    assert case.application_no in text and "张晓禾" not in text


def test_again_after_a_minute(world: World) -> None:
    """Within sixty seconds no second code is sent; afterwards the second one counts and the first does not."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    first = phone.code()
    world.clock.advance(timedelta(seconds=59))
    early = phone.ask_code()
    assert (early.status_code, early.json()["details"]) == (429, {"retry_after": 1})
    world.clock.advance(timedelta(seconds=1))
    assert phone.ask_code().status_code == 202
    if first != phone.code():
        assert phone.sign(first).json()["code"] == "signing.code_wrong"
    assert phone.sign(phone.code()).status_code == 200


def test_a_new_link_does_not_shorten_the_wait(world: World) -> None:
    """Redeeming another link is no way around the sixty seconds."""
    case = world.case()
    case.phone().ask_code()
    assert case.phone().ask_code().json()["code"] == "signing.code_too_soon"


def test_five_wrong_tries(world: World) -> None:
    """The fifth wrong try ends the code, and the right one comes too late; a new code is good."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    right = phone.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = [phone.sign(wrong).json() for _ in range(5)]
    assert [answer["code"] for answer in answers] == ["signing.code_wrong"] * 4 + ["signing.code_blocked"]
    assert [answer["details"]["tries_left"] for answer in answers[:4]] == [4, 3, 2, 1]
    assert phone.sign(right).json()["code"] == "signing.code_blocked"
    world.clock.advance(timedelta(minutes=1))
    phone.ask_code()
    assert phone.sign(phone.code()).status_code == 200


def test_code_grows_old(world: World) -> None:
    """After five minutes a code is no longer good, and without any there is nothing to try."""
    phone = world.case().phone()
    assert phone.sign("123456").json()["code"] == "signing.code_expired"
    phone.ask_code()
    world.clock.advance(timedelta(minutes=5))
    answer = phone.sign(phone.code()).json()
    assert (answer["code"], answer["errors"][0]["pointer"]) == ("signing.code_expired", "/sms_code")


def test_code_belongs_to_its_phone(world: World) -> None:
    """A code asked for on one phone is not good on another that took over."""
    case = world.case()
    first = case.phone()
    first.ask_code()
    code = first.code()
    assert case.phone().sign(code).json()["code"] == "signing.code_expired"


def test_ten_a_day(world: World) -> None:
    """Guessing is bounded: after ten codes there is none until the next day."""
    case = world.case()
    answers = []
    for _ in range(11):
        answers.append(case.phone().ask_code())
        world.clock.advance(timedelta(minutes=1))
    assert [answer.status_code for answer in answers] == [202] * 10 + [429]
    assert answers[-1].json()["code"] == "signing.code_limit"
    world.clock.advance(timedelta(days=1))
    assert case.phone().ask_code().status_code == 202
