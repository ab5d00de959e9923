"""Builds the one notice that tells all defects at once (条例 Art. 19): reasons to tick, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OTHER = "OTHER"
OWN_WORDS = tuple(f"{OTHER}-{number}" for number in range(1, 4))
"""Rows for reasons that no rule has a number for."""

FOUND = "系统发现的问题"
GROUPS = (
    ("身份与签名", range(1, 14)),
    ("类型与经营范围", range(14, 20)),
    ("名称", range(20, 30)),
    ("场所与资金", range(30, 37)),
    ("材料与其他", range(37, 1000)),
)

PLACES = (
    ("/type", "个体户类型"),
    ("/name", "名称"),
    ("/name/trade_name", "字号"),
    ("/name/industry", "行业"),
    ("/name/organisation_form", "组织形式"),
    ("/premises/detail", "经营场所"),
    ("/premises/further", "其他经营场所"),
    ("/premises/network_places", "网络经营场所"),
    ("/premises/network_only", "仅通过网络经营"),
    ("/premises/capital_amount", "资金数额"),
    ("/operator", "经营者信息"),
    ("/operator/id_document_type", "证件类型"),
    ("/operator/id_number", "证件号码"),
    ("/operator/id_valid_until", "证件有效期"),
    ("/operator/birth_date", "出生日期"),
    ("/operator/mobile", "手机"),
    ("/operator/contact_phone", "联系电话"),
    ("/operator/residence", "住所"),
    ("/operator/family_members", "参加经营的家庭成员"),
    ("/attachments/photo", "经营者照片"),
    ("/attachments/id_card_front", "身份证人像面"),
    ("/attachments/id_card_back", "身份证国徽面"),
    ("/attachments/premises_proof", "经营场所证明"),
    ("/attachments/further_premises_proof", "其他经营场所证明"),
    ("/details", "基本信息"),
    ("/details/scope_items", "经营范围"),
    ("/details/employee_count", "从业人数"),
    ("/details/permit_notice_accepted", "许可项目提示"),
    ("/details/premises_commitment", "经营场所使用承诺"),
    ("/documents", "材料"),
    ("/authentication", "实名认证与签名"),
)
"""Fields that a reason can point at, by JSON pointer, and what they are called on the applicant's pages."""
_NAMES = dict(PLACES) | {
    "/premises": "经营场所",
    "/attachments/household_book": "户口簿",
    "/attachments/marriage_certificate": "结婚证",
}

_OWN_ARTICLE = {"CORRECT": "条例第十九条", "REJECT": "条例第二十条"}

OUTCOMES = {
    "APPROVE": "准予登记",
    "CORRECT": "一次性告知补正",
    "REJECT": "不予登记",
    "EXTEND": "申请延长审查期限",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason that can be ticked, in a `row` of its own. `found` is what the rules found of this case, if anything; a
    rule that found several things has a row for each."""

    row: str
    code: str
    title: Mapping[str, str]
    article: str
    remedy: Mapping[str, str]
    outcomes: tuple[str, ...]
    ticked: bool
    text: str
    pointer: str
    found: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """The builder's form as it was sent."""

    outcome: str = ""
    codes: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    remedies: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    pointers: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    extension_reason: str = ""

    def reasons(self) -> list[tuple[str, dict[str, str | None]]]:
        """Each ticked reason as the service takes it, beside the row of the form it stands in."""
        rows = [*self.codes, *(row for row in OWN_WORDS if self.texts.get(row, "").strip())]
        return [
            (
                row,
                {
                    "code": OTHER if row in OWN_WORDS else code_of(row),
                    "text": self.texts.get(row, "").strip(),
                    "pointer": self.pointers.get(row) or None,
                    **({"remedy": remedy} if (remedy := self.remedies.get(row, "").strip()) else {}),
                },
            )
            for row in rows
        ]

    def proposal(self) -> dict[str, Any]:
        """What the approval service is told. An approval names no reasons, whatever was ticked before, but why it goes
        against a rule."""
        named = self.outcome in {"CORRECT", "REJECT"}
        reasons = [reason for _, reason in self.reasons()] if named else []
        said = {rule: text.strip() for rule, text in self.overrides.items() if text.strip()}
        overrides = {"overrides": said} if said and self.outcome == "APPROVE" else {}
        return {"outcome": self.outcome, "reasons": reasons, "remark": self.remark.strip(), **overrides}

    def is_proposal(self, made: Mapping[str, Any]) -> bool:
        """Whether a proposal says what was typed."""
        said = self.proposal()
        told = {
            "outcome": made["outcome"],
            "reasons": [_said(each) for each in made["reasons"]],
            "remark": made["remark"],
        }
        return told | ({"overrides": made["overrides"]} if made.get("overrides") else {}) == said


def _said(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A reason of a proposal as it was sent; what was left to the rule is not there."""
    kept = {name: reason[name] for name in ("code", "text", "pointer")}
    return kept | ({"remedy": reason["remedy"]} if reason.get("remedy") else {})


def typed_before(made: Mapping[str, Any]) -> Typed:
    """The form as its examiner filled it in for a proposal."""
    rows: dict[str, Mapping[str, Any]] = {}
    own = iter(OWN_WORDS)
    for reason in made["reasons"]:
        code = str(reason["code"])
        row = next(own, "") if code == OTHER else row_of(code, sum(code == code_of(each) for each in rows))
        if row:
            rows[row] = reason
    return Typed(
        outcome=made["outcome"],
        codes=tuple(row for row in rows if row not in OWN_WORDS),
        texts={row: reason["text"] for row, reason in rows.items()},
        remedies={row: reason["remedy"] for row, reason in rows.items() if reason.get("remedy")},
        overrides=dict(made.get("overrides", {})),
        pointers={row: reason["pointer"] or "" for row, reason in rows.items()},
        remark=made["remark"],
    )


def typed_of(ticked: Iterable[str], texts: Mapping[str, str]) -> Typed:
    """Out of a form's fields: the boxes `reason`, and `text.CODE`, `remedy.CODE` and `pointer.CODE` for every row;
    `override.CODE` for every rule an approval would go against."""
    texts = {name: text.replace("\r\n", "\n") for name, text in texts.items()}  # as browsers send lines

    def of(kind: str) -> dict[str, str]:
        return {name.removeprefix(kind): text for name, text in texts.items() if name.startswith(kind)}

    return Typed(
        outcome=texts.get("outcome", ""),
        codes=tuple(dict.fromkeys(code for code in ticked if code)),
        texts=of("text."),
        remedies=of("remedy."),
        overrides=of("override."),
        pointers=of("pointer."),
        remark=texts.get("remark", ""),
        extension_reason=texts.get("extension_reason", ""),
    )


def choices(
    catalogue: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]], typed: Typed | None
) -> list[Choice]:
    """Every reason of the catalogue. Before anything was typed, what the rules found to be a defect is ticked and the
    words of the rule stand ready, so that none of it can be forgotten. Where a rule only asks for a look, what was
    seen is the examiner's to say."""
    found = {
        each["rule_id"]: [each | defect for defect in each.get("defects", ())] or [each]
        for each in results
        if each["outcome"] not in {"PASS", "NOTE"}
    }
    made = []
    for reason in catalogue:
        code = str(reason["code"])
        if code == OTHER:
            continue
        made += [
            _choice(reason, row_of(code, number), result, typed)
            for number, result in enumerate(found.get(code, [None]))
        ]
    return made


def _choice(reason: Mapping[str, Any], row: str, result: Mapping[str, Any] | None, typed: Typed | None) -> Choice:
    defect = result is not None and result["outcome"] != "REFER"
    words = str(result["zh"]) if result and defect else ""
    place = (result["pointer"] if result else None) or reason["pointer"] or ""
    return Choice(
        row=row,
        code=str(reason["code"]),
        title={"zh": reason["title_zh"], "en": reason["title_en"]},
        article=result["article"] if result else reason["article"],
        remedy={"zh": reason["remedy_zh"], "en": reason["remedy_en"]},
        outcomes=tuple(reason["outcomes"]),
        ticked=row in typed.codes if typed else defect,
        text=typed.texts.get(row, words) if typed else words,
        pointer=typed.pointers.get(row, place) if typed else place,
        found=result,
    )


def row_of(code: str, number: int) -> str:
    """The form's row for the first, second … thing that a rule found."""
    return f"{code}.{number + 1}" if number else code


def code_of(row: str) -> str:
    return row.partition(".")[0]


def place_name(pointer: str) -> str:
    """What the field at a pointer is called; one inside of another has its name, and an unknown one stands for
    itself."""
    within = pointer
    while within and within not in _NAMES:
        within = within.rpartition("/")[0]
    return _NAMES.get(within, pointer)


def articles_found(made: Iterable[Choice]) -> dict[str, str]:
    """By row, the article that its rule found in this case; the letter rests on that one."""
    return {each.row: each.article for each in made if each.found}


def noticed(catalogue: Iterable[Mapping[str, Any]], typed: Typed, articles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The reasons of a notice, each with article and what the rule's remedy is; `of` None for the examiner's own.
    `articles` are those found in this case."""
    known = {str(each["code"]): each for each in catalogue if each["code"] != OTHER}
    shown = []
    for row, reason in typed.reasons():
        of = known.get(str(reason["code"]))
        article = articles.get(row) or of["article"] if of else _OWN_ARTICLE.get(typed.outcome, "")
        shown.append({"remedy": ""} | reason | {"of": of, "article": article})
    return shown


def begun(made: Sequence[Choice]) -> Typed:
    """The form before anybody typed."""
    return Typed(
        codes=tuple(each.row for each in made if each.ticked),
        texts={each.row: each.text for each in made},
        pointers={each.row: each.pointer for each in made},
    )


def grouped(made: Sequence[Choice]) -> list[tuple[str, list[Choice]]]:
    """What the rules found first, then the rest by subject."""
    groups: list[tuple[str, list[Choice]]] = [(FOUND, [each for each in made if each.found])]
    rest = [each for each in made if not each.found]
    groups += [(title, [each for each in rest if _number(each.code) in numbers]) for title, numbers in GROUPS]
    return [(title, group) for title, group in groups if group]


def _number(code: str) -> int:
    digits = code.rpartition("-")[2]
    return int(digits) if digits.isdigit() else GROUPS[-1][1].start
