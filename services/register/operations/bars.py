"""What keeps a filing about an entity from being opened: asked when it is opened, and told to its owner before."""

from __future__ import annotations

from sqlmodel import Session

from kernel.errors import Refusal
from services.register.store import filings
from services.register.store.entities import ENDED, Entity
from services.register.store.filings import OpenFilingRow


def against(session: Session, entity: Entity, except_for: str | None = None) -> Refusal | None:
    """Why nothing can be filed about an entity now; None where something can. `except_for` is the filing that asks,
    which does not stand in its own way."""
    if entity.status in ENDED:
        return Refusal(
            "register.entity_ended",
            f"该市场主体{entity.status}，不能再办理登记",
            "This entity has ended; nothing of it can be changed",
            article="市场主体登记管理条例第三十一条",
            status=409,
        )
    other = filings.under_way(session, entity.uscc)
    if other is not None and other.application_no != except_for:
        return _under_way(other)
    return None


def _under_way(other: OpenFilingRow) -> Refusal:
    return Refusal(
        "register.filing_under_way",
        f"该市场主体另有申请正在办理（{other.application_no}），办结后才能提交",
        f"Another filing about this entity is under way ({other.application_no}); wait until it has ended",
        status=409,
        remedy_zh="请等待该申请办结，或者撤回该申请后再提交",
        remedy_en="Wait until that filing has ended, or withdraw it",
        details={"application_no": other.application_no},
    )
