"""Persons whose real name the unified authentication centre verified, and the accounts opened for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from kernel.clock import local_date
from kernel.errors import Refusal
from kernel.numbers import InvalidNumber, ResidentId, normalise
from kernel.persons import (
    RESIDENT_ID_CARD,
    is_document_number,
    is_person_name,
    normal_document_number,
    normal_name,
)
from services.identity.clients.unified_centre import Claims
from services.identity.domain import registration
from services.identity.domain.registration import AGREEMENT_EDITION
from services.identity.operations.passwordless import account_without_password
from services.identity.operations.resources import Resources
from services.identity.store import accounts

_NATURAL_PERSON = "1"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Whose real name the centre verified."""

    subject_hash: str
    name: str
    id_document_type: str
    id_number: str
    mobile: str

    def hashes(self, resources: Resources) -> tuple[str, ...]:
        return resources.person_hashes(self.id_document_type, self.id_number)


def person_of(resources: Resources, issuer: str, claims: Claims) -> Person:
    """Whom the centre verified. What is missing or malformed there cannot be mended here."""
    name = normal_name(claims.name or "")
    number = normal_document_number(claims.id_document_type, claims.id_number or "")
    mobile = normalise(claims.phone_number or "").removeprefix("+86")
    complete = (
        claims.real_name_verified
        and claims.phone_number_verified
        and is_person_name(name, claims.id_document_type)
        and not registration.check_mobile(mobile)
        and _is_number(number, claims.id_document_type, resources.clock.now())
    )
    if not complete:
        raise Refusal(
            "identity.unified_unverified",
            "您在统一身份认证中心尚未完成实名认证或绑定手机号，请先在该中心完成，或在本平台注册账号",
            "Your real name or mobile number is not verified at the unified authentication centre yet; "
            "please do so there, or register here",
            status=403,
        )
    subject_hash = resources.hash(f"unified:subject:{issuer} {claims.sub}")
    return Person(subject_hash, name, claims.id_document_type, number, mobile)


def _is_number(number: str, id_document_type: str, now: datetime) -> bool:
    if id_document_type != RESIDENT_ID_CARD:
        return is_document_number(number)
    try:
        ResidentId.parse(number, on=local_date(now))
    except InvalidNumber:
        return False
    return True


def account_of(resources: Resources, person: Person, now: datetime) -> accounts.Account:
    """Of somebody whom the centre verified."""
    return account_without_password(
        resources,
        person,
        named="u",
        person_hash=person.hashes(resources)[0],
        reference_no=f"unified/{person.subject_hash[:16]}",
        verified_at=now,
        created_at=now,
        agreement_edition=AGREEMENT_EDITION,
    )


def mobile_of(resources: Resources, account: accounts.Account) -> str:
    assert account.mobile_encrypted
    return resources.ring.decrypt_text(account.mobile_encrypted, f"account:mobile:{account.account_id}")


def packed(person: Person) -> str:
    return json.dumps([person.subject_hash, person.name, person.id_document_type, person.id_number, person.mobile])


def unpacked(text: str) -> Person:
    return Person(*json.loads(text))
