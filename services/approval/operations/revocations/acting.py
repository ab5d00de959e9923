"""What officials and the other side write into a revocation, each in its turn; what decides it takes two persons."""

from __future__ import annotations

from typing import Any

import structlog
from sqlmodel import Session

from kernel.errors import Finding, Refusal
from kernel.tokens import Principal, Role
from services.approval.domain import revocation
from services.approval.domain.revocation import GROUNDS, Entry, Ground, Outcome, Stage, Standing, Written
from services.approval.operations import refusals
from services.approval.operations.resources import Resources
from services.approval.operations.revocations.keeping import answers_for, of_authority, unknown, write, written
from services.approval.operations.revocations.opening import check_about
from services.approval.operations.signing import sign
from services.approval.store import revocations
from services.approval.store.revocations import Revocation

log = structlog.get_logger()

_PAPERS = frozenset({Ground.JUDGMENT, Ground.POLICE_PENALTY, Ground.COURT_ASSISTANCE})
"""Grounds that are somebody else's document, which must lie in the file."""


def act(resources: Resources, caller: Principal, revocation_no: str, entry: Entry, content: dict[str, Any]) -> Stage:
    """Write an official's act down. The same act again by the same official, as the last entry, changes nothing.

    Refusals: `approval.revocation.not_found`, `approval.revocation_out_of_turn` (409), `approval.official_unnamed`,
    `approval.conflict_of_interest`, `approval.countersign_own` where who proposed would confirm or decline,
    `approval.revocation_head_extends`, and `approval.revocation_unfit` with each fault at its field.
    """
    with resources.database.transaction() as session:
        row = of_authority(session, caller, revocation_no, lock=True)
        if row.applicant_subject == caller.subject:
            raise refusals.conflict_of_interest()
        sign(resources, session, caller)
        entries = written(resources, session, revocation_no)
        last = entries[-1]
        if (last.entry, last.content, last.by) == (entry, content, caller.subject):
            return Stage(row.stage)
        standing = revocation.standing(entries)
        if not standing.may(entry):
            raise _out_of_turn()
        _check(session, resources, row, caller, entries, standing, entry, content)
        if entry is Entry.ACCEPTED:
            row.about = content["about"]
        after = write(resources, session, row, entries, entry, content, caller.subject)
    log.info("revocation_acted", application_no=revocation_no, stage=after.stage)
    return after.stage


def state_other_side(resources: Resources, caller: Principal, revocation_no: str, statement: str) -> Stage:
    """What whoever answers for the business says to it, online. While it is public this is an objection (条例 Art. 40).

    Raises Refusal `approval.revocation.not_found` for anybody else, `approval.revocation_out_of_turn`."""
    with resources.database.transaction() as session:
        row = revocations.by_number(session, revocation_no, lock=True)
        if row is None or not answers_for(session, row, caller):
            raise unknown()
        entries = written(resources, session, revocation_no)
        standing = revocation.standing(entries)
        public = standing.publicised_until is not None and resources.clock.now() < standing.publicised_until
        entry = Entry.OBJECTION if public and standing.may(Entry.OBJECTION) else Entry.STATEMENT
        if not standing.may(entry):
            raise _out_of_turn()
        content = {"who": "other_side", "said": statement}
        if (entries[-1].content, entries[-1].by) == (content, caller.subject):
            return standing.stage
        return write(resources, session, row, entries, entry, content, caller.subject).stage


def _check(
    session: Session,
    resources: Resources,
    row: Revocation,
    caller: Principal,
    entries: list[Written],
    standing: Standing,
    entry: Entry,
    content: dict[str, Any],
) -> None:
    match entry:
        case Entry.ACCEPTED:
            check_about(session, content["about"], row.authority_code)
        case Entry.EXTENDED:
            if Role.HEAD not in caller.roles or standing.extended:
                raise _head_extends()
        case Entry.PROPOSED:
            _check_proposal(resources, entries, standing, content)
        case Entry.CONFIRMED | Entry.DECLINED:
            if standing.proposal is None:
                raise _out_of_turn()
            if standing.proposal.by == caller.subject:
                raise refusals.countersign_own()
            if entry is Entry.CONFIRMED:
                _check_proposal(resources, entries, standing, standing.proposal.content)
        case _:
            pass


def _check_proposal(resources: Resources, entries: list[Written], standing: Standing, content: dict[str, Any]) -> None:
    outcome = Outcome(content["outcome"])
    revoked = standing.stage is Stage.REVOKED
    if (outcome is Outcome.WITHDRAW) is not revoked:
        raise _out_of_turn()
    found: list[Finding] = []
    if outcome is Outcome.REVOKE:
        ground = Ground(content["ground"])
        there = {each.content.get("kind") for each in entries if each.entry is Entry.EVIDENCE}
        if ground in _PAPERS and ground not in there:
            zh, en = GROUNDS[ground]
            found.append(
                Finding(
                    "approval.revocation_evidence_missing",
                    f"撤销的依据是“{zh}”，该文书还没有列入证据",
                    f"It rests on: {en}; that document is not among the evidence yet",
                    "/ground",
                    "实施细则第五十三条",
                    "请先录入该文书的文号和作出机关",
                    "Enter its number and who made it first",
                )
            )
        heard = any(each.entry in {Entry.STATEMENT, Entry.OBJECTION} for each in entries)
        if not heard and not standing.publicity_over(resources.clock.now()):
            found.append(
                Finding(
                    "approval.revocation_unheard",
                    "尚未听取当事人陈述，也未公示满四十五日",
                    "The other side was not heard, and forty-five days of publicity are not over",
                    "/outcome",
                    "条例第四十条第二款；实施细则第五十三条",
                    "请记录当事人的陈述（包括通知后未陈述），无法联系的先公示",
                    "Record what the other side said, or that it said nothing when told; else publicise it",
                )
            )
    if found:
        texts = "；".join(one.zh for one in found), "; ".join(one.en for one in found)
        raise Refusal("approval.revocation_unfit", *texts, findings=found)


def _out_of_turn() -> Refusal:
    return Refusal(
        "approval.revocation_out_of_turn",
        "案件目前所处的阶段不能办理此事项",
        "It is not the turn of this in the revocation",
        status=409,
        remedy_zh="请刷新页面，查看案件目前的阶段",
        remedy_en="Reload the page to see where it stands",
    )


def _head_extends() -> Refusal:
    return Refusal(
        "approval.revocation_head_extends",
        "调查期限只能由登记机关负责人批准延长一次",
        "Only the head of the authority extends the examination, and once",
        status=403,
        article="实施细则第五十三条",
    )
