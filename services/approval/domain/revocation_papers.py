"""What the papers of a revocation say, in the wording of the law (条例 Art. 40-42; 实施细则 Art. 50-58; 行政复议法 Art.
20; 行政诉讼法 Art. 46)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogues.filing_types.words import DocumentKind
from kernel.clock import local_date
from kernel.deadlines import last_day, said_zh
from kernel.masking import mask_name
from services.approval.domain import revocation
from services.approval.domain.documents import moment
from services.approval.domain.revocation import GROUNDS, PAUSES, REFUSALS, Entry, Ground, Outcome, Standing, Written

_EVIDENCE = {
    "judgment": "人民法院裁判文书",
    "police_penalty": "公安机关处罚决定书",
    "court_assistance": "协助执行通知书",
    "identity": "身份核验材料",
    "inspection": "现场核查记录",
    "expert": "鉴定意见",
    "other": "其他证据",
}
NOT_ACCEPTED = {
    "not_verified": "未能核实申请人身份",
    "deregistered": "该市场主体已经注销",
    "other": "不符合受理条件",
}
WHO = {"other_side": "登记的申请人", "applicant": "撤销登记的申请人", "third": "利害关系人"}


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """The registration, and whom the papers name: `names` of officials by their account."""

    revocation_no: str
    uscc: str
    entity_name: str | None
    operator: str
    registration: str
    authority: str
    applicant: str | None
    names: Mapping[str, str]
    demonstration: bool


def notice(about: About, written: Written, standing: Standing) -> dict[str, Any]:
    """That it was accepted, or begun ex officio: until when it is examined, and that whoever is concerned can speak."""
    ex_officio = written.entry is Entry.OPENED
    what = f"对{_subject(about)}的{about.registration}"
    lead = (
        f"本机关发现{what}涉嫌提交虚假材料或者采取其他欺诈手段隐瞒重要事实，决定依职权启动撤销登记程序。"
        if ex_officio
        else f"你请求撤销{what}的申请，经审查符合受理条件，本机关决定予以受理。"
    )
    until = said_zh(standing.investigated_until)
    return _paper(
        about,
        "撤销登记立案通知书" if ex_officio else "撤销登记申请受理通知书",
        written.at,
        [
            lead,
            f"根据《中华人民共和国市场主体登记管理条例》第四十条和《中华人民共和国市场主体登记管理条例实施细则》第五十条至第五十四条，本机关将在{until}前完成调查。"
            "有关当事人有权陈述、申辩和提交证据。",
        ],
        addressee=None if ex_officio else about.applicant,
    )


def not_accepted(about: About, written: Written) -> dict[str, Any]:
    """Why it was not accepted, and what can be done about it (实施细则 Art. 52)."""
    reason = NOT_ACCEPTED[written.content["reason"]]
    said = written.content.get("remark") or ""
    return _paper(
        about,
        "不予受理通知书",
        written.at,
        [
            f"你请求撤销统一社会信用代码{about.uscc}的登记的申请，经审查：{reason}{'。' + said if said else ''}。",
            "根据《中华人民共和国市场主体登记管理条例实施细则》第五十二条，本机关决定不予受理。",
        ],
        addressee=about.applicant,
        remedies=True,
    )


def publicity(about: About, written: Written) -> dict[str, Any]:
    """What is public for forty-five days where nobody is reached, with the authority to turn to."""
    until = revocation.publicised_until(written.at)
    return _paper(
        about,
        "涉嫌虚假登记公示",
        written.at,
        [
            f"{_subject(about)}（统一社会信用代码{about.uscc}）的{about.registration}涉嫌虚假登记，"
            "本机关通过登记的经营场所和联系方式无法与有关当事人取得联系。",
            f"根据《中华人民共和国市场主体登记管理条例》第四十条第二款和《中华人民共和国市场主体登记管理条例实施细则》第五十三条，现将有关情况向社会公示四十五日，至{said_zh(until)}止。"
            f"公示期内没有提出异议的，本机关可以撤销登记。异议请向{about.authority}提出。",
        ],
    )


def record(about: About, entries: Sequence[Written], at: datetime) -> dict[str, Any]:
    """Every act with its day and who did it: evidence, statements, pauses, the two persons who decided."""
    rows = [
        {"at": moment(each.at), "what": _what(each), "who": _who(about, each)}
        for each in entries
        if each.entry is not Entry.RAN_OUT
    ]
    return _paper(about, "撤销登记案件办理记录", at, [f"案件编号：{about.revocation_no}。"], rows=rows)


def decision(about: About, standing: Standing, decision_no: str) -> dict[str, Any]:
    """What two persons decided, on which ground, with what follows and what can be done about it."""
    assert standing.decision and standing.decided_at and standing.decided_by
    content = standing.decision.content
    outcome = Outcome(content["outcome"])
    made = [about.names.get(each, "") for each in standing.decided_by]
    title, paragraphs = {
        Outcome.REVOKE: _revoked,
        Outcome.REFUSE: _refused,
        Outcome.WITHDRAW: _withdrawn,
    }[outcome](about, content, standing.decided_at)
    return _paper(
        about,
        title,
        standing.decided_at,
        [*paragraphs, f"承办：{made[0]}；复核：{made[1]}。"],
        document_no=decision_no,
        remedies=True,
    )


def _revoked(about: About, content: dict[str, Any], at: datetime) -> tuple[str, list[str]]:
    ground = GROUNDS[Ground(content["ground"])][0]
    banned = content.get("persons", [])
    found = [
        f"经查，{_subject(about)}（统一社会信用代码{about.uscc}）的{about.registration}系提交虚假材料或者采取其他欺诈手段"
        f"取得。认定依据：{ground}。{content['reason']}",
        "根据《中华人民共和国市场主体登记管理条例》第四十条和《防范和查处假冒企业登记违法行为规定》第十二条，本机关决定撤销该登记。营业执照自即日起作废，"
        "应当缴回；电子营业执照同时失效。本决定在二十个工作日内向社会公示。",
    ]
    if banned:
        names = "、".join(each["name"] for each in banned)
        last = local_date(at)
        found.append(
            f"{names}是虚假登记的直接责任人。根据《中华人民共和国市场主体登记管理条例》第四十条第三款，自即日起至"
            f"{last.year + 3}年{last.month}月{last.day}日，不得再次申请市场主体登记。"
        )
    return "撤销登记决定书", found


def _refused(about: About, content: dict[str, Any], _: datetime) -> tuple[str, list[str]]:
    reason = REFUSALS[content["reason_kind"]][0]
    return "不予撤销登记决定书", [
        f"经查，{_subject(about)}（统一社会信用代码{about.uscc}）的{about.registration}：{reason}。{content['reason']}",
        "根据《中华人民共和国市场主体登记管理条例》第四十一条和《中华人民共和国市场主体登记管理条例实施细则》第五十五条，本机关决定不予撤销登记。",
    ]


def _withdrawn(about: About, content: dict[str, Any], _: datetime) -> tuple[str, list[str]]:
    return "撤销原撤销登记决定书", [
        f"本机关此前撤销{_subject(about)}（统一社会信用代码{about.uscc}）的{about.registration}的决定有误。"
        f"{content['reason']}",
        "根据《中华人民共和国市场主体登记管理条例》第四十二条，本机关决定撤销原撤销登记决定，恢复原登记状态，并向社会公示；"
        "因该决定作出的申请登记限制同时解除。",
    ]


def _paper(
    about: About,
    title: str,
    at: datetime,
    paragraphs: list[str],
    *,
    addressee: str | None = None,
    document_no: str | None = None,
    rows: Sequence[Mapping[str, str]] = (),
    remedies: bool = False,
) -> dict[str, Any]:
    return {
        "title": title,
        "application_no": about.revocation_no,
        "authority": about.authority,
        "demo": about.demonstration,
        "document_no": document_no,
        "addressee": addressee,
        "paragraphs": paragraphs,
        "rows": list(rows),
        "remedies": (
            "如不服本决定，可以自收到之日起六十日内依法申请行政复议，或者六个月内依法向人民法院提起行政诉讼。"
            if remedies
            else None
        ),
        "written_on": local_date(at).isoformat(),
    }


def _subject(about: About) -> str:
    return f"“{about.entity_name}”" if about.entity_name else f"{mask_name(about.operator)}（不使用名称）"


def _what(each: Written) -> str:
    content = each.content
    match each.entry:
        case Entry.OPENED:
            return (
                f"{'依职权立案' if content['origin'] == 'ex_officio' else '收到撤销登记申请'}：{content['statement']}"
            )
        case Entry.ACCEPTED:
            return f"受理；身份核验：{content['verified']}"
        case Entry.NOT_ACCEPTED:
            return f"不予受理：{NOT_ACCEPTED[content['reason']]}"
        case Entry.EVIDENCE:
            number = f"（{content['document_no']}）" if content.get("document_no") else ""
            return f"证据·{_EVIDENCE[content['kind']]}{number}：{content['what']}"
        case Entry.STATEMENT | Entry.OBJECTION:
            word = "异议" if each.entry is Entry.OBJECTION else "陈述"
            return f"{WHO[content['who']]}{word}：{content['said']}"
        case Entry.PUBLICISED:
            return f"公示四十五日，至{said_zh(last_day(revocation.publicised_until(each.at)))}"
        case Entry.PAUSED:
            return f"中止：{PAUSES[content['reason']][0]}。{content['remark']}"
        case Entry.RESUMED:
            return "恢复调查"
        case Entry.EXTENDED:
            return f"延长调查期限三个月：{content['remark']}"
        case Entry.PROPOSED:
            words = {"revoke": "撤销登记", "refuse": "不予撤销登记", "withdraw": "撤销原撤销登记决定"}
            return f"提出意见：{words[content['outcome']]}。{content['reason']}"
        case Entry.DECLINED:
            return f"复核退回：{content['remark']}"
        case _:
            return "复核同意，作出决定"


def _who(about: About, each: Written) -> str:
    if each.entry is Entry.OPENED and each.content["origin"] == "application":
        return mask_name(about.applicant or "")
    return about.names.get(each.by, "当事人")


PAPERS = (
    DocumentKind.REVOCATION_NOTICE,
    DocumentKind.REVOCATION_PUBLICITY,
    DocumentKind.REVOCATION_RECORD,
    DocumentKind.REVOCATION_DECISION,
)
"""In the order of the volume (06 撤销卷)."""
