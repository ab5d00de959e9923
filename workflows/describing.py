"""A case in the words of the people who run the system: the Web UI's current details. No personal data."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from catalogues.application_stages import label
from catalogues.filing_types.words import Actor, Stage
from kernel.deadlines import said_zh
from services.approval.contract import Outcome
from workflows.case import Case
from workflows.steps import SIGNING

_BEIJING = timezone(timedelta(hours=8))
"""China has had one time without changes since 1991; fixed, so that a workflow reads no zone file."""

_ACTORS = {
    Actor.APPLICANT: "申请人",
    Actor.EXAMINER: "审查人员",
    Actor.DEPARTMENT: "有关部门",
    Actor.SYSTEM: "系统",
    Actor.NOBODY: "—",
}
_OUTCOMES = {
    Outcome.APPROVE: "准予登记",
    Outcome.CORRECT: "退回补正",
    Outcome.REFER: "转人工审查",
    Outcome.REJECT: "不予登记",
}


def describe(case: Case) -> str:
    """Markdown: where the case stands, who must act and why, and the last lines of its timeline; Beijing time."""
    waiting = case.waiting
    lines = [f"**{label(case.stage)}**（{case.stage}）— 等待：**{_ACTORS[waiting.actor]}** {waiting.what}"]
    if case.parked:
        lines.append("\n**需要处理（NEEDS ATTENTION）** — 排除原因后发送 Update `retry`：\n")
        lines += [f"- {activity}：`{reason}`" for activity, reason in case.parked.items()]
    if case.opened.case_url:
        lines.append(f"- [在门户中查看本案]({case.opened.case_url})")
    lines += [f"- {fact}" for fact in _facts(case)]
    lines.append("\n| 序号 | 环节 | 进入时间（北京时间） |\n|---|---|---|")
    lines += [f"| {e.number} | {label(e.stage)}（{e.stage}） | {_at(e.at, seconds=True)} |" for e in case.timeline[-8:]]
    return "\n".join(lines)


def _facts(case: Case) -> list[str]:
    facts = []
    if case.stage in SIGNING and case.last_signing_day:
        facts.append(f"签名期限：{said_zh(case.last_signing_day)}（第 {case.window} 次签名期）")
    if case.name:
        facts.append(f"名称保留 {case.name.reservation_no}，至{said_zh(case.name.held_until)}")
    if case.decision:
        rules = f"，依据规则 {'、'.join(case.decision.rules)}" if case.decision.rules else ""
        facts.append(f"决定 {case.decision.decision_no}：{_OUTCOMES[case.decision.outcome]}{rules}")
    if case.review_request_until:
        facts.append(f"可申请人工复核至{said_zh(case.review_request_until)}")
    if case.correction_until:
        facts.append(f"补正期限 {said_zh(case.correction_until)}，逾期视为撤回申请")
    if case.stage is Stage.MANUAL_REVIEW and case.review_due:
        facts.append(f"审查期限 {said_zh(case.review_due)}{'（已延长）' if case.extended else ''}")
    if case.overdue:
        facts.append("**审查已逾期**（条例第十九条）")
    if case.uscc:
        facts.append(f"统一社会信用代码 {case.uscc}")
    if case.licence:
        facts.append(f"营业执照 {case.licence.licence_no}")
    if case.filed:
        facts.append(f"档案卷 {case.filed.volume_name}")
    return facts


def _at(instant: datetime, *, seconds: bool = False) -> str:
    return instant.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
