"""The liaison person of the registration (登记联络员) where it is not the operator (个体工商户登记管理规定 Art. 8)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from kernel.errors import Finding
from kernel.persons import RESIDENT_ID_CARD
from services.filing.domain.entries import Entries
from services.filing.domain.resident import document_of

ARTICLE = "个体工商户登记管理规定第八条"


class Liaison(BaseModel):
    """Whom the authority reaches about the registration."""

    name: str | None = None
    id_document_type: str = RESIDENT_ID_CARD
    id_number: str | None = None
    mobile: str | None = None
    email: str | None = None


def judge_liaison(entries: Entries | None, operator: str | None, today: date) -> Liaison | None:
    """None: the operator. `operator` is the number of the operator's document."""
    if entries is None:
        return None
    document, number = document_of(entries, today)
    if number is not None and number == operator:
        entries.note(
            "id_number",
            "liaison_is_operator",
            "与经营者是同一人",
            "This is the operator",
            ARTICLE,
            remedy=("由经营者本人担任登记联络员的，请选择“经营者本人”", "Choose the operator as the liaison person"),
        )
    return Liaison(
        name=entries.person("name", document),
        id_document_type=document,
        id_number=number,
        mobile=entries.mobile("mobile"),
        email=entries.email("email"),
    )


_REQUIRED = (
    ("name", "姓名", "name"),
    ("id_number", "证件号码", "document number"),
    ("mobile", "移动电话", "mobile number"),
    ("email", "电子邮箱", "e-mail address"),
)


def missing_in_liaison(liaison: Liaison | None, findings: list[Finding], at: str = "/operator/liaison") -> None:
    """Note what is not told yet of somebody else than the operator."""
    entries = Entries({}, at, findings)
    for name, zh, en in _REQUIRED if liaison else ():
        if getattr(liaison, name) is None:
            entries.note(name, "required", f"请填写登记联络员的{zh}", f"Enter the {en} of the liaison person", ARTICLE)
