"""Nobody who may not register gets a licence, though they were restricted after the decision (条例 Art. 40)."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalogues.filing_types.words import PartKind, SignerRole
from kernel.clock import local_date
from kernel.errors import Refusal
from kernel.restricted_persons import anybody_restricted
from services.licence.contract import IssueLicence
from services.licence.operations.resources import Resources

_A_MOMENT = timedelta(minutes=10)
"""A licence that was held up for longer asks anew."""


def check_persons(resources: Resources, request: IssueLicence, asked_at: datetime | None) -> None:
    """Ask once more about everybody who was authenticated, unless the register did so a moment ago. Raises
    Refusal `licence.person_restricted`, which names nobody, unless two persons approved the case against that very
    rule; Outage `identity.facts_unavailable`."""
    authentication = request.parts.get(PartKind.AUTHENTICATION)
    now = resources.clock.now()
    if authentication is None or (asked_at is not None and now - asked_at < _A_MOMENT):
        return
    if anybody_restricted(
        resources.exchange,
        resources.persons,
        request.application_no,
        request.part(PartKind.DECISION),
        authentication,
        local_date(now),
        leaving=(SignerRole.FORMER_OPERATOR,),
    ):
        raise Refusal(
            "licence.person_restricted",
            "决定之后，申请人中有人被限制登记，不能核发营业执照",
            "Somebody among the applicants was restricted from registration after the decision; no licence is issued",
            status=409,
            article="条例第四十条第三款",
            remedy_zh="请登记机关核实限制决定；限制解除后由运维人员重试，否则依法撤销准予的决定",
            remedy_en="The authority verifies the restriction; once it is lifted operations retry, else it is revoked",
        )
