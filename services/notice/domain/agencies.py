"""Who receives events: the two agencies that every registration is told to, and those enrolled besides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogues import marks
from kernel.errors import Finding, Refusal
from services.notice.domain.events import AGENCIES, CONTENT, PERSONAL, agency_of
from services.notice.domain.sm2 import public_point

_NAME = re.compile(r"[a-z][a-z0-9]{1,30}(_[a-z0-9]{1,30}){0,3}")
_TITLE = re.compile(r"[^\x00-\x1f\x7f]{2,60}")
_TAKEN = frozenset({"notice"})


@dataclass(frozen=True)
class Agency:
    """`name` is its user and its consumer on NATS, `title` what applicants read, `kinds` the types of events it gets,
    `basis` the law by which it gets them, or by which it puts marks on businesses. `marks` are the kinds of marks it
    may put on and lift, and `marks_key` the public key (SM2, `04‖X‖Y` in hex) under which it signs them."""

    name: str
    title: str
    kinds: tuple[str, ...]
    basis: str
    marks: tuple[str, ...] = ()
    marks_key: str | None = None

    @property
    def statutory(self) -> bool:
        """One of the two that are told of every registration, enrolled or not."""
        return self.name in AGENCIES


def _own(agency: str) -> tuple[str, ...]:
    return tuple(event_type for event_type in CONTENT if agency_of(event_type) == agency)


STATUTORY = (
    Agency("publicity", "国家企业信用信息公示系统", _own("publicity"), "企业信息公示暂行条例第六条"),
    Agency("tax", "税务机关", _own("tax"), "国办发〔2015〕50号"),
)


def check_agency(agency: Agency) -> None:
    """Raises Refusal `notice.agency_invalid` with everything that is wrong at once. An event with numbers of persons
    goes to nobody without a law that says so (个人信息保护法 Art. 13, 23); the statutory two get their own only."""
    findings = [*_of_words(agency), *_of_kinds(agency), *_of_marks(agency)]
    if findings:
        texts = "；".join(finding.zh for finding in findings), "; ".join(finding.en for finding in findings)
        raise Refusal("notice.agency_invalid", *texts, findings=findings)


def _of_words(agency: Agency) -> list[Finding]:
    found = []
    if not _NAME.fullmatch(agency.name) or agency.name in _TAKEN:
        found.append(
            Finding(
                "notice.agency_name",
                "名称须为小写字母和数字，可用下划线分隔，不能是 notice",
                "A name has small letters and digits, with single underscores between them, and is not `notice`",
                "/name",
            )
        )
    if not _TITLE.fullmatch(agency.title):
        found.append(
            Finding(
                "notice.agency_title", "请填写机构全称，2 至 60 个字", "Say the full title, 2 to 60 letters", "/title"
            )
        )
    return found


def _of_kinds(agency: Agency) -> list[Finding]:
    known = "、".join(CONTENT), ", ".join(CONTENT)
    unknown = [kind for kind in agency.kinds if kind not in CONTENT]
    if unknown or not (agency.kinds or agency.marks):
        return [
            Finding("notice.kind_unknown", f"事件种类须为：{known[0]}", f"Kinds of events are: {known[1]}", "/kinds")
        ]
    if agency.statutory and any(agency_of(kind) != agency.name for kind in agency.kinds):
        return [
            Finding(
                "notice.kind_not_theirs",
                "法定接收机构只接收其自身的事件",
                f"{agency.name} receives its own events and no others",
                "/kinds",
            )
        ]
    if PERSONAL & set(agency.kinds) and not agency.basis:
        return [
            Finding(
                "notice.basis_missing",
                "该事件含身份证件号码和手机号码，请写明接收的法律依据",
                "This event holds identity and mobile numbers: say the law by which the agency gets it",
                "/basis",
                "个人信息保护法第十三、二十三条",
            )
        ]
    return []


def _of_marks(agency: Agency) -> list[Finding]:
    found = []
    allowed = [mark.kind for mark in marks.all() if mark.by_departments]
    if set(agency.marks) - set(allowed):
        found.append(
            Finding(
                "notice.mark_kind_unknown",
                f"标记种类须为：{'、'.join(allowed)}",
                f"Kinds of marks are: {', '.join(allowed)}",
                "/marks",
            )
        )
    if agency.marks and not (agency.marks_key and public_point(agency.marks_key)):
        found.append(
            Finding(
                "notice.marks_key",
                "请提供该机构的 SM2 公钥（04‖X‖Y，130 位十六进制）",
                "Say the public key of the agency: SM2, 04‖X‖Y, 130 hexadecimal digits",
                "/marks_key",
            )
        )
    if agency.marks and not agency.basis:
        found.append(
            Finding(
                "notice.basis_missing",
                "请写明该机构设置标记的法律依据",
                "Say the law by which the agency puts marks on businesses",
                "/basis",
            )
        )
    return found
