"""The three kinds of trouble: the rules say no, nobody answered, or we are wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RETRY_AFTER = "retry_after"
"""The detail of a Refusal that says after how many seconds asking again may help."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where it is wrong, under which article, and what to do about it."""

    code: str
    zh: str
    en: str
    pointer: str | None = None
    article: str | None = None
    remedy_zh: str | None = None
    remedy_en: str | None = None


class Refusal(Exception):
    """The rules say no, and asking again unchanged will not help.

    `code` is stable (`naming.name_taken`) and safe to log; the texts are for citizens and are never logged, since
    they may repeat what was typed. `pointer` is the JSON pointer (RFC 6901) of the field at fault. Where several
    things are wrong they are all named at once in `findings` (一次性告知, 市场主体登记管理条例 Art. 19).
    """

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        pointer: str | None = None,
        article: str | None = None,
        remedy_zh: str | None = None,
        remedy_en: str | None = None,
        status: int = 422,
        findings: Sequence[Finding] = (),
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.findings = tuple(findings)
        self.zh = zh
        self.en = en
        self.pointer = pointer
        self.article = article
        self.remedy_zh = remedy_zh
        self.remedy_en = remedy_en
        self.status = status
        self.details = dict(details or {})

    @classmethod
    def handed_on(
        cls,
        code: str,
        zh: str,
        en: str,
        *,
        status: int,
        findings: Sequence[Finding],
        details: Mapping[str, Any] | None = None,
    ) -> Refusal:
        """A refusal as another process told it: the single finding a refusal is for itself gives back its field,
        article and remedy."""
        if len(findings) == 1 and (findings[0].code, findings[0].zh) == (code, zh):
            (own,) = findings
            return cls(
                code,
                zh,
                en,
                pointer=own.pointer,
                article=own.article,
                remedy_zh=own.remedy_zh,
                remedy_en=own.remedy_en,
                status=status,
                details=details,
            )
        return cls(code, zh, en, status=status, findings=findings, details=details)

    def all_findings(self) -> tuple[Finding, ...]:
        """All that is wrong; a refusal that names no findings is its own single one."""
        return self.findings or (
            Finding(self.code, self.zh, self.en, self.pointer, self.article, self.remedy_zh, self.remedy_en),
        )


class Outage(Exception):
    """Somebody we depend on gave no answer; says nothing about the applicant. `retry_after` is in seconds."""

    def __init__(
        self,
        code: str,
        zh: str = "系统暂时无法完成此步骤，您填写的内容已保存，请稍后再试",
        en: str = "This step cannot be completed right now. What you entered is kept; please try again shortly",
        *,
        retry_after: float = 5,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.zh = zh
        self.en = en
        self.retry_after = retry_after


class Defect(Exception):
    """Something that must not happen did; `message` is for operations and holds no personal data."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


def not_found(what: str, zh: str, en: str) -> Refusal:
    """The refusal for a thing that does not exist or that the caller may not know to exist."""
    return Refusal(f"{what}.not_found", zh, en, status=404)


def too_often(what: str, seconds: float) -> Refusal:
    """The refusal for what may be done again only after `seconds`: told in `details` (`retry_after`) and, over HTTP, in
    `Retry-After` (RFC 9110)."""
    wait = max(1, math.ceil(seconds))
    return Refusal(
        f"{what}.too_many_requests",
        f"操作过于频繁，请在 {wait} 秒后再试",
        f"Too many requests; please try again in {wait} seconds",
        status=429,
        details={RETRY_AFTER: wait},
    )
