"""Routes for restrictions of persons answerable for false registrations; examiners only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kernel.errors import Refusal
from kernel.tokens import Principal, Role
from kernel.web.access import Access
from kernel.web.paging import Page, Paging
from kernel.web.paths import PLAIN_TEXT, RecordId
from services.identity.api.typed import Typed
from services.identity.operations import restrictions
from services.identity.operations.resources import Resources

_FIRST, _LAST = date(1949, 10, 1), date(2999, 12, 31)
Day = Annotated[date | None, Field(ge=_FIRST, le=_LAST)]
Reason = Annotated[str, Field(min_length=2, max_length=500)]

Examiner = Annotated[Principal, Depends(Access(Role.EXAMINER))]


class RestrictionRequest(Typed):
    """`from` is today and `to` three years later unless given; both days are restricted ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id_document_type": "10",
                "id_number": "140102198801011232",
                "reason": "提交虚假材料取得登记，登记已撤销",
                "evidence": "平市监撤字〔2022〕3号",
                "from": "2022-03-02",
            }
        }
    )

    id_document_type: Annotated[str, Field(min_length=2, max_length=2)]
    id_number: Annotated[str, Field(min_length=5, max_length=32)]
    reason: Reason
    evidence: Annotated[str, Field(min_length=2, max_length=100, pattern=PLAIN_TEXT)]
    first_day: Annotated[Day, Field(alias="from")] = None
    last_day: Annotated[Day, Field(alias="to")] = None


class LiftingRequest(Typed):
    reason: Reason


class RestrictionAnswer(BaseModel):
    """The person's number is masked."""

    restriction_id: str
    id_number: str
    reason: str
    evidence: str
    authority: str
    first_day: Annotated[date, Field(serialization_alias="from")]
    last_day: Annotated[date, Field(serialization_alias="to")]
    in_force: bool
    imposed_at: datetime
    lifted_at: datetime | None
    lifting_reason: str | None


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(prefix="/restrictions", tags=["restrictions"])

    @routes.post("", status_code=201)
    def impose_restriction(typed: RestrictionRequest, caller: Examiner) -> RestrictionAnswer:
        """Restrict a person; the same decision for the same person again changes nothing."""
        return _answer(
            restrictions.impose_restriction(
                resources,
                restrictions.ImposeRestriction(
                    id_document_type=typed.id_document_type,
                    id_number=typed.id_number,
                    reason=typed.reason,
                    evidence=typed.evidence,
                    first_day=typed.first_day,
                    last_day=typed.last_day,
                    authority=_authority(caller),
                    examiner=caller.subject,
                ),
            )
        )

    @routes.get("")
    def list_restrictions(caller: Examiner, asked: Paging) -> Page[RestrictionAnswer]:
        """The restrictions of the caller's authority, in the order of imposing."""
        return restrictions.list_restrictions(resources, _authority(caller), asked).page(_answer)

    @routes.post("/{restriction_id}/lifting")
    def lift_restriction(restriction_id: RecordId, typed: LiftingRequest, caller: Examiner) -> RestrictionAnswer:
        """End a restriction before its time."""
        return _answer(
            restrictions.lift_restriction(resources, restriction_id, _authority(caller), caller.subject, typed.reason)
        )

    return routes


def _authority(caller: Principal) -> str:
    if caller.authority is None:
        raise Refusal("access.authority_missing", "账号未设定登记机关", "Your account has no authority", status=403)
    return caller.authority


def _answer(entry: restrictions.RestrictionEntry) -> RestrictionAnswer:
    return RestrictionAnswer(
        restriction_id=entry.restriction_id,
        id_number=entry.id_number_masked,
        reason=entry.reason,
        evidence=entry.evidence,
        authority=entry.authority,
        first_day=entry.first_day,
        last_day=entry.last_day,
        in_force=entry.in_force,
        imposed_at=entry.imposed_at,
        lifted_at=entry.lifted_at,
        lifting_reason=entry.lifting_reason,
    )
