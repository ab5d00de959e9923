"""What the approval service refuses, said so that a person understands it."""

from __future__ import annotations

from datetime import date, datetime

from kernel.deadlines import said_en, said_zh
from kernel.errors import Refusal, not_found


def task_not_found() -> Refusal:
    return not_found("approval.task", "没有找到该审查任务", "There is no such task")


def decision_not_found() -> Refusal:
    return not_found("approval.decision", "该申请还没有审查结果", "There is no decision on this application")


def task_closed() -> Refusal:
    return Refusal(
        "approval.task_closed",
        "该申请已作出决定，不能再提出或确认其他意见",
        "The case is decided; nothing else can be proposed or confirmed",
        status=409,
    )


def case_withdrawn() -> Refusal:
    return Refusal(
        "approval.case_withdrawn",
        "申请人已撤回该申请，无需继续审查",
        "The applicant has withdrawn the application; there is nothing left to examine",
        status=409,
    )


def not_open(state: str) -> Refusal:
    """Why nobody works on a task in this state."""
    return case_withdrawn() if state == "withdrawn" else task_closed()


def task_claimed() -> Refusal:
    return Refusal(
        "approval.task_claimed",
        "另一位审查人员正在办理",
        "Another examiner is working on this case",
        status=409,
        remedy_zh="请稍后再试，或办理其他任务",
        remedy_en="Try again later, or take another case",
    )


def task_not_claimed() -> Refusal:
    return Refusal(
        "approval.task_not_claimed",
        "请先领取任务再提出意见",
        "Claim the case before you propose a decision",
        status=409,
        remedy_zh="请先领取任务",
        remedy_en="Claim the case first",
    )


def conflict_of_interest() -> Refusal:
    return Refusal(
        "approval.conflict_of_interest",
        "审查人员不能办理本人的申请",
        "Nobody examines an application of their own",
        status=403,
        article="公务员法第七十六条",
    )


def proposal_unknown() -> Refusal:
    return Refusal(
        "approval.proposal_unknown",
        "没有找到该审查意见",
        "There is no such proposal for this case",
        status=404,
        remedy_zh="请先提出审查意见",
        remedy_en="Propose a decision first",
    )


def official_unnamed() -> Refusal:
    return Refusal(
        "approval.official_unnamed",
        "账号没有登记姓名和工号，不能作出或者复核决定",
        "Your account has no name and number to sign with; it cannot decide or countersign",
        status=403,
        article="行政许可法第三十八条",
        remedy_zh="请由运维人员登记姓名和工号（kaiye staff name），重新登录后再办理；已领取的任务仍由您保留",
        remedy_en="Have operations enter them (kaiye staff name) and log in again; what you claimed stays yours",
    )


def proposal_of_another() -> Refusal:
    return Refusal(
        "approval.proposal_of_another",
        "只有提出该意见并领取任务的审查人员，或者复核该意见的人，可以据此作出决定",
        "Only the examiner who proposed this and holds the claim, or who countersigned it, can have it carried out",
        status=403,
        remedy_zh="请领取任务后自己提出意见",
        remedy_en="Claim the case and make a proposal of your own",
    )


def lists_say_more(rules: list[str]) -> Refusal:
    named = "、".join(rules)
    return Refusal(
        "approval.lists_say_more",
        f"提出意见以后，名单中出现了意见没有写到的情况{f'（规则 {named}）' if named else ''}，不能据此准予",
        f"Since this was proposed a list says what it does not speak to{f' (rule {named})' if named else ''}; "
        "nothing is approved on it",
        status=409,
        article="条例第四十条",
        remedy_zh="请打开案件核对名单情况，重新提出意见",
        remedy_en="Open the case, weigh what the lists say, and propose anew",
    )


def proposal_not_ordered() -> Refusal:
    return Refusal(
        "approval.proposal_not_ordered",
        "提出或者复核该意见的人还没有确认据此作出决定",
        "Nobody who proposed or countersigned this has ordered that it be carried out",
        status=409,
        remedy_zh="请由提出该意见的审查人员在案件页面确认",
        remedy_en="The examiner who proposed it confirms it on the page of the case",
    )


def countersign_missing() -> Refusal:
    return Refusal(
        "approval.countersign_missing",
        "不予登记，或者对规则的审查结果另作准予，须由另一人复核",
        "A refusal, or an approval against a rule, needs a second person's countersignature",
        status=409,
        article="条例第二十条",
        remedy_zh="请由同一登记机关的另一位审查人员或者负责人复核后再确认",
        remedy_en="Have another examiner of the authority, or its head, countersign it first",
    )


def countersign_own() -> Refusal:
    return Refusal(
        "approval.countersign_own",
        "不能复核自己提出的意见",
        "Nobody countersigns their own proposal",
        status=403,
    )


def countersigned_already() -> Refusal:
    return Refusal(
        "approval.countersigned_already",
        "该意见已经复核同意，不能再退回",
        "This is countersigned already; it cannot be declined any more",
        status=409,
        remedy_zh="请刷新案件页面",
        remedy_en="Reload the case",
    )


def countersign_declined() -> Refusal:
    return Refusal(
        "approval.countersign_declined",
        "该意见已被复核人退回，不能再据此决定",
        "A second person declined to countersign this; nothing can be decided on it any more",
        status=409,
        article="条例第二十条",
        remedy_zh="请领取后另提意见",
        remedy_en="Claim the case and propose something else",
    )


def proposal_declined() -> Refusal:
    return Refusal(
        "approval.proposal_declined",
        "同样的意见已被复核人退回",
        "A second examiner declined to countersign these very words",
        status=409,
        pointer="/reasons",
        article="条例第二十条",
        remedy_zh="请按退回的理由修改结论、理由或备注后再提交",
        remedy_en="Change the outcome, the reasons or the remark as the second examiner asks, and send it again",
    )


def countersign_not_needed() -> Refusal:
    return Refusal(
        "approval.countersign_not_needed",
        "该意见不需要复核",
        "This proposal needs no countersignature",
        status=409,
    )


def review_extended_already(until: date) -> Refusal:
    return Refusal(
        "approval.review_extended_already",
        f"审查期限已延长至{said_zh(until)}，只能延长一次",
        f"The review was extended to {said_en(until)}; it can be extended once",
        status=409,
        article="条例第十九条",
        remedy_zh="请在延长后的期限内作出决定",
        remedy_en="Decide within the extended limit",
    )


def review_limit_passed(due: datetime) -> Refusal:
    return Refusal(
        "approval.review_limit_passed",
        f"审查期限已于{said_zh(due)}届满，不能再延长",
        f"The limit of the review passed at {said_en(due)}; it cannot be extended any more",
        status=409,
        article="条例第十九条",
        remedy_zh="请尽快作出决定",
        remedy_en="Decide as soon as possible",
    )


def extension_requested_already() -> Refusal:
    return Refusal(
        "approval.extension_requested_already",
        "延长审查期限的申请已报负责人，尚未答复",
        "An extension has been asked for; the head has not answered yet",
        status=409,
        article="条例第十九条",
        remedy_zh="请等待负责人答复，或者在原期限内作出决定",
        remedy_en="Wait for the head's answer, or decide within the limit as it is",
    )


def extension_declined() -> Refusal:
    return Refusal(
        "approval.extension_declined",
        "该延长申请已被退回，不能再批准",
        "This request was declined; it cannot be granted any more",
        status=409,
        article="条例第十九条",
        remedy_zh="请由审查人员写明理由后另行申请",
        remedy_en="The examiner asks again, with another reason",
    )


def extension_own() -> Refusal:
    return Refusal(
        "approval.extension_own",
        "不能批准自己提出的延长申请",
        "Nobody grants their own request",
        status=403,
        article="条例第十九条",
    )


def extension_unknown() -> Refusal:
    return Refusal(
        "approval.extension_unknown",
        "没有找到经负责人批准的延期",
        "There is no such extension of this review that the head granted",
        status=404,
        remedy_zh="请先申请延长，经负责人批准后办理",
        remedy_en="Ask for an extension first; the head grants it",
    )


def review_not_offered() -> Refusal:
    return Refusal(
        "approval.review_not_offered",
        "只有系统自动作出的不予登记决定可以在线申请人工审查",
        "Only an automatic refusal can be reviewed by a person on request online",
        status=409,
        article="个人信息保护法第二十四条",
        remedy_zh="可以到登记机关窗口咨询，或者依法申请行政复议、提起行政诉讼",
        remedy_en="Ask at the authority's counter, or use reconsideration or suit",
    )


def review_period_over(until: datetime) -> Refusal:
    return Refusal(
        "approval.review_period_over",
        f"在线申请人工审查的期限已于{said_zh(until)}届满",
        f"The period for asking for a person's review online ended at {said_en(until)}",
        status=409,
        article="个人信息保护法第二十四条",
        remedy_zh="仍可在该申请的页面上请求人工说明和审查，也可以依法申请行政复议、提起行政诉讼",
        remedy_en="Ask for a person's explanation on the page of the case, or use reconsideration or suit",
    )


def review_request_unknown() -> Refusal:
    return Refusal(
        "approval.review_request_unknown",
        "没有找到该人工审查申请",
        "There is no such request for a person's review",
        status=404,
        remedy_zh="请先提出人工审查申请",
        remedy_en="Ask for a person's review first",
    )
