"""What this service needs of the parts other services left, and that they speak of the same registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from kernel.errors import Defect


class _Facts(BaseModel):
    """A reading of somebody else's part: fields not named here are none of our business."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class KindFacts(_Facts):
    industry_code: str


class PremisesFacts(_Facts):
    county_code: str


class OperatorFacts(_Facts):
    name: str
    id_document_type: str
    id_number: str
    mobile: str
    composition_form: str


class DetailsFacts(_Facts):
    employee_count: int
    needs_paper_licence: bool
    operating_term: str


class ApplicationFacts(_Facts):
    """`capital_amount` is in 万元."""

    application_no: str
    account_subject: str
    authority_code: str
    authority_name: str
    type: KindFacts
    premises: PremisesFacts
    capital_amount: Decimal
    operator: OperatorFacts
    details: DetailsFacts


class NameFacts(_Facts):
    application_no: str
    full_name: str


class LicenceFacts(_Facts):
    application_no: str
    uscc: str
    name: str | None
    operator_name: str
    scope_text: str
    premises: str
    authority_name: str
    registered_on: date
    approved_on: date
    issued_at: datetime
    verification_url: str


class ResultFacts(_Facts):
    title_zh: str
    outcome: str


class DecisionFacts(_Facts):
    application_no: str
    automatic: bool
    review_request_until: datetime | None = None
    results: tuple[ResultFacts, ...]


class ExtensionFacts(_Facts):
    """Why a review takes longer, in the examiner's words, and its last day."""

    application_no: str
    reason: str
    last_day: date


@dataclass(frozen=True, repr=False)
class Registration:
    """One registered entity, from the parts of one application."""

    application: ApplicationFacts
    name: NameFacts | None
    licence: LicenceFacts

    def check(self, application_no: str, uscc: str) -> None:
        """Raises Defect `notice.parts_disagree` naming what differs: nothing wrong may be published."""
        application, licence = self.application, self.licence
        differing = [
            what
            for what, agrees in (
                ("application_no", application.application_no == licence.application_no == application_no),
                ("name_application_no", self.name is None or self.name.application_no == application_no),
                ("uscc", licence.uscc == uscc),
                ("name", self.name is None or self.name.full_name == licence.name),
                ("operator_name", application.operator.name == licence.operator_name),
            )
            if not agrees
        ]
        if differing:
            raise Defect("notice.parts_disagree", ", ".join(differing))
