"""The first step of a registration, judged before the second is shown (通知 2.1.1); the identity service judges all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalogues import form_fields
from kernel.errors import Finding

FIRST_STEP = ("account_name", "password", "password_confirm", "agreement_accepted")
_KINDS = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"), re.compile(r"[!-/:-@\[-`{-~]"))


def judge_first_step(typed: Mapping[str, str]) -> list[Finding]:
    """What is wrong with account name, password and agreement."""
    found = []
    if not form_fields.get("S0_account_registration").field("account_name").matches(typed.get("account_name", "")):
        found.append(
            _finding(
                "account_name",
                "应以字母开头，为 6–16 位字母、数字或下划线",
                "6 to 16 letters, digits or underscores, beginning with a letter",
            )
        )
    password = typed.get("password", "")
    if not re.fullmatch(r"[!-~]{8,20}", password) or not all(kind.search(password) for kind in _KINDS):
        found.append(
            _finding(
                "password",
                "密码应为 8–20 位，且同时包含大写字母、小写字母、数字和特殊字符",
                "8 to 20 characters with an upper-case letter, a lower-case letter, a digit and a special character",
            )
        )
    elif typed.get("password_confirm") != password:
        found.append(_finding("password_confirm", "两次输入的密码不一致", "The two passwords differ"))
    if not typed.get("agreement_accepted"):
        found.append(
            _finding(
                "agreement_accepted",
                "请先阅读并同意《注册协议》",
                "Please read and accept the registration agreement",
            )
        )
    return found


def _finding(field: str, zh: str, en: str) -> Finding:
    return Finding(f"portal.{field}", zh, en, f"/{field}")
