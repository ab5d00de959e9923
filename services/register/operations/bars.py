"""What keeps a filing about an entity from being opened: asked when it is opened, and told to its owner before."""

from __future__ import annotations

from sqlmodel import Session

from catalogues import entity_states
from catalogues.filing_types.description import FilingType
from kernel.errors import Refusal
from services.register.store import filings
from services.register.store.entities import Entity
from services.register.store.filings import OpenFilingRow


def against(session: Session, entity: Entity, kind: FilingType, except_for: str | None = None) -> Refusal | None:
    """Why a filing of this kind cannot be opened about an entity now; None where it can. `except_for` is
    the filing that asks, which does not stand in its own way."""
    state = entity_states.get(entity.status)
    if state.ended:
        return Refusal(
            "register.entity_ended",
            f"该市场主体{entity.status}，不能再办理登记",
            "This entity has ended; nothing of it can be changed",
            article="市场主体登记管理条例第三十一条",
            status=409,
        )
    if not state.lets_file(kind.key):
        zh, en = state.remedy
        return Refusal(
            "register.state_bars",
            f"登记状态为“{state.state}”，不能办理{kind.title}",
            f"The state of this business does not allow it: {state.english}",
            article=state.basis,
            status=409,
            remedy_zh=zh or None,
            remedy_en=en or None,
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
