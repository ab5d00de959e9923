"""How a revocation is shown to officials and to whoever answers for the business, and what each act of it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from catalogues.filing_types.words import DocumentKind

STAGES: Mapping[str, str] = {
    "received": "待受理",
    "not_accepted": "不予受理",
    "investigated": "调查中",
    "publicised": "公示中",
    "paused": "中止调查",
    "proposed": "待复核",
    "refused": "不予撤销",
    "revoked": "已撤销登记",
    "withdrawn": "撤销决定已撤回",
}
MOODS: Mapping[str, str] = {
    **{"received": "act", "investigated": "wait", "publicised": "wait", "paused": "quiet", "proposed": "act"},
    **{"revoked": "bad", "refused": "good", "not_accepted": "quiet", "withdrawn": "good"},
}
FOR_APPLICANT: Mapping[str, str] = {
    "received": "登记机关正在核对您的身份，决定是否受理。",
    "not_accepted": "登记机关没有受理，理由由登记机关告知您。",
    "investigated": "登记机关正在调查，可以向其补交证据。",
    "publicised": "正在公示四十五日，等待异议。",
    "paused": "因诉讼、争议等中止调查，恢复后继续。",
    "proposed": "调查结束，等待第二人复核决定。",
    "refused": "查明后决定不予撤销，不服的可以申请行政复议或者提起行政诉讼。",
    "revoked": "登记已经撤销，营业执照作废，并向社会公示。",
    "withdrawn": "撤销决定已经撤回，登记恢复。",
}
"""What each stage means to whoever applied."""
ORIGINS: Mapping[str, str] = {"application": "依申请", "ex_officio": "依职权"}
CLOCKS: Mapping[str, str] = {
    "revocation_accept": "受理期限",
    "revocation_investigation": "调查期限",
    "revocation_publicity": "公示期",
}
ENTRIES: Mapping[str, str] = {
    "opened": "立案",
    "accepted": "受理",
    "not_accepted": "不予受理",
    "evidence": "列入证据",
    "statement": "记录陈述",
    "publicised": "公示四十五日",
    "objection": "记录异议",
    "paused": "中止调查",
    "resumed": "恢复调查",
    "extended": "延长调查三个月",
    "proposed": "提出决定",
    "declined": "退回决定",
    "confirmed": "复核同意",
    "ran_out": "期限届满",
}
PAPERS: Mapping[str, str] = {
    DocumentKind.REVOCATION_NOTICE: "通知书",
    DocumentKind.REVOCATION_PUBLICITY: "公示",
    DocumentKind.REVOCATION_RECORD: "调查记录",
    DocumentKind.REVOCATION_DECISION: "决定书",
}
RESPONSIBLE = "直接责任人"
WORDS: Mapping[str, str] = {
    **{"judgment": "人民法院生效判决、裁定", "police_penalty": "公安机关处罚决定"},
    **{"court_assistance": "协助执行通知书", "identity": "身份核验记录", "inspection": "实地检查记录"},
    **{"expert": "鉴定意见", "own_finding": "登记机关调查认定"},
    **{"other_side": "对方当事人", "applicant": "申请人", "third": "其他利害关系人"},
    **{"not_verified": "身份未核实", "deregistered": "已经注销", "other": "其他"},
    **{"civil_dispute": "有证据证明存在民事争议", "proceedings": "涉及诉讼或者仲裁", "other_case": "有关部门书面告知"},
    **{"revoke": "撤销登记", "refuse": "不予撤销", "withdraw": "撤回原撤销决定"},
    **{"public_harm": "可能对社会公共利益造成重大损害", "irreversible": "无法恢复到登记前的状态"},
    **{"consented": "被冒用人知情并同意", "not_shown": "现有证据不能证明"},
}
"""What is chosen, as officials say it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of an act; `many` are several lines, `only_if` the answer to another field it belongs to."""

    name: str
    label: str
    kind: Literal["line", "many", "choice", "day"] = "line"
    options: Sequence[str] = ()
    required: bool = True
    only_if: str = ""


_REMARK = (Asked("remark", "说明", "many"),)
_SAID = (
    Asked("who", "陈述人", "choice", ("other_side", "applicant", "third")),
    Asked("said", "内容", "many"),
)
_EVIDENCE = ("judgment", "police_penalty", "court_assistance", "identity", "inspection", "expert", "other")
_GROUNDS = ("judgment", "police_penalty", "own_finding", "court_assistance")
_REFUSED = ("public_harm", "irreversible", "consented", "not_shown", "other")
_OUTCOMES = ("revoke", "refuse", "withdraw")
_PERSON = "outcome=revoke"

ACTS: Mapping[str, tuple[Asked, ...]] = {
    "accepted": (Asked("about", "涉及的登记申请编号"), Asked("verified", "申请人身份核验方式")),
    "not_accepted": (
        Asked("reason", "不予受理的原因", "choice", ("not_verified", "deregistered", "other")),
        Asked("remark", "说明", "many", required=False),
    ),
    "evidence": (
        Asked("kind", "证据种类", "choice", _EVIDENCE),
        Asked("document_no", "文书编号", required=False),
        Asked("made_on", "文书日期", "day", required=False),
        Asked("what", "证明的事实", "many"),
    ),
    "statement": _SAID,
    "objection": _SAID,
    "publicised": _REMARK,
    "paused": (Asked("reason", "中止原因", "choice", ("civil_dispute", "proceedings", "other_case")), *_REMARK),
    "resumed": _REMARK,
    "extended": _REMARK,
    "proposed": (
        Asked("outcome", "拟作决定", "choice", _OUTCOMES),
        Asked("ground", "撤销依据", "choice", _GROUNDS, only_if=_PERSON),
        Asked("reason_kind", "不予撤销的情形", "choice", _REFUSED, only_if="outcome=refuse"),
        Asked("reason", "事实和理由", "many"),
        Asked("persons.name", "直接责任人姓名", required=False, only_if=_PERSON),
        Asked("persons.id_number", "直接责任人身份证号码", required=False, only_if=_PERSON),
        Asked("persons.took_part", "直接责任人的行为", required=False, only_if=_PERSON),
    ),
    "declined": _REMARK,
    "confirmed": (),
}
"""What an official fills in for each act, by the words of the approval service (`GET /revocations`)."""

_CARD = "10"


def choices(field: Asked) -> list[tuple[str, str]]:
    """What can be chosen, each with its words."""
    return [(option, WORDS[option]) for option in field.options]


def acts_of(case: Mapping[str, Any], *, head: bool) -> list[str]:
    """What this official can do now: nobody confirms what they proposed, and only the head extends."""
    mine = {"confirmed", "declined"} if case["own_proposal"] else set()
    barred = mine if head else mine | {"extended"}
    return [entry for entry in case["possible"] if entry in ACTS and entry not in barred]


def typed_act(entry: str, form: Mapping[str, str]) -> dict[str, Any]:
    """The act as the approval service takes it; what another answer does not ask for is left out. Raises KeyError for
    an act that officials do not take."""
    content: dict[str, Any] = {"entry": entry}
    for field in ACTS[entry]:
        other, _, value = field.only_if.partition("=")
        given = form.get(field.name, "").strip().replace("\r\n", "\n")
        if given and "." not in field.name and (not other or form.get(other) == value):
            content[field.name] = given
    if content.get("outcome") == "revoke" and form.get("persons.id_number", "").strip():
        named = {part: form.get(f"persons.{part}", "").strip() for part in ("name", "id_number", "took_part")}
        content["persons"] = [{**named, "id_document_type": _CARD}]
    return content


OPENED: Mapping[str, str] = {"statement": "事由", "name": "申请人", "id_number": "证件号码"}
"""What is written as one begins."""


def told(entry: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an entry says, line by line, with the words of what was chosen; a reason is called as this act calls it."""
    labels = {**OPENED, **{field.name: field.label for field in ACTS.get(entry, ())}}
    given = {name: value for name, value in content.items() if name in labels and value}
    lines = [(labels[name], WORDS.get(str(value), str(value))) for name, value in given.items()]
    lines += [
        (RESPONSIBLE, "，".join(str(each[part]) for part in ("name", "id_number", "took_part") if each.get(part)))
        for each in content.get("persons") or ()
    ]
    return lines
