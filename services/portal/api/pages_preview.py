"""The last look before the documents are fixed: every answer, then every document (通知 2.1.2.4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from catalogues.filing_types.words import Section
from kernel.errors import Refusal, not_found
from services.portal.api.own_case import Number, OwnCase, after_step, turn
from services.portal.api.rendering import Faults, page
from services.portal.api.troubles import PageRoute
from services.portal.api.visits import Own, Visit
from services.portal.domain import answers, matters, pages, parties
from services.portal.domain.answers import Answer, Answers
from services.portal.operations import steps
from services.portal.operations.resources import Resources
from workflows.contract import Step

SEEN = "seen"
"""The note of which documents a visitor opened."""


def router(resources: Resources) -> APIRouter:
    routes = APIRouter(include_in_schema=False, route_class=PageRoute, prefix="/my/cases/{number}")

    @routes.get("/preview")
    def preview(visit: Own, number: Number) -> Response:
        return _preview(visit, turn(resources, visit, number, "preview"), Faults())

    @routes.post("/preview")
    def confirm_documents(visit: Own, number: Number) -> Response:
        """From here on the documents are fixed, and six working days run."""
        case = turn(resources, visit, number, "preview")
        try:
            _check_seen(visit, case)
            if not visit.text("documents_confirmed"):
                raise Refusal(
                    "portal.documents_unconfirmed",
                    "请预览全部文件并勾选确认",
                    "Look at every document and tick the confirmation",
                    pointer="/documents_confirmed",
                )
            taken = steps.take(resources, visit.token, number, Step.CONFIRM_DOCUMENTS, visit.text("request_id"))
        except Refusal as refusal:
            return _preview(visit, case, Faults(refusal), refusal.status)
        return after_step(number, taken)

    @routes.get("/preview/{kind}")
    def see_document(visit: Own, number: Number, kind: str) -> Response:
        """One document, to be read on a phone; whoever opened it may confirm it."""
        turn(resources, visit, number, "preview")
        made = _made(visit, number)
        place = next((place for place, document in enumerate(made) if document["kind"] == kind), None)
        if place is None:
            raise not_found("document", "没有找到", "Not found")
        opened = {kind, *_seen(visit, number, made)}
        visit.note(SEEN, {"number": number, "opened": [_mark(each) for each in made if each["kind"] in opened]})
        return page(
            visit,
            "preview_document.html",
            number=number,
            document=made[place],
            place=place + 1,
            count=len(made),
            next=made[place + 1] if place + 1 < len(made) else None,
        )

    def _made(visit: Visit, number: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = resources.filing.get(f"/applications/{number}/documents", visit.token)[
            "documents"
        ]
        return found

    def _check_seen(visit: Visit, case: OwnCase) -> None:
        made = _made(visit, case.number)
        seen = _seen(visit, case.number, made)
        if unseen := [each["title"] for each in made if each["kind"] not in seen]:
            raise Refusal(
                "portal.documents_unopened",
                f"请先查看：{'、'.join(unseen)}",
                f"Look at these first: {', '.join(unseen)}",
                pointer="/documents",
            )

    def _preview(visit: Visit, case: OwnCase, faults: Faults, status: int = 200) -> Response:
        made = _made(visit, case.number)
        return page(
            visit,
            "preview.html",
            status,
            number=case.number,
            sections=_answers(case),
            changes=case.application["changes"],
            pictures=answers.PICTURES,
            attached=case.attachments(),
            documents=made,
            seen=_seen(visit, case.number, made),
            again=any(each["unchanged"] for each in made),
            faults=faults,
            request_id=uuid.uuid4().hex,
        )

    return routes


def _mark(document: Mapping[str, Any]) -> str:
    """Tells a document as it was made from what is made of it later."""
    return f"{document['kind']}:{document['sha256'][:8]}"


def _seen(visit: Visit, number: str, made: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The kinds of those documents that this visitor opened as they are now, or has handed in already."""
    noted = visit.notes.get(SEEN) or {}
    opened = noted.get("opened", ()) if noted.get("number") == number else ()
    return frozenset(document["kind"] for document in made if document["unchanged"] or _mark(document) in opened)


def _answers(case: OwnCase) -> list[Answers]:
    """What the pages of this kind of filing ask for, in their order."""
    application = case.application
    network_only = bool(application["premises"]["section"]["network_only"])
    kind = application["filing_type"]
    made: Mapping[str, tuple[str, Callable[[], list[Answer]]]] = {
        Section.NAME: ("名称和经营场所", lambda: answers.of_name(application, case.name)),
        Section.OPERATOR: ("经营者信息", lambda: answers.of_operator(case.kind, case.section(Section.OPERATOR))),
        Section.PARTIES: ("股东和任职", list),
        Section.DETAILS: (
            "基本信息",
            lambda: answers.of_details(case.kind, application["details"], network_only=network_only),
        ),
        Section.MATTER: ("申请事项", lambda: matters.answers_of(kind, case.section(Section.MATTER))),
    }
    founding = parties.founding_of(application)
    return [
        Answers(
            key,
            pages.title(key, case.number) if key in {Section.OPERATOR, Section.PARTIES} else title,
            answered(),
            _is_open(case, key),
            founding if key == Section.PARTIES else None,
        )
        for key, (title, answered) in made.items()
        if pages.has(key, case.number)
    ]


def _is_open(case: OwnCase, key: str) -> bool:
    """Whether the answers of a page can still be changed there."""
    return key in case.open_forms if case.to_correct else pages.is_open(key, case.steps, case.number)
