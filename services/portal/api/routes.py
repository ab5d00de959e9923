"""All routes of a side of the portal: the API that programs use, and the pages."""

from __future__ import annotations

from fastapi import APIRouter

from kernel.web.routes import take_in
from services.portal.api import (
    cases,
    pages_account,
    pages_again,
    pages_apply,
    pages_authentication,
    pages_cases,
    pages_copies,
    pages_correction,
    pages_declining,
    pages_details,
    pages_documents,
    pages_drafts,
    pages_help,
    pages_join,
    pages_late_review,
    pages_licences,
    pages_login,
    pages_matter,
    pages_name,
    pages_operator,
    pages_operator_pieces,
    pages_parties,
    pages_phone,
    pages_preview,
    pages_progress,
    pages_public,
    pages_registration,
    pages_review,
    pages_revocations,
    pages_session,
    pages_shops,
    pages_signing,
    pages_unified,
    pages_walks,
    statics,
)
from services.portal.api.ciphers import Cipher
from services.portal.api.staff import (
    archive,
    archive_copies,
    archive_destructions,
    archive_file,
    audit,
    desk,
    desk_case,
    desk_decision,
    desk_late,
    desk_revocations,
    entities,
    file_moves,
    head,
    head_samples,
    licences,
    licences_map,
    licences_papers,
    licences_printer,
    licences_queue,
    licences_records,
    licences_sheets,
    licences_steps,
    licences_stock,
    operations,
    operations_events,
    window,
)
from services.portal.domain.sides import Side
from services.portal.operations.resources import Resources

_EVERYBODYS = (cases, pages_public, pages_help, pages_walks, pages_account, pages_session)
_WITHOUT_ACCOUNT = (pages_unified, pages_progress, pages_phone, pages_join, pages_declining)
_APPLICANTS = (
    pages_apply,
    pages_name,
    pages_drafts,
    pages_operator,
    pages_operator_pieces,
    pages_parties,
    pages_details,
    pages_matter,
    pages_preview,
    pages_documents,
    pages_copies,
    pages_authentication,
    pages_signing,
    pages_review,
    pages_late_review,
    pages_again,
    pages_correction,
    pages_licences,
    pages_shops,
    pages_revocations,
    pages_cases,
)
_EXAMINERS = (desk, desk_late, desk_revocations, head, head_samples, desk_decision, desk_case, entities)
_LICENCE_OFFICE = (
    licences,
    licences_queue,
    licences_records,
    licences_stock,
    licences_printer,
    licences_map,
    licences_sheets,
    licences_papers,
    licences_steps,
)
_ARCHIVISTS = (file_moves, archive, archive_destructions, archive_copies, archive_file)
_OPERATIONS = (operations, operations_events, audit)
_WINDOW = (window,)


def router(resources: Resources, cipher: Cipher, side: Side = Side.BOTH) -> APIRouter:
    """What this side carries: whatever lies in the room `staff` is for staff. The pages of applicants are on both: at
    the window a clerk goes through them with whoever stands there. Of the applicant's pages that of one case comes
    last: its ways out are words in the place of a page's name. Of the licence office's, those of one licence come
    last: a number stands where the others have a word."""
    routes = APIRouter()
    for module in _EVERYBODYS:
        take_in(routes, module.router(resources))
    for own in (*(_WITHOUT_ACCOUNT if side.carries_public else ()), *_APPLICANTS):
        take_in(routes, own.router(resources))
    staff = (*_EXAMINERS, *_LICENCE_OFFICE, *_WINDOW, *_ARCHIVISTS, *_OPERATIONS)
    for at_work in staff if side.carries_staff else ():
        take_in(routes, at_work.router(resources))
    take_in(routes, pages_login.router(resources, cipher))
    if side.carries_public:
        take_in(routes, pages_registration.router(resources, cipher))
    take_in(routes, statics.router())
    return routes
