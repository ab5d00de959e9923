"""Test events: about an entity that cannot exist, of a type that no real event has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from catalogues.filing_types.words import SignerRole
from kernel.numbers import make_organisation_code, make_uscc, resident_id_check
from services.notice.domain.events import CONTENT
from services.notice.domain.registration import (
    ApplicationFacts,
    Asked,
    EntityFacts,
    LicenceFacts,
    Registration,
    VoidedLicenceFacts,
)

TEST = "test."
"""Before the type of the event that it resembles: who takes only the types it knows never takes a test for real."""

_NOWHERE = "999999"
"""No division has this code (GB/T 2260), so nobody has such numbers."""

TEST_USCC = make_uscc("2", _NOWHERE, make_organisation_code("KA1YE000"))
TEST_APPLICATION_NO = f"{_NOWHERE}00000000000000000"
_BODY = f"{_NOWHERE}19000101000"
_DAY = date(2000, 1, 1)


def content_of_test(event_type: str) -> dict[str, Any]:
    """What an event of this type would say about the entity that cannot exist."""
    return CONTENT[event_type](_REGISTRATION)


_ENTITY = EntityFacts.model_validate(
    {
        "uscc": TEST_USCC,
        "authority_code": f"{_NOWHERE}00",
        "authority_name": "测试登记机关",
        "established_on": _DAY,
        "effective_on": _DAY,
        "resumed_on": _DAY,
        "facts": {
            "name": "测试数据（非真实主体）",
            "composition_form": "个人经营",
            "industry_code": "0000",
            "scope_text": "测试",
            "premises": {"county_code": _NOWHERE, "full_text": "测试地址"},
            "capital_amount": "0",
            "suspension": {"first_on": _DAY, "until": _DAY, "service_address": "测试地址"},
            "parties": [
                {
                    "roles": [SignerRole.OPERATOR],
                    "name": "测试",
                    "id_document_type": "10",
                    "id_number": _BODY + resident_id_check(_BODY),
                }
            ],
        },
    }
)
_REGISTRATION = Registration(
    ApplicationFacts.model_validate(
        {
            "application_no": TEST_APPLICATION_NO,
            "account_subject": "test",
            "authority_name": "测试登记机关",
            "operator": {"name": "测试", "mobile": "10000000000"},
            "details": {"employee_count": 0, "needs_paper_licence": False, "operating_term": "2000-01-01"},
        }
    ),
    _ENTITY,
    LicenceFacts(
        application_no=TEST_APPLICATION_NO,
        uscc=TEST_USCC,
        name="测试数据（非真实主体）",
        operator_name="测试",
        registered_on=_DAY,
        issued_at=datetime(2000, 1, 1, tzinfo=UTC),
        verification_url="https://example.invalid/",
    ),
    before=_ENTITY,
    asked=Asked(datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 11, tzinfo=UTC)),
    voided=VoidedLicenceFacts(
        application_no=TEST_APPLICATION_NO,
        uscc=TEST_USCC,
        licence_no=f"{_NOWHERE}002000000001",
        name="测试数据（非真实主体）",
        operator_name="测试",
        reason="测试",
        copies=("正本",),
        voided_at=datetime(2000, 1, 1, tzinfo=UTC),
        verification_url="https://example.invalid/",
    ),
)
