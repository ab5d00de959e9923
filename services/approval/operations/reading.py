"""Shows decisions, their documents and the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from catalogues import approval_rules
from catalogues.approval_thresholds import Threshold
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind
from kernel.clock import local_date
from kernel.errors import Refusal, not_found
from kernel.tokens import Principal, Role
from services.approval.domain import reasons, registry
from services.approval.domain.documents import HUMAN_REVIEW_ARTICLE, how_to_ask, offers_human_review
from services.approval.domain.late_answer import is_offered
from services.approval.domain.own_data import masks_somebody, told_to_the_operator
from services.approval.domain.registry import NoRulesInForce
from services.approval.domain.results import FAILED, RuleResult, singly
from services.approval.domain.rule import Rule
from services.approval.operations import cases, late_shown, refusals
from services.approval.operations.answers import (
    DecisionAnswer,
    DocumentAnswer,
    HumanReviewAnswer,
    LateReviewShown,
    PublishedRule,
    PublishedRules,
    ThresholdAnswer,
)
from services.approval.operations.desk_answers import ReasonCatalogue
from services.approval.operations.publishing import told
from services.approval.operations.records import extension_reason
from services.approval.operations.resources import Resources
from services.approval.store import late_reviews
from services.approval.store import standing as standings
from services.approval.store.decisions import CaseDecision, DecisionDocument
from services.approval.store.standing import StandingDecision

_ON_THE_WAY = frozenset({DocumentKind.MATERIAL_RECEIPT, DocumentKind.EXTENSION_NOTICE, DocumentKind.REVIEW_REQUEST})
"""What the applicant was given before an examiner decided."""

OUTCOMES = {"APPROVE": "准予登记", "CORRECT": "补正", "REFER": "转人工审查", "REJECT": "不予登记"}


def read_decision(resources: Resources, caller: Principal, application_no: str) -> DecisionAnswer:
    """The decision that stands, for the applicant who asked for it, whose own data is not hidden from them, and for
    examiners of the authority.

    Raises Refusal `approval.decision.not_found`, also for others' applications.
    """
    standing = _visible(resources, caller, application_no)
    kept, task, extension, requested = standing.row, standing.task, standing.extension, standing.requested
    asked_late = _asked_late(resources, kept)
    decided = told(resources, kept)
    spoken_to = {reason.rule_id for reason in decided.reasons}  # an examiner's reason takes the place of the rule's
    judged = (result for result in decided.results if result.rule_id not in spoken_to)
    results = (*decided.reasons, *judged)
    if _is_own(caller, kept) and any(masks_somebody(result) for result in results):
        case = cases.case_of(resources, kept)
        results = tuple(told_to_the_operator(result, case) for result in results)
    how_zh, how_en = how_to_ask(decided)
    return DecisionAnswer(
        application_no=kept.application_no,
        submission=kept.submission,
        decision_no=kept.decision_no,
        outcome=decided.outcome,
        outcome_zh=OUTCOMES[decided.outcome],
        automatic=kept.automatic,
        reviewer=kept.reviewer,
        decided_at=kept.decided_at,
        return_to=kept.return_to,
        review_due=task.review_due if task and kept.automatic else kept.review_due,
        extended_until=extension.extended_until if extension else None,
        extension_reason=extension_reason(resources, extension) if extension else None,
        review_request_until=kept.review_request_until,
        rule_set_version=kept.rule_set_version,
        catalogue_edition=kept.catalogue_edition,
        inputs_digest=kept.inputs_digest,
        reasons=reasons_of(kept.automatic, results),
        results=results,
        human_review=HumanReviewAnswer(
            article=HUMAN_REVIEW_ARTICLE,
            how_zh=how_zh,
            how_en=how_en,
            request_until=kept.review_request_until,
            requested_at=requested.requested_at if requested else None,
            late=asked_late is None
            and is_offered(
                automatic=kept.automatic,
                outcome=kept.outcome,
                until=kept.review_request_until,
                asked_in_time=requested is not None,
                now=resources.clock.now(),
            ),
        )
        if offers_human_review(decided)
        else None,
        late_review=asked_late,
        documents=tuple(
            DocumentAnswer(
                kind=row.kind,
                title=editions.of_number(application_no).title_of(row.kind, decided.outcome),
                pages=row.pages,
                sha256=row.sha256,
                sm3=row.sm3,
            )
            for row in _shown(standing)
        ),
    )


def reasons_of(automatic: bool, results: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """What led to a decision: each thing that the rules found, by itself, or the examiner's own reasons."""
    led = (each for each in results if each.outcome in FAILED and (automatic or each.version == 0))
    return singly(led)


def _asked_late(resources: Resources, kept: CaseDecision) -> LateReviewShown | None:
    """Only a refusal by the rules is ever asked about late."""
    if not kept.automatic or kept.outcome != "REJECT":
        return None
    with resources.database.reading() as session:
        late = late_reviews.of_decision(session, kept.decision_no)
        return late_shown.shown(resources, session, late) if late else None


def read_document(resources: Resources, caller: Principal, application_no: str, kind: str) -> bytes:
    """The PDF/A of a document of the decision that stands. Raises Refusal `approval.decision.not_found`,
    `approval.document.not_found`."""
    for row in _shown(_visible(resources, caller, application_no)):
        if row.kind == kind:
            return resources.exchange.collect_document(row.reference())
    raise not_found("approval.document", "没有该文书", "There is no such document")


def read_rules(resources: Resources, on: date | None) -> PublishedRules:
    """Every rule in force on a day, today in China unless given. Raises Refusal `approval.rules.not_found`."""
    day = on or local_date(resources.clock.now())
    try:
        rules = registry.in_force(day)
    except NoRulesInForce:
        raise Refusal(
            "approval.rules.not_found",
            "该日尚无自动审批规则",
            "No rules of automatic approval were in force on that day",
            pointer="/on",
            status=404,
        ) from None
    return PublishedRules(
        on=day,
        in_force_since=rules.since,
        rule_set_version=rules.version,
        rules=tuple(_rule(rule, day, rules.limits.of_rule(rule.id)) for rule in rules.rules),
    )


def read_reasons(resources: Resources, caller: Principal) -> ReasonCatalogue:
    """What an examiner may give as a reason today: the rules that decide cases, and the own words."""
    rules = registry.in_force(local_date(resources.clock.now()))
    return ReasonCatalogue(reasons=reasons.offered(rules, caller.authority or None))


def _rule(rule: Rule, on: date, limits: tuple[Threshold, ...]) -> PublishedRule:
    return PublishedRule(
        rule_id=rule.id,
        version=rule.version,
        stage=rule.stage,
        verified_by=rule.verified_by,
        title_zh=rule.title_zh,
        title_en=rule.title_en,
        test_zh=approval_rules.get(rule.id).test.on(on),
        article=rule.article(on),
        outcomes=rule.outcomes,
        remedy_zh=rule.remedy_zh,
        remedy_en=rule.remedy_en,
        pointer=rule.pointer,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        applies_to=rule.applies_to,
        section=rule.section,
        thresholds=tuple(
            ThresholdAnswer(
                key=each.key,
                value=str(each.value) if isinstance(each.value, Decimal) else each.value,
                unit=each.unit,
                zh=each.zh,
                en=each.en,
                basis=each.basis,
                effective_from=each.valid_from,
            )
            for each in limits
        ),
    )


def _visible(resources: Resources, caller: Principal, application_no: str) -> StandingDecision:
    with resources.database.reading() as session:
        found = standings.of_application(session, application_no)
    if found is None:
        raise refusals.decision_not_found()
    kept = found.row
    official = bool({Role.EXAMINER, Role.HEAD} & caller.roles) and kept.authority_code == caller.authority
    if not _is_own(caller, kept) and not official:
        raise refusals.decision_not_found()
    return found


def _is_own(caller: Principal, kept: CaseDecision) -> bool:
    return Role.APPLICANT in caller.roles and kept.account_subject == caller.subject


def _shown(standing: StandingDecision) -> list[DecisionDocument]:
    """What second persons said is for the desk and the file, and no part of what is told of a decision."""
    own = [row for row in standing.documents if row.kind != DocumentKind.COUNTERSIGNATURES]
    return [*own, *(row for row in standing.referred if row.kind in _ON_THE_WAY)]
