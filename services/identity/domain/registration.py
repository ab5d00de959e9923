"""What a registration form must hold (晋市监发〔2022〕66号 2.1.1), all defects named at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from catalogues import codes, form_fields
from kernel.errors import Finding
from kernel.numbers import InvalidNumber, ResidentId, normalise
from kernel.persons import RESIDENT_ID_CARD, is_document_number, name_fault, normal_document_number, normal_name

AGREEMENT_EDITION = "2022-05"

FIELDS_OF = {
    "basics": ("account_name", "password", "password_confirm", "agreement_accepted"),
    "person": ("real_name", "identity_type", "id_document_type", "id_number", "mobile"),
}
"""What each step of the form holds, but for the proofs; `basics` comes first (通知 2.1.1)."""

_FORM = "S0_account_registration"
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")


@dataclass(frozen=True, slots=True, repr=False)
class RegistrationForm:
    """As typed; never printed."""

    account_name: str
    password: str
    password_confirm: str
    real_name: str
    identity_type: str
    id_document_type: str
    id_number: str
    mobile: str
    sms_code: str
    agreement_accepted: bool

    def normalised(self) -> RegistrationForm:
        """Blanks, full-width digits and composed characters put right; passwords are left as typed."""
        return replace(
            self,
            account_name=self.account_name.strip(),
            real_name=normal_name(self.real_name),
            id_number=normal_document_number(self.id_document_type, self.id_number),
            mobile=normalise(self.mobile),
            sms_code=normalise(self.sms_code),
        )


def check_form(form: RegistrationForm, today: date) -> list[Finding]:
    """Every defect of a normalised form that can be seen without asking anybody. `today` is the day in China."""
    findings = [
        *_pattern(form.account_name, "account_name", "应以字母开头，为 6–16 位字母、数字或下划线",
                  "6 to 16 letters, digits or underscores, beginning with a letter"),
        *check_password(form.password, form.password_confirm),
        *_code(form.identity_type, "identity_type", "identity_type"),
        *_code(form.id_document_type, "id_document_type", "id_document_type"),
        *_name(form),
        *_number(form, today),
        *check_mobile(form.mobile),
        *check_sms_code(form.sms_code),
    ]  # fmt: skip
    if not form.agreement_accepted:
        findings.append(agreement_not_accepted())
    return findings


def agreement_not_accepted() -> Finding:
    return Finding(
        "identity.agreement_not_accepted",
        "请先阅读并同意《注册协议》",
        "Please read and accept the registration agreement",
        "/agreement_accepted",
    )


def check_password(password: str, confirm: str) -> list[Finding]:
    """8–20 printable ASCII characters of all four kinds, typed twice alike (notice 2.1.1; length is our choice)."""
    if not password:
        return [_missing("password")]
    classes = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"), _SPECIAL)
    findings = []
    if not re.fullmatch(r"[!-~]{8,20}", password) or not all(kind.search(password) for kind in classes):
        findings.append(
            Finding(
                "identity.password_weak",
                "密码应为 8–20 位，且同时包含大写字母、小写字母、数字和特殊字符",
                "8 to 20 characters with an upper-case letter, a lower-case letter, a digit and a special character",
                "/password",
            )
        )
    if confirm != password:
        findings.append(
            Finding(
                "identity.password_confirm_differs",
                "两次输入的密码不一致",
                "The two passwords differ",
                "/password_confirm",
            )
        )
    return findings


def is_account_name(text: str) -> bool:
    return form_fields.get(_FORM).field("account_name").matches(text)


def check_mobile(mobile: str) -> list[Finding]:
    return _pattern(mobile, "mobile", "应为 11 位手机号码", "A mainland mobile number of 11 digits")


def check_sms_code(code: str) -> list[Finding]:
    return _pattern(code, "sms_code", "应为 6 位数字", "Six digits")


def _pattern(value: str, field: str, zh: str, en: str) -> list[Finding]:
    if not value:
        return [_missing(field)]
    if form_fields.get(_FORM).field(field).matches(value):
        return []
    return [Finding(f"identity.{field}_malformed", zh, en, f"/{field}")]


def _code(value: str, field: str, table: str) -> list[Finding]:
    if not value:
        return [_missing(field)]
    if value in codes.items(table):
        return []
    return [Finding(f"identity.{field}_unknown", "不在可选范围内", "Not one of the choices", f"/{field}")]


def _name(form: RegistrationForm) -> list[Finding]:
    if not form.real_name:
        return [_missing("real_name")]
    fault = name_fault(form.real_name, form.id_document_type)
    if fault is None:
        return []
    return [
        Finding(
            f"identity.real_name_{fault.code}",
            fault.zh,
            fault.en,
            "/real_name",
            remedy_zh=fault.remedy_zh,
            remedy_en=fault.remedy_en,
        )
    ]


def _number(form: RegistrationForm, today: date) -> list[Finding]:
    if not form.id_number:
        return [_missing("id_number")]
    if form.id_document_type == RESIDENT_ID_CARD:
        try:
            ResidentId.parse(form.id_number, on=today)
        except InvalidNumber as error:
            return [_number_malformed(error.zh, error.en, error.standard)]
        return []
    if is_document_number(form.id_number):
        return []
    return [_number_malformed("证件号码格式不正确", "Not a number of such a document")]


def _number_malformed(zh: str, en: str, article: str | None = None) -> Finding:
    return Finding("identity.id_number_malformed", zh, en, "/id_number", article)


def _missing(field: str) -> Finding:
    label = form_fields.get(_FORM).field(field).label
    return Finding(f"identity.{field}_missing", f"请填写{label}", f"{field} must be filled in", f"/{field}")
