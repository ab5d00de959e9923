"""Nobody who may not register is entered, though they were restricted after the decision (条例 Art. 40)."""

from __future__ import annotations

from catalogues.filing_types.words import PartKind, SignerRole
from kernel.clock import local_date
from kernel.errors import Refusal
from kernel.restricted_persons import anybody_restricted
from services.register.contract.messages import ApplyFiling
from services.register.operations.resources import Resources


def check_persons(resources: Resources, request: ApplyFiling) -> None:
    """Ask once more about everybody who was authenticated, before anything is written. Raises Refusal
    `register.person_restricted`, which names nobody, unless two persons approved the case against that very rule;
    Outage `identity.facts_unavailable`."""
    authentication = request.parts.get(PartKind.AUTHENTICATION)
    if authentication is None:
        return
    if anybody_restricted(
        resources.exchange,
        resources.persons,
        request.application_no,
        request.part(PartKind.DECISION),
        authentication,
        local_date(resources.clock.now()),
        leaving=(SignerRole.FORMER_OPERATOR,),
    ):
        raise Refusal(
            "register.person_restricted",
            "决定之后，申请人中有人被限制登记，不予登入登记簿",
            "Somebody among the applicants was restricted from registration after the decision; nothing is registered",
            status=409,
            article="条例第四十条第三款",
            remedy_zh="请登记机关核实限制决定；限制解除后由运维人员重试，否则依法撤销准予的决定",
            remedy_en="The authority verifies the restriction; once it is lifted operations retry, else it is revoked",
        )
