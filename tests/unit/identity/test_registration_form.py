"""The rules of the registration form (晋市监发〔2022〕66号 2.1.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import printable
from services.identity.domain.registration import RegistrationForm, check_form, check_password

TODAY = date(2022, 2, 22)
RIGHT = RegistrationForm(
    account_name="mujing_1988",
    password="Kaiye#2022",
    password_confirm="Kaiye#2022",
    real_name="穆静",
    identity_type="1",
    id_document_type="10",
    id_number="140102198801011232",
    mobile="13800000025",
    sms_code="204816",
    agreement_accepted=True,
)


def codes(**changes: Any) -> set[str]:
    return {finding.code for finding in check_form(replace(RIGHT, **changes).normalised(), TODAY)}


def test_right_form() -> None:
    """A form with everything right has no findings."""
    assert codes() == set()


def test_empty_form() -> None:
    """An empty form names every required field at once."""
    empty = RegistrationForm("", "", "", "", "", "", "", "", "", False)
    pointers = {finding.pointer for finding in check_form(empty.normalised(), TODAY)}
    assert pointers == {
        "/account_name", "/password", "/real_name", "/identity_type", "/id_document_type", "/id_number",
        "/mobile", "/sms_code", "/agreement_accepted",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["abc12", "a" * 17, "1abcdef", "_abcdef", "abc-def", "abcdéf", "abc def", "abcdef\n"])
def test_account_name_malformed(name: str) -> None:
    """An account name is 6-16 ASCII letters, digits or underscores and begins with a letter."""
    if name.endswith("\n"):
        assert codes(account_name=name) == set()  # surrounding blanks are put right
    else:
        assert codes(account_name=name) == {"identity.account_name_malformed"}


@pytest.mark.parametrize("name", ["abcdef", "A_____", "a123456789012345"])
def test_account_name_limits(name: str) -> None:
    """Six and sixteen characters are enough and not too many."""
    assert codes(account_name=name) == set()


@pytest.mark.parametrize(
    "password",
    [
        "Kaiye#2",
        "K" * 10 + "aiye#2022xx",
        "kaiye#2022",
        "KAIYE#2022",
        "Kaiye#abcd",
        "Kaiye2022",
        "Kaiye 2022",
        "开业Kaiye#1",
    ],
)
def test_weak_password(password: str) -> None:
    """A password without all four kinds of characters, outside 8-20, or not printable ASCII is weak."""
    assert {f.code for f in check_password(password, password)} == {"identity.password_weak"}


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=16))
def test_four_kinds_suffice(rest: str) -> None:
    """Whatever else is in it, a password of right length with all four kinds is accepted."""
    assert check_password("aB3#" + rest, "aB3#" + rest) == []


def test_password_confirm_differs() -> None:
    """The password must be typed twice alike."""
    assert codes(password_confirm="Kaiye#2023") == {"identity.password_confirm_differs"}


@pytest.mark.parametrize(
    "name",
    ["李𠮷", "王䶮", "阿依古丽·吐尔逊", "阿依古丽•吐尔逊", " 穆静 ", "穆　静", "〇一", "敏", "穆" * 31, "\uf9e1静"],
)
def test_real_names(name: str) -> None:
    """Rare characters, names of minorities with any dot, of one character or long, and blanks are accepted."""
    assert codes(real_name=name) == set()


@pytest.mark.parametrize("name", ["穆" * 61, "Mu Jing", "穆静1", "·穆静", "穆静·", "穆\x00静", "穆静 <b>"])
def test_real_name_malformed(name: str) -> None:
    """A resident's name is 1-60 Han characters with dots inside only; whoever has another is told of the window."""
    assert codes(real_name=name) == {"identity.real_name_malformed"}


def test_real_name_unprintable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose name our fonts lack learns it at the form, and which way is open."""
    monkeypatch.setattr(printable, "drawable", lambda: frozenset(map(ord, "穆")))
    (finding,) = check_form(RIGHT.normalised(), TODAY)
    assert finding.code == "identity.real_name_unprintable"
    assert "窗口" in str(finding.remedy_zh)


def test_foreign_name() -> None:
    """A passport may hold a name in other letters."""
    assert codes(real_name="Anne-Marie O'Neill", id_document_type="40", id_number="L01X00T47") == set()


@pytest.mark.parametrize("number", ["140102198801011234", "140102880101123", "14010219880101123", "140102202302301232"])
def test_id_number_malformed(number: str) -> None:
    """A resident's number must be right by GB 11643, check character included."""
    assert codes(id_number=number) == {"identity.id_number_malformed"}


def test_id_number_full_width() -> None:
    """Full-width digits are put right before the number is checked."""
    assert codes(id_number="１４０１０２１９８８０１０１１２３２") == set()


@pytest.mark.parametrize("mobile", ["12800000025", "1380000002", "138000000251", "+8613800000025", "010-12345678"])
def test_mobile_malformed(mobile: str) -> None:
    """A mobile number has eleven digits and begins with 13 to 19."""
    assert codes(mobile=mobile) == {"identity.mobile_malformed"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity_type": "9"}, "identity.identity_type_unknown"),
        ({"id_document_type": "11"}, "identity.id_document_type_unknown"),
        ({"sms_code": "12345"}, "identity.sms_code_malformed"),
        ({"agreement_accepted": False}, "identity.agreement_not_accepted"),
    ],
)
def test_other_fields(changes: dict[str, object], code: str) -> None:
    """Codes must be in their tables, the SMS code has six digits, the agreement must be accepted."""
    assert code in codes(**changes)


def test_form_is_never_printed() -> None:
    """The printed form of a form holds nothing that was typed."""
    assert not any(str(value) in repr(RIGHT) for value in ("mujing", "Kaiye", "穆静", "1401", "138"))
