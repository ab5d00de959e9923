"""The fixtures' parts as this service reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.notice.domain.registration import (
    ApplicationFacts,
    Asked,
    DecisionFacts,
    EntityFacts,
    LicenceFacts,
    Registration,
    VoidedLicenceFacts,
)
from tests.fixtures import registrations


def application(**changes: Any) -> ApplicationFacts:
    return ApplicationFacts.model_validate_json(registrations.application(**changes).model_dump_json())


def licence(**changes: Any) -> LicenceFacts:
    return LicenceFacts.model_validate_json(registrations.licence(**changes).model_dump_json())


def entity(**changes: Any) -> EntityFacts:
    return EntityFacts.model_validate_json(registrations.entity(**changes).model_dump_json())


def decision(*titles: tuple[str, str], **changes: Any) -> DecisionFacts:
    return DecisionFacts.model_validate_json(registrations.decision(*titles, **changes).model_dump_json())


def voided(**changes: Any) -> VoidedLicenceFacts:
    return VoidedLicenceFacts.model_validate_json(registrations.voided(**changes).model_dump_json())


def registration(**changes: Any) -> Registration:
    asked = Asked(datetime(2022, 2, 22, 2, tzinfo=UTC), datetime(2022, 3, 4, 16, tzinfo=UTC))
    rest = {
        "first_on": "2022-03-01",
        "until": "2022-08-31",
        "service_address": "山西省大同市平城区大庆路街道迎宾街18号",
    }
    rested = entity(facts={"suspension": rest}, resumed_on="2022-09-01")
    return Registration(application(**changes), rested, licence(), before=rested, voided=voided(), asked=asked)
