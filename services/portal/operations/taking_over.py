"""A new application that begins with what an earlier one of the same applicant holds, files included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import structlog

from catalogues.filing_types.words import Section
from kernel.errors import Refusal
from services.portal.domain.edits import Edited
from services.portal.operations import cases, sections
from services.portal.operations.cases import Opening
from services.portal.operations.resources import Resources
from services.portal.operations.sections import AnySection, SectionName

log = structlog.get_logger()


def begin_again(resources: Resources, subject: str, token: str, earlier: Mapping[str, Any]) -> Opening:
    """Open an application of the same type for the same county, and fill it with what `earlier` holds, as a draft:
    every page is seen again and every rule asked again. What cannot be taken over any more is left out, and asked for.

    Idempotency key: the earlier application. Begun twice it is one, and what was changed in it meanwhile stays.
    Refusals of opening (`filing.type_not_online` and others).
    """
    before = earlier["application_no"]
    opening = cases.create_application(
        resources,
        subject,
        token,
        f"again-{before}",
        earlier["type"]["code"],
        earlier["county_code"],
        earlier["filing_type"],
    )
    number = opening.case.application_no
    begun = resources.filing.get(f"/applications/{number}", token)
    names: tuple[AnySection, ...] = (*get_args(SectionName), Section.PARTIES)
    for name in names:
        if earlier[name] and not begun[name]:
            _fill(resources, token, number, name, earlier[name]["section"])
    there = {each["kind"] for each in begun["attachments"]}
    for kind in (each["kind"] for each in earlier["attachments"] if each["kind"] not in there):
        _attach(resources, token, before, number, kind)
    return opening


def _fill(resources: Resources, token: str, number: str, name: AnySection, content: dict[str, Any]) -> None:
    try:
        sections.save_draft(resources, token, number, name, content, Edited())
    except Refusal as refusal:
        log.info("section_not_taken_over", application_no=number, error_code=refusal.code)


def _attach(resources: Resources, token: str, before: str, number: str, kind: str) -> None:
    try:
        file = resources.filing.fetch(f"/applications/{before}/attachments/{kind}", token)
        sections.attach(resources, token, number, kind, file.content)
    except Refusal as refusal:
        log.info("attachment_not_taken_over", application_no=number, error_code=refusal.code)
