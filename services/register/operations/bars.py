"""What keeps a filing about an entity from being opened: asked when it is opened, and told to its owner before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from catalogues import entity_states, marks
from catalogues.entity_states import EntityState
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from kernel.errors import Finding, Refusal
from services.register.store import filings
from services.register.store.entities import Entity
from services.register.store.filings import OpenFilingRow
from services.register.store.marks import Mark

BARRED = "register.barred_by_mark"


def against(
    session: Session, entity: Entity, held: Sequence[Mark], kind: FilingType, except_for: str | None = None
) -> Refusal | None:
    """Why a filing of this kind cannot be opened about an entity now; None where it can. `held` are the marks in force;
    `except_for` is the filing that asks, which does not stand in its own way."""
    state = entity_states.get(entity.status)
    if state.ended:
        return Refusal(
            "register.entity_ended",
            f"该市场主体{entity.status}，不能再办理登记",
            "This entity has ended; nothing of it can be changed",
            article="市场主体登记管理条例第三十一条",
            status=409,
        )
    barred = _marked(held, kind.key) or _in_state(state, kind)
    if barred is not None:
        return barred
    other = filings.under_way(session, entity.uscc)
    return _under_way(other) if other is not None and other.application_no != except_for else None


def _in_state(state: EntityState, kind: FilingType) -> Refusal | None:
    if state.lets_file(kind.key):
        return None
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


def _marked(held: Sequence[Mark], filing_type: str) -> Refusal | None:
    """All that bars it is named at once, with who put it there."""
    sources = {mark.kind: mark.source for mark in held}
    found = [
        Finding(
            BARRED,
            f"{mark.zh}（{sources[mark.kind]}），不能办理该登记",
            f"This cannot be filed: {mark.en[0].lower()}{mark.en[1:]} ({sources[mark.kind]})",
            article=bar.article,
            remedy_zh=bar.remedy_zh,
            remedy_en=bar.remedy_en,
        )
        for mark, bar in marks.barring(sources, filing_type)
    ]
    if not found:
        return None
    texts = "；".join(one.zh for one in found), "; ".join(one.en for one in found)
    if len(found) > 1:
        return Refusal(BARRED, *texts, status=409, findings=found)
    [one] = found
    return Refusal(BARRED, *texts, article=one.article, remedy_zh=one.remedy_zh, remedy_en=one.remedy_en, status=409)


def _under_way(other: OpenFilingRow) -> Refusal:
    """Names the other in words: no two filings change one business at once."""
    kind = editions.get(other.filing_type, other.filing_type_edition)
    words = kind.key.partition(".")[2].replace("_", " ")
    return Refusal(
        "register.filing_under_way",
        f"该市场主体的{kind.title}还没有办结（申请编号 {other.application_no}），办结后才能提交",
        f"Another filing about this entity is under way: {words} ({other.application_no}); wait until it has ended",
        status=409,
        remedy_zh="请等待该申请办结，或者撤回该申请后再提交",
        remedy_en="Wait until that filing has ended, or withdraw it",
        details={"application_no": other.application_no},
    )
