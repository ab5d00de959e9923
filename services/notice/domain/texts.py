"""The text messages an applicant gets, in the words of the standard phrases where there are some."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from catalogues import phrases, timers
from kernel.deadlines import said_zh
from kernel.errors import Defect
from services.notice.domain.registration import (
    AnswerFacts,
    ApplicationFacts,
    ContactFacts,
    DecisionFacts,
    ExtensionFacts,
    LicenceFacts,
)

_REASONS_LENGTH = 240
"""A text message has 500 characters at most; the full reasons are in the notice on the platform."""

_NUMBER = re.compile(r"[0-9*]{7,}[0-9Xx*]*")
_MAIL = re.compile(r"[^\s“”（），。；：]+@[^\s“”（），。；：]+")


def licensed(application: ApplicationFacts, licence: LicenceFacts) -> str:
    """The suggested text to the letter. A business without a name is called by its kind."""
    return phrases.standard().sms_licence_suggested.format(
        authority=application.authority_name,
        operator=application.operator.name,
        name=licence.name or f"您的{phrases.standard().entity_type_label}",
        uscc=licence.uscc,
        date=phrases.chinese_date(licence.registered_on),
    )


def changed(application: ApplicationFacts, licence: LicenceFacts) -> str:
    """That a change is registered, and what becomes of the old licence (条例 Art. 37; 实施细则 Art. 23)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的变更登记已办结，统一社会信用代码{licence.uscc}不变，新的营业执照已签发；"
        "原营业执照自即日起失效，纸质正、副本请交回登记机关。",
    )


def moved(application: ApplicationFacts, licence: LicenceFacts) -> str:
    """That a business has moved to another authority, and what becomes of the old licence (条例 Art. 27, 37)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的迁移登记已办结，由本机关管辖，统一社会信用代码{licence.uscc}和成立日期不变，新的营业执照已签发；"
        "原营业执照自即日起失效，纸质正、副本请交回登记机关。",
    )


def move_lapsed(application: ApplicationFacts) -> str:
    """That the file did not come in time, so that nothing moved (条例 Art. 27; 实施细则 Art. 62)."""
    return _signed(
        application,
        f"原登记机关未在{timers.amount('file_transfer')}个月内移交登记档案，申请编号{application.application_no}的迁移登记终止，"
        "登记事项和营业执照不变。可向原登记机关查询原因后重新申请。",
    )


def replaced(application: ApplicationFacts, licence: LicenceFacts) -> str:
    """That a licence was printed again, and that the one before counts no more (条例 Art. 37)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的补领（换发）营业执照已办结，统一社会信用代码{licence.uscc}不变，"
        "新的营业执照已签发；原营业执照自即日起不再有效，找回或者仍持有的请交回登记机关。",
    )


def deregistered(application: ApplicationFacts) -> str:
    """That a business ended, and what becomes of its licence, code and name (实施细则 Art. 44)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的{application.filing.archive_category}已办结，该户主体资格终止，"
        "营业执照（含电子营业执照）自即日起作废，统一社会信用代码不再使用；纸质正、副本请交回登记机关。",
    )


def recorded(application: ApplicationFacts) -> str:
    """That something was filed, and that the licence stays as it is (实施细则 Art. 18)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的备案已办结，营业执照继续有效，无需换发。备案通知书可在全程网办平台下载。",
    )


def suspended(application: ApplicationFacts) -> str:
    """That a business rests, what stays due, and how it ends (条例 Art. 30; 实施细则 Art. 42, 63)."""
    return _signed(
        application,
        f"申请编号{application.application_no}的歇业备案已办结，歇业期限和法律文书送达地址向社会公示；营业执照继续有效，年度报告"
        "照常报送。期满自动恢复营业；延长的，请在期满前三十日内申请。",
    )


def resumed(application: ApplicationFacts) -> str:
    """That it trades again, by its own word or since its rest is over (实施细则 Art. 42)."""
    return _signed(
        application,
        f"申请编号{application.application_no}：该户已恢复营业，登记状态为存续，并向社会公示；不再经营的，请办理注销登记。",
    )


def correction(application: ApplicationFacts, decision: DecisionFacts) -> str:
    """What to change, all at once (一次性告知, 条例 Art. 19), and until when; an examiner's notice does not speak of
    automatic review."""
    reasons = _reasons(application, decision, "CORRECT")
    by = f"于{timers.amount('sign_deadline')}个工作日内补正后重新提交"
    if decision.correction_until:
        by = f"在{said_zh(decision.correction_until)}前补正后重新提交，逾期视为撤回申请"
    lead = "经自动审查" if decision.automatic else "经审查"
    otherwise = "也可选择人工审查或到窗口办理" if decision.automatic else "也可到窗口办理"
    return _signed(
        application, f"{lead}，申请编号{application.application_no}需要补正：{reasons}。请{by}；{otherwise}。"
    )


def rejected(application: ApplicationFacts, decision: DecisionFacts) -> str:
    """Reasons and remedies (条例 Art. 20; 行政许可法 Art. 38); after an automatic decision also human review
    (个人信息保护法 Art. 24), with the last day on which it can be asked for online."""
    again = "可选择人工审查或到窗口办理；" if decision.automatic else "可到窗口咨询；"
    if decision.automatic and decision.review_request_until:
        until = f"可在{said_zh(decision.review_request_until)}前在该平台申请人工审查，"
        again = f"{until}此后仍可在该平台请求人工说明和审查，但名称不再保留；"
    return _signed(
        application,
        f"经审查，申请编号{application.application_no}不予登记：{_reasons(application, decision, 'REJECT', 'REFER')}。"
        f"决定书可在全程网办平台下载；{again}"
        "不服本决定的，可在六十日内申请行政复议，或在六个月内提起行政诉讼。",
    )


def referred(application: ApplicationFacts, until: datetime | None = None) -> str:
    """The legal limit of review (条例 Art. 19), as the moment it ends; in working days where none was told."""
    return _signed(
        application,
        f"申请编号{application.application_no}已转人工审查，将在{_by(until)}作出决定；"
        f"情形复杂的，可再延长{timers.amount('review_extension')}个工作日。办理进度可在全程网办平台查询。",
    )


def extended(application: ApplicationFacts, extension: ExtensionFacts) -> str:
    """That the review takes longer and why (条例 Art. 19); long numbers in the examiner's words stay out."""
    reason = _impersonal(application, extension.reason)[:_REASONS_LENGTH].rstrip("。；;. ")
    return _signed(
        application,
        f"申请编号{application.application_no}情形复杂，审查期限延长至{said_zh(extension.last_day)}。"
        f"原因：{reason}。办理进度可在全程网办平台查询。",
    )


def review_opened(application: ApplicationFacts, until: datetime | None = None) -> str:
    """That a person looks at the case again (个人信息保护法 Art. 24), and the limit (条例 Art. 19)."""
    by = _by(until) if until else f"自收到之日起{_by(None)}"
    return _signed(
        application,
        f"已收到您对申请编号{application.application_no}的人工审查申请，工作人员将{by}重新审查并作出决定。"
        "办理进度可在全程网办平台查询。",
    )


def _by(until: datetime | None) -> str:
    return f"{said_zh(until)}前" if until else f"{timers.amount('review')}个工作日内"


def review_answered(application: ApplicationFacts, answer: AnswerFacts) -> str:
    """What a person found on a late request (个人信息保护法 Art. 24), and what follows."""
    fact = _impersonal(application, answer.fact)[:_REASONS_LENGTH].rstrip("。；;. ")
    stands = answer.outcome == "STANDS"
    verdict = "原不予登记决定正确" if stands else "原不予登记决定不当"
    then = (
        "答复书可在全程网办平台下载。"
        if stands
        else "您可以在全程网办平台重新提交申请，名称将重新核对；答复书可在平台下载。"
    )
    return _signed(
        application, f"申请编号{application.application_no}的人工审查已答复：{verdict}。原因：{fact}。{then}"
    )


def lapsed(application: ApplicationFacts) -> str:
    """What the red notice of the signing page announced (通知 2.1.2.6)."""
    return _signed(
        application,
        f"申请编号{application.application_no}逾期未提交登记申请，签名已失效，您填写的内容已保存。"
        "请登录全程网办平台重新认证后继续办理。",
    )


def correction_lapsed(application: ApplicationFacts) -> str:
    """That an application not corrected in time counts as taken back, and that it can be made anew (条例 Art. 19)."""
    return _signed(
        application,
        f"申请编号{application.application_no}逾期未补正，视为撤回申请，所保留的名称已释放。"
        "您可以在全程网办平台重新提交申请，也可到窗口办理。",
    )


def posted(authority: str, application_no: str, copy_kind: str, tracking_no: str) -> str:
    """That a paper licence is on its way, and under which number."""
    return (
        f"【{authority}】申请编号{application_no}的纸质营业执照（{copy_kind}）已寄出，邮寄单号{tracking_no}，"
        "请注意查收。寄送情况可在全程网办平台“我的证照”中查看。"
    )


_OF_THE_APPLICATION: Mapping[str, Callable[[ApplicationFacts], str]] = {
    "deregistered": deregistered,
    "recorded": recorded,
    "suspended": suspended,
    "resumed": resumed,
    "lapsed": lapsed,
    "correction_lapsed": correction_lapsed,
    "move_lapsed": move_lapsed,
}
"""Those that speak of nothing else."""


def reminder(template: str, contact: ContactFacts, until: datetime) -> str:
    """That a limit is near, when it ends, what to do before it, and what follows. Raises Defect
    `notice.message_without_part` for a template that reminds of nothing."""
    begins = f"【{contact.authority_name}】提醒：申请编号{contact.application_no}"
    at = said_zh(until)
    match template:
        case "signing_ends":
            return f"{begins}的材料请在{at}前完成签名并提交；逾期签名失效，需重新认证。"
        case "correction_ends":
            return f"{begins}尚未补正，请在{at}前补正并确认文书；逾期视为撤回申请。"
        case "name_ends":
            return f"{begins}申报的名称保留到{at}，请在此前提交登记申请；逾期名称释放，需重新申报。"
    raise Defect("notice.message_without_part", template)


def compose(
    template: str,
    application: ApplicationFacts,
    licence: LicenceFacts | None,
    decision: DecisionFacts | None,
    extension: ExtensionFacts | None = None,
    answer: AnswerFacts | None = None,
    until: datetime | None = None,
) -> str:
    """The text of a template. Raises Defect `notice.message_without_part`
    when the licence, the decision, the extension or the answer it speaks of is missing."""
    if template in _OF_THE_APPLICATION:
        return _OF_THE_APPLICATION[template](application)
    match template:
        case "licensed" if licence:
            return licensed(application, licence)
        case "changed" if licence:
            return changed(application, licence)
        case "moved" if licence:
            return moved(application, licence)
        case "replaced" if licence:
            return replaced(application, licence)
        case "correction" if decision:
            return correction(application, decision)
        case "rejected" if decision:
            return rejected(application, decision)
        case "referred":
            return referred(application, until)
        case "extended" if extension:
            return extended(application, extension)
        case "review_opened":
            return review_opened(application, until)
        case "review_answered" if answer:
            return review_answered(application, answer)
    raise Defect("notice.message_without_part", template)


def _signed(application: ApplicationFacts, text: str) -> str:
    return f"【{application.authority_name}】{text}"


def _reasons(application: ApplicationFacts, decision: DecisionFacts, *outcomes: str) -> str:
    """The reasons with the first of `outcomes` that occurs, as many as fit. A reason may quote what was entered: names,
    addresses and long numbers stay out. An examiner's own reasons take the place of what the rules said."""
    counted = [result for result in decision.results if decision.automatic or result.version == 0]
    for outcome in outcomes:
        said = [(r.zh or r.title_zh).strip().rstrip("。；;") for r in counted if r.outcome == outcome]
        if said:
            return _as_many_as_fit(list(dict.fromkeys(_impersonal(application, each) for each in said)))
    return "详见全程网办平台的通知书"


def _impersonal(application: ApplicationFacts, text: str) -> str:
    text = " ".join(text.split())
    for word in application.personal:
        text = text.replace(word, "****")
    return _NUMBER.sub("****", _MAIL.sub("****", text))


def _as_many_as_fit(titles: list[str]) -> str:
    shown = titles[0][:_REASONS_LENGTH]
    for count, title in enumerate(titles[1:], start=1):
        if len(shown) + 1 + len(title) > _REASONS_LENGTH:
            return f"{shown}等{len(titles)}项" if count < len(titles) else shown
        shown = f"{shown}；{title}"
    return shown


def revoked(application: ApplicationFacts, uscc: str, decision_no: str, *, withdrawn: bool) -> str:
    """That a registration was revoked (条例 Art. 40; 实施细则 Art. 56), or stands again, and what can be done."""
    if withdrawn:
        what = "原撤销登记决定已撤回，登记已经恢复；需要营业执照的，请在“我的店”申请补领"
    else:
        what = (
            "所涉登记已被撤销，原营业执照作废，请交回登记机关。"
            "不服的，可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼"
        )
    return f"【{application.authority_name}】统一社会信用代码{uscc}：{what}（{decision_no}）。"
