"""The page of one case: where it stands, what is to be done, its result, and the ways out of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from fastapi.responses import Response

from catalogues import authorities, contacts
from catalogues.filing_types.words import Stage
from services.portal.api.own_case import OwnCase, own_case
from services.portal.api.rendering import Faults, field_of, page
from services.portal.api.visits import Visit
from services.portal.domain import correction, course, next_steps, pages, task_list
from services.portal.domain.licence_office import PAPER_STATUSES
from services.portal.domain.one_time_notice import place_name
from services.portal.operations import showing
from services.portal.operations.resources import Resources
from workflows.contract import Step


def case_page(resources: Resources, visit: Visit, number: str, faults: Faults, status: int = 200) -> Response:
    """Raises the filing service's 404 for anybody else's case."""
    case = own_case(resources, visit, number, showing.IN_FULL)
    return page(
        visit,
        "case.html",
        status,
        case=case,
        number=number,
        stage=case.stage,
        content=case.content,
        possible=case.steps,
        waits_for=case.content["waits_for"],
        next=pages.next_page(case.steps, number),
        to_correct=case.to_correct,
        correctable=case.stage in {*correction.BEING_CORRECTED, Stage.CORRECTION_REQUIRED},
        place=lambda item: place_of(case, item),
        place_name=place_name,
        fault_place=lambda fault: _address(number, fault.pointer, correction.page_of(fault.pointer) or ""),
        tasks=task_list.tasks(case.application, case.steps, case.to_correct, case.open_forms)
        if Step.ABANDON in case.steps
        else (),
        moods=task_list.MOODS,
        left=lambda end: _left(end, resources.clock.now()),
        told=course.told(case.entries, named=bool(case.name), established=case.registered is None),
        paper_statuses=PAPER_STATUSES,
        after_licence=next_steps.after,
        contact=contacts.of(authorities.get(case.application["authority"]["code"])),
        again=case.exact and pages.may_begin_again(number, case.stage, case.steps, case.content["decision"]),
        faults=faults,
        request_id=uuid.uuid4().hex,
    )


def place_of(case: OwnCase, item: correction.Item) -> str | None:
    """The field in which a reason is put right; None where nothing can be done on its page now."""
    if item.page is None:
        return None
    if not (
        item.page in case.open_forms
        if item.page in correction.FORMS
        else pages.is_open(item.page, case.steps, case.number)
    ):
        return None
    return _address(case.number, item.pointer, item.page)


def _address(number: str, pointer: str | None, page: str) -> str:
    return f"/my/cases/{number}/{page}#{field_of(pointer, page)}".rstrip("#").rstrip("/")


def _left(end: str, now: datetime) -> tuple[int, int, int]:
    """Days, hours and minutes until then; nothing once it passed."""
    minutes = max(datetime.fromisoformat(end) - now, timedelta()) // timedelta(minutes=1)
    return minutes // 1440, minutes // 60 % 24, minutes % 60
