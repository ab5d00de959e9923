"""What the rules say of a referred case when the lists are asked about its persons again (条例 Art. 40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from catalogues.filing_types.words import PartKind
from kernel.clock import local_date
from kernel.errors import Outage
from kernel.exchange import Reference
from services.approval.contract import DecideCase
from services.approval.domain import registry
from services.approval.domain.results import RuleResult
from services.approval.domain.snapshot.case import CaseSnapshot
from services.approval.operations import cases
from services.approval.operations.records import results_of
from services.approval.operations.resources import Resources
from services.approval.store.decisions import CaseDecision

_OF_LISTS = frozenset({"AR-11", "AR-12", "AR-13", "AR-40"})
"""The rules that rest on what lists say of a person."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """`results` are those of the automatic decision, with those of the lists as they are now. `asked_at` None: the
    lists are silent, and everything is as it was when they were asked last."""

    case: CaseSnapshot
    results: tuple[RuleResult, ...]
    reference: Reference | None = None
    asked_at: datetime | None = None


def ask_again(resources: Resources, decision: CaseDecision) -> Asked:
    """Raises Outage `identity.facts_unavailable`."""
    request = DecideCase.model_validate(decision.inputs["request"])
    reference = resources.persons.ask(request.application_no, request.part(PartKind.AUTHENTICATION))
    return as_asked(resources, decision, reference, local_date(resources.clock.now()))


def ask_again_if_possible(resources: Resources, decision: CaseDecision) -> Asked:
    """For reading: a silent list keeps nobody from opening a case."""
    try:
        return ask_again(resources, decision)
    except Outage:
        return Asked(cases.case_of(resources, decision), results_of(decision))


def as_asked(resources: Resources, decision: CaseDecision, reference: Reference, on: date) -> Asked:
    """The same answer and day give the same results."""
    request = DecideCase.model_validate(decision.inputs["request"])
    case = cases.assemble(resources, request, on, reference, decision.decided_at)
    rules = registry.in_force(case.submitted_on)
    now = {rule.id: rule.judge(case, rules.limits) for rule in rules.rules if rule.test and rule.id in _OF_LISTS}
    results = tuple(now.get(result.rule_id, result) for result in results_of(decision))
    return Asked(case, results, reference, case.authentication.asked_at)
