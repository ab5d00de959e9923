"""What an auditor asks for on a page, and how the lines of several services stand in one list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel.clock import SHANGHAI
from kernel.errors import Refusal

SHOWN = 300
"""Lines of a page; a file has more."""
IN_A_FILE = 20_000
"""Lines of each service in a file that is downloaded here; `kaiye trail` has no such end."""
_MOST_OF = 60


@dataclass(frozen=True)
class Asked:
    """As it was typed. `person` is an identity number, which stands in no address and is kept nowhere."""

    about: str = ""
    actor: str = ""
    person: str = ""
    since: str = ""
    until: str = ""

    def query(self, of: Iterable[str] | None, most: int) -> dict[str, Any]:
        """What each service is asked. Raises Refusal `audit.day_unreadable`, `audit.nothing_asked`,
        `audit.person_unknown`."""
        if not (self.about or self.actor or self.person or self.since):
            raise _wrong("audit.nothing_asked", "/about", "请填写至少一项", "Please fill in at least one field")
        found: dict[str, Any] = {"about": self.about, "actor": self.actor, "most": most}
        found |= {"since": _from(self.since, "/since"), "until": _to(self.until, "/until")}
        if of is not None:
            found["of"] = list(dict.fromkeys(of))[:_MOST_OF]
            if not found["of"]:
                raise _wrong(
                    "audit.person_unknown",
                    "/person",
                    "没有找到此人的账号、申请或主体，请核对证件号码",
                    "Nobody here knows this person; please check the number",
                )
        return {name: value for name, value in found.items() if value}


def lines_of(service: str, content: bytes) -> list[Mapping[str, Any]]:
    """The lines of one service's trail, without its first and last."""
    told = (json.loads(line) for line in content.splitlines())
    return [{"service": service, **line} for line in told if "book" in line]


def together(trails: Iterable[list[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """The newest first."""
    return sorted((line for trail in trails for line in trail), key=lambda line: str(line["at"]), reverse=True)


def _from(day: str, pointer: str) -> str | None:
    return _midnight(_day(day, pointer)).isoformat() if day else None


def _to(day: str, pointer: str) -> str | None:
    """The day is included."""
    return _midnight(_day(day, pointer) + timedelta(days=1)).isoformat() if day else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _day(written: str, pointer: str) -> date:
    try:
        found = date.fromisoformat(written)
        if not 1949 <= found.year <= 2999:
            raise ValueError(written)
    except ValueError:
        raise _wrong(
            "audit.day_unreadable", pointer, "请按 2026-12-01 的样式填写日期", "Please write the day like 2026-12-01"
        ) from None
    return found


def _wrong(code: str, pointer: str, zh: str, en: str) -> Refusal:
    return Refusal(code, zh, en, pointer=pointer)


EVENTS = {
    "opened": "开始申请",
    "section_saved": "保存填写内容",
    "section_removed": "删除填写内容",
    "section_seen": "查看填写内容",
    "application_seen": "查看申请",
    "attached": "上传附件",
    "attachment_removed": "删除附件",
    "attachment_seen": "查看附件",
    "picture_insisted_on": "坚持使用照片",
    "operator_confirmed": "确认经营者",
    "documents_prepared": "生成文书",
    "documents_confirmed": "确认文书",
    "document_seen": "查看文书",
    "documents_seen": "查看文书",
    "signing_window_opened": "重新开放签字",
    "submitted": "提交",
    "withdrawn_before_acceptance": "删除申请",
    "session_opened": "开放签字",
    "session_voided": "签字作废",
    "link_made": "生成签字二维码",
    "phone_admitted": "手机进入签字",
    "code_sent": "发送验证码",
    "code_tried": "验证码错误",
    "signed": "签字",
    "signers_seen": "查看签字人",
    "signatures_seen": "查看签字",
    "prepared": "生成执照",
    "sealed": "执照加盖电子印章",
    "issued": "核发执照",
    "ended": "执照失效",
    "paper_kept": "纸质执照登记",
    "paper_printed_out": "打印纸质执照",
    "papers_listed": "查看纸质执照",
    "papers_sealed": "文书加盖电子印章",
    "addressee_recorded": "登记领照人",
    "addressee_seen": "查看领照人",
    "collector_seen": "查看领取人签名",
    "licence_seen": "查看执照",
    "licences_listed": "查询执照",
    "blanks_received": "空白执照入库",
    "blank_spoiled": "空白执照损坏",
    "person_looked_for": "按证件号码查询",
    "trail_read": "查询审计记录",
}
"""What is done, in words; an event that has none is shown by its name."""
