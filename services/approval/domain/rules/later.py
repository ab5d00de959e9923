"""AR-41 and AR-42: checked when the licence is issued, by the licence service; listed here for the public."""

from __future__ import annotations

from services.approval.domain.rule import Rule

_AGAIN = ("系统自动重试，申请人无需操作", "The system tries again by itself; the applicant need not do anything")


def _of_licence(id: str, title_en: str) -> Rule:
    return Rule(
        id=id,
        version=1,
        title_en=title_en,
        outcomes=(),
        remedy_zh=_AGAIN[0],
        remedy_en=_AGAIN[1],
        test=None,
        verified_by="licence",
    )


RULES = (
    _of_licence("AR-41", "Code allocated"),
    _of_licence("AR-42", "Licence issued"),
)
