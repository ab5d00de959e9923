"""What an applicant is given while a case is not decided: a receipt for the material, and the notice of an extension
(条例 Art. 19; 实施细则 Art. 18)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from catalogues import codes, timers
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from kernel.clock import local_date
from kernel.deadlines import last_day
from services.approval.domain.documents import Decided, head, moment
from services.approval.domain.limits import review_due
from services.approval.domain.snapshot.case import CaseSnapshot

_ARTICLES = (
    "《中华人民共和国市场主体登记管理条例》第十九条",
    "《中华人民共和国市场主体登记管理条例实施细则》第十八条",
)
_ATTACHMENTS = {
    "photo": "经营者照片",
    "id_card_front": "身份证件（人像面）",
    "id_card_back": "身份证件（国徽面）",
    "household_book": "居民户口簿",
    "marriage_certificate": "结婚证",
    "premises_proof": "经营场所使用证明",
    "further_premises_proof": "其他经营场所使用证明",
}


def material_receipt(case: CaseSnapshot, decided: Decided) -> dict[str, Any]:
    """What was received and when, and until when it is decided on."""
    return {
        **_letter(case, decided, "收字", decided.decided_at),
        "received": [
            *({"title": _title(case, document.kind), "amount": f"{document.pages} 页"} for document in case.documents),
            *(
                {"title": _ATTACHMENTS.get(attached.kind, attached.kind), "amount": "1 件"}
                for attached in case.application.attachments
            ),
        ],
        "decide_by": last_day(review_due(case.complete_on)).isoformat(),
        "days": timers.amount("review"),
        "days_more": timers.amount("review_extension"),
    }


def extension_notice(
    case: CaseSnapshot, decided: Decided, extended_at: datetime, until: date, reason: str
) -> dict[str, Any]:
    """That the review takes longer, why, and until when."""
    return {
        **_letter(case, decided, "延字", extended_at),
        "reason": reason,
        "decide_by": until.isoformat(),
        "days": timers.amount("review_extension"),
    }


def _letter(case: CaseSnapshot, decided: Decided, letters: str, written_at: datetime) -> dict[str, Any]:
    return {
        **head(case, decided),
        "generated_at": moment(written_at),
        "applicant": case.application.operator.name,
        "entity_name": case.full_name,
        "business_type": codes.label("business_type", case.application.filing.business_type),
        "document_no": f"{letters}〔{local_date(written_at).year}〕第{decided.decision_no}号",
        "written_on": local_date(written_at).isoformat(),
        "articles": list(_ARTICLES),
    }


def _title(case: CaseSnapshot, kind: str) -> str:
    described: FilingType = editions.of_number(case.application_no)
    try:
        return described.title_of(kind)
    except UnknownCode:
        return kind
