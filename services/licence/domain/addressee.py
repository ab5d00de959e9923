"""Who gets a paper licence: the operator, an agent (委托代理人), or the post; and what must be known of them."""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from catalogues import codes
from kernel.errors import Finding
from kernel.masking import mask_id_number
from kernel.numbers import InvalidNumber, ResidentId
from kernel.persons import RESIDENT_ID_CARD, is_document_number, is_person_name, normal_document_number, normal_name
from kernel.printable import unprintable

MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"(0[0-9]{2,3}-?)?[0-9]{7,8}|1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NEEDED = {
    "OPERATOR": (),
    "AGENT": ("name", "mobile", "id_document_type", "id_number"),
    "POST": ("name", "address"),
}
_UNFIT = {
    "OPERATOR": ("name", "mobile", "phone", "email", "id_document_type", "id_number", "address"),
    "AGENT": ("address",),
    "POST": ("email", "id_document_type", "id_number"),
}
_LABELS = {
    "name": ("姓名", "the name"),
    "mobile": ("移动电话", "the mobile number"),
    "phone": ("固定电话", "the landline number"),
    "email": ("电子邮箱", "the e-mail address"),
    "id_document_type": ("证件类型", "the type of document"),
    "id_number": ("证件号码", "the document's number"),
    "address": ("寄送地址", "the address"),
}


class Manner(StrEnum):
    """OPERATOR: collects in person; AGENT: collects for the operator; POST: a courier delivers."""

    OPERATOR = "OPERATOR"
    AGENT = "AGENT"
    POST = "POST"


class Addressee(BaseModel):
    """An agent is named with document and mobile number; a parcel's addressee with a telephone and an address."""

    model_config = ConfigDict(frozen=True)

    manner: Manner
    name: str | None = None
    mobile: str | None = None
    phone: str | None = None
    email: str | None = None
    id_document_type: str | None = None
    id_number: str | None = None
    address: str | None = None

    def masked(self) -> Addressee:
        """The same, with no document number to copy."""
        hidden = mask_id_number(self.id_number) if self.id_number else None
        return self.model_copy(update={"id_number": hidden})

    def tidied(self) -> Addressee:
        """Without blanks at the ends; name and document number in their normal form; nothing the manner lacks."""
        texts = {name: (getattr(self, name) or "").strip() or None for name in _LABELS}
        texts["name"] = normal_name(texts["name"] or "") or None
        texts["id_number"] = normal_document_number(texts["id_document_type"] or "", texts["id_number"] or "") or None
        return self.model_copy(update={**texts, **dict.fromkeys(_UNFIT[self.manner])})


def faults(addressee: Addressee) -> list[Finding]:
    """Everything that is missing or cannot be; empty when the addressee is in order (校验通过)."""
    found = [missing(name) for name in _NEEDED[addressee.manner] if not getattr(addressee, name)]
    if addressee.manner is Manner.POST and not (addressee.mobile or addressee.phone):
        found.append(missing("mobile"))
    for name, pattern in (("mobile", MOBILE), ("phone", _PHONE), ("email", _EMAIL)):
        value = getattr(addressee, name)
        if value and not pattern.fullmatch(value):
            found.append(wrong(name))
    document = addressee.id_document_type or RESIDENT_ID_CARD
    stranger = addressee.manner is Manner.AGENT and not is_person_name(addressee.name or "", document)
    if addressee.name and (stranger or unprintable(addressee.name)):
        found.append(wrong("name"))
    if addressee.address and unprintable(addressee.address):
        found.append(wrong("address"))
    if addressee.id_document_type and addressee.id_document_type not in codes.items("id_document_type"):
        found.append(wrong("id_document_type"))
    elif addressee.id_number:
        found += number_faults(addressee.id_document_type, addressee.id_number)
    return found


def number_faults(kind: str | None, number: str) -> list[Finding]:
    if kind != RESIDENT_ID_CARD:
        return [] if is_document_number(number) else [wrong("id_number")]
    try:
        ResidentId.parse(number)
    except InvalidNumber:
        return [
            Finding(
                "licence.addressee.id_number_wrong",
                "身份证号码有误，请核对 18 位号码和校验码",
                "This is no identity number; compare all 18 characters with the card",
                "/id_number",
                "GB 11643-1999",
            )
        ]
    return []


def missing(name: str) -> Finding:
    zh, en = _LABELS[name]
    return Finding(f"licence.addressee.{name}_missing", f"请填写{zh}", f"Please fill in {en}", f"/{name}")


def wrong(name: str, pointer: str = "") -> Finding:
    zh, en = _LABELS[name]
    return Finding(f"licence.addressee.{name}_wrong", f"{zh}格式有误", f"Please check {en}", pointer or f"/{name}")
