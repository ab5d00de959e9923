"""The head draws a sample of what rules decided, and writes down what a person finds in each case (抽查)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session
from uuid_utils import uuid7

from catalogues import quality_sample
from catalogues.filing_types import editions
from kernel.database import lock_key
from kernel.errors import Refusal, not_found
from kernel.exchange import DocumentRef
from kernel.masking import mask_name
from kernel.tokens import Principal
from services.approval.contract import DecideCase
from services.approval.domain import sampling
from services.approval.operations import cases, refusals
from services.approval.operations.answers import DocumentAnswer
from services.approval.operations.desk import authority_of
from services.approval.operations.publishing import told
from services.approval.operations.reading import OUTCOMES
from services.approval.operations.resources import Resources, lock_application
from services.approval.operations.sample_answers import (
    FindingAnswer,
    SampleAnswer,
    SampledCase,
    SampleLine,
    SampleList,
    Verdict,
)
from services.approval.operations.signing import sign, signature_of
from services.approval.store import samples
from services.approval.store.decisions import CaseDecision
from services.approval.store.samples import QualitySample, SampledDecision, SampleFinding

log = structlog.get_logger()

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_SETTLED = timedelta(minutes=1)
"""What was decided a moment ago may not be written down yet; it is drawn from the next time."""
_SHOWN = 24


def draw_sample(resources: Resources, caller: Principal) -> SampleAnswer:
    """Draw from everything that rules decided at the caller's authority since the draw before. Nobody chooses the
    period, the number or the cases; seed and cases are written down together and never change.

    Refusals: `approval.official_unnamed`, `approval.nothing_to_sample`.
    """
    authority, now = authority_of(caller), resources.clock.now()
    with resources.database.transaction() as session:
        lock_key(session, f"approval/sample/{authority}")
        sign(resources, session, caller)
        before = samples.last_of(session, authority)
        since, until = before.until if before else _BEGINNING, now - _SETTLED
        decided = samples.decided_by_rules(session, authority, since, until) if since < until else []
        if not decided:
            raise _nothing()
        sample = QualitySample(
            sample_id=str(uuid7()),
            authority_code=authority,
            since=since,
            until=until,
            population=len(decided),
            population_digest=sampling.digest(decided),
            seed=secrets.token_hex(32),
            drawn_by=caller.subject,
            drawn_at=now,
        )
        session.add(sample)
        session.flush()
        drawn = sampling.chosen(sample.seed, decided, quality_sample.size(len(decided)))
        for position, number in enumerate(drawn, 1):
            session.add(SampledDecision(sample_id=sample.sample_id, position=position, decision_no=number))
        session.flush()
        for _, decision, _ in samples.drawn(session, sample.sample_id):
            lock_application(session, decision.application_no)
            resources.record(
                session,
                decision.application_no,
                "case_sampled",
                actor_ref=caller.subject,
                object_ref=f"sample/{sample.sample_id}",
            )
        log.info("sample_drawn", count=len(drawn))
        return _answer(resources, session, caller, sample)


def list_samples(resources: Resources, caller: Principal) -> SampleList:
    """The last draws of the caller's authority, and how much could be drawn from now."""
    authority, until = authority_of(caller), resources.clock.now() - _SETTLED
    with resources.database.reading() as session:
        found = samples.of_authority(session, authority, _SHOWN)
        since = found[0].until if found else _BEGINNING
        return SampleList(
            samples=tuple(_line(resources, session, sample) for sample in found),
            waiting=len(samples.decided_by_rules(session, authority, since, until)) if since < until else 0,
        )


def read_sample(resources: Resources, caller: Principal, sample_id: str) -> SampleAnswer:
    """One draw with its cases. Refusal `approval.sample.not_found`, also for another authority's."""
    with resources.database.reading() as session:
        return _answer(resources, session, caller, _own(session, caller, sample_id))


def read_sampled_document(resources: Resources, caller: Principal, sample_id: str, position: int, kind: str) -> bytes:
    """What the applicant handed in, as it was signed; each reading is recorded. Refusals: those of `read_sample`,
    `approval.document.not_found`."""
    with resources.database.transaction() as session:
        decision = _case(session, caller, sample_id, position)[1]
        lock_application(session, decision.application_no)
        wanted = next((each for each in _handed_in(decision) if each.kind == kind), None)
        if wanted is None:
            raise not_found("approval.document", "没有该文书", "There is no such document")
        resources.record(
            session,
            decision.application_no,
            "document_read",
            actor_ref=caller.subject,
            object_ref=f"sample/{sample_id}/{kind}",
        )
    return resources.exchange.collect_document(wanted)


def record_finding(
    resources: Resources, caller: Principal, sample_id: str, position: int, verdict: Verdict, note: str
) -> SampleAnswer:
    """What was found in one case; a fault has words. The same words again change nothing.

    Refusals: those of `read_sample`, `approval.official_unnamed`, `approval.conflict_of_interest`,
    `approval.finding_unexplained`, `approval.finding_stands` for other words than the first.
    """
    note = note.strip()
    if verdict == "FAULT" and len(note) < 2:
        raise Refusal(
            "approval.finding_unexplained", "请写明发现的问题", "Say what is wrong", pointer="/note", status=422
        )
    with resources.database.transaction() as session:
        _, decision, found = _case(session, caller, sample_id, position)
        lock_application(session, decision.application_no)
        if found is None:
            found = session.get(SampleFinding, (sample_id, position))
        if decision.account_subject == caller.subject:
            raise refusals.conflict_of_interest()
        if found is None:
            sign(resources, session, caller)
            session.add(
                SampleFinding(
                    sample_id=sample_id,
                    position=position,
                    verdict=verdict,
                    note_encrypted=resources.ring.encrypt_text(note, _binding(sample_id, position)),
                    found_by=caller.subject,
                    found_at=resources.clock.now(),
                )
            )
            session.flush()
            resources.record(
                session,
                decision.application_no,
                "sample_found_sound" if verdict == "SOUND" else "sample_found_fault",
                actor_ref=caller.subject,
                object_ref=f"sample/{sample_id}/{position}",
            )
            log.info("sample_looked_at", application_no=decision.application_no, outcome=verdict)
        elif (found.verdict, _note(resources, found), found.found_by) != (verdict, note, caller.subject):
            raise _stands()
        return _answer(resources, session, caller, _own(session, caller, sample_id))


def _own(session: Session, caller: Principal, sample_id: str) -> QualitySample:
    sample = session.get(QualitySample, sample_id)
    if sample is None or sample.authority_code != authority_of(caller):
        raise not_found("approval.sample", "没有找到该次抽查", "There is no such sample")
    return sample


def _case(
    session: Session, caller: Principal, sample_id: str, position: int
) -> tuple[SampledDecision, CaseDecision, SampleFinding | None]:
    _own(session, caller, sample_id)
    for each in samples.drawn(session, sample_id):
        if each[0].position == position:
            return each
    raise not_found("approval.sample", "没有找到该次抽查", "There is no such sample")


def _handed_in(decision: CaseDecision) -> tuple[DocumentRef, ...]:
    return DecideCase.model_validate(decision.inputs["request"]).documents


def _line(resources: Resources, session: Session, sample: QualitySample) -> SampleLine:
    drawn = samples.drawn(session, sample.sample_id)
    findings = [found for _, _, found in drawn if found]
    return SampleLine(
        sample_id=sample.sample_id,
        since=sample.since if sample.since > _BEGINNING else None,
        until=sample.until,
        drawn_at=sample.drawn_at,
        drawn_by=signature_of(resources, session, sample.drawn_by).signature,
        population=sample.population,
        size=len(drawn),
        looked_at=len(findings),
        faults=sum(found.verdict == "FAULT" for found in findings),
    )


def _answer(resources: Resources, session: Session, caller: Principal, sample: QualitySample) -> SampleAnswer:
    return SampleAnswer(
        line=_line(resources, session, sample),
        seed=sample.seed,
        population_digest=sample.population_digest,
        cases=tuple(
            _shown(resources, session, caller, row, decision, found)
            for row, decision, found in samples.drawn(session, sample.sample_id)
        ),
    )


def _shown(
    resources: Resources,
    session: Session,
    caller: Principal,
    row: SampledDecision,
    decision: CaseDecision,
    found: SampleFinding | None,
) -> SampledCase:
    decided = told(resources, decision)
    titles = editions.of_number(decision.application_no)
    return SampledCase(
        position=row.position,
        application_no=decision.application_no,
        decision_no=decision.decision_no,
        outcome=decision.outcome,
        outcome_zh=OUTCOMES[decided.outcome],
        decided_at=decision.decided_at,
        applicant=mask_name(cases.applicant_of(resources, decision)),
        results=tuple(result for result in decided.results if result.outcome != "PASS"),
        documents=tuple(
            DocumentAnswer(kind=d.kind, title=titles.title_of(d.kind), pages=d.pages, sha256=d.sha256, sm3=d.sm3)
            for d in _handed_in(decision)
        ),
        own=decision.account_subject == caller.subject,
        finding=FindingAnswer(
            verdict="FAULT" if found.verdict == "FAULT" else "SOUND",
            note=_note(resources, found),
            found_by=signature_of(resources, session, found.found_by).signature,
            found_at=found.found_at,
        )
        if found
        else None,
    )


def _note(resources: Resources, found: SampleFinding) -> str:
    return resources.ring.decrypt_text(found.note_encrypted, _binding(found.sample_id, found.position))


def _binding(sample_id: str, position: int) -> str:
    return f"sample/{sample_id}/{position}"


def _nothing() -> Refusal:
    return Refusal(
        "approval.nothing_to_sample",
        "上次抽查之后没有自动审批的案件可供抽取",
        "Nothing was decided by rules since the last draw",
        status=409,
        remedy_zh="有新的自动审批案件后再抽取",
        remedy_en="Draw again when rules have decided more cases",
    )


def _stands() -> Refusal:
    return Refusal(
        "approval.finding_stands",
        "该案件的抽查结论已经写下，不能更改",
        "What was found in this case is written down and does not change",
        status=409,
        remedy_zh="请刷新页面查看",
        remedy_en="Reload the page to read it",
    )
