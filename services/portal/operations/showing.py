"""Shows cases: where they stand, by the word of their workflows, and what each service knows of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from anyio import from_thread, to_thread

from catalogues.filing_types.words import Stage
from kernel.errors import Outage
from services.portal.clients.services import ServiceClient
from services.portal.domain import course
from services.portal.domain.position import Position, by_record, by_workflow
from services.portal.operations.gathering import Gathering
from services.portal.operations.ownership import check_own, own_course
from services.portal.operations.resources import Resources
from workflows.contract import Step
from workflows.standing import Standing

WORKFLOW = "workflow"
"""What `unavailable` says while nobody tells where a case stands."""

WAIT_SECONDS = 10
"""The longest a program may wait within one request for the system to have done its part."""

SECTIONS = ("signing", "name", "decision", "licence", "file")
CORRECTION = ("correction", "changes")
IN_FULL = (*SECTIONS, *CORRECTION, "documents", "announcements", "messages")


def show_case(
    resources: Resources, token: str, application_no: str, wanted: Collection[str] = SECTIONS
) -> dict[str, Any]:
    """Where a case stands, and the `wanted` sections gathered from the services that own them: of `IN_FULL` also
    `correction`, the decision by which an application came back that is being corrected, `changes`, what was changed
    since, `documents` with their signatures, `announcements`, the agencies that were told, and `messages`, the texts
    about the case.

    `unavailable` names sections whose service does not answer now; the rest is shown all the same. It names
    `workflow` while nobody can say what is possible; then no step is. Raises the filing service's 404 for anybody
    else's case.
    """
    gathered = Gathering(resources, token)
    asked = gathered.soon(resources.filing, f"/applications/{application_no}")
    standing = gathered.answer(WORKFLOW, lambda: standing_now(resources, application_no))
    application: dict[str, Any] = dict(asked.result())
    entries = application.pop("entries")
    kept = _kept(resources, application_no)
    there = {name: kept[name] for name in wanted if course.has(name, entries)}
    sections = dict.fromkeys(wanted) | gathered.sections(there)
    file = sections.get("file")
    closed = standing is None and WORKFLOW not in gathered.unavailable
    position = by_workflow(standing) if standing else by_record(application, closed=closed, filed=bool(file))
    return {
        "application_no": application_no,
        **position.told(),
        "authority": application["authority"],
        "application": application,
        "timeline": {"application_no": application_no, "entries": course.with_file(entries, file)},
        **sections,
        "unavailable": gathered.unavailable,
    }


async def read_position(
    resources: Resources, subject: str, token: str, application_no: str, wait: float = 0
) -> Position:
    """Only where one's own case stands; while the system is at work in it, up to `wait` seconds later. Raises the
    filing service's 404 for anybody else's case."""
    await to_thread.run_sync(check_own, resources, subject, token, application_no)
    gathered = Gathering(resources, token)
    try:
        if standing := await resources.running_cases().rested(application_no, wait):
            return by_workflow(standing)
    except Outage:
        gathered.unavailable.append(WORKFLOW)
    recorded = await to_thread.run_sync(own_course, resources, token, application_no)
    return (await to_thread.run_sync(_positions, gathered, [recorded], {}))[application_no]


def list_cases(resources: Resources, token: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A page of one's own applications, newest first, each with its `position`: by one query over the workflows, which
    may be a moment behind; the page of a case is not."""
    found: dict[str, Any] = resources.filing.get("/applications", token, **asked)
    items, gathered = found["items"], Gathering(resources, token)
    numbers = [each["application_no"] for each in items]
    standings = gathered.answer(WORKFLOW, lambda: from_thread.run(resources.running_cases().standings, numbers))
    at = _positions(gathered, items, standings or {})
    return found | {"items": [each | {"position": at[each["application_no"]]} for each in items]}


def _positions(
    gathered: Gathering, applications: Sequence[Mapping[str, Any]], standings: Mapping[str, Standing]
) -> dict[str, Position]:
    """By the workflows' word where there is one, else by what filing and archive say."""
    closed = WORKFLOW not in gathered.unavailable
    recorded = {each["application_no"]: each for each in applications if each["application_no"] not in standings}
    licensed = [number for number, each in recorded.items() if each["stage"] in {Stage.LICENSED, Stage.ENTERED}]
    archive = gathered.resources.archive
    filed = gathered.sections({number: (archive, f"/own-files/{number}") for number in licensed})
    return {number: by_workflow(standing) for number, standing in standings.items()} | {
        number: by_record(each, closed=closed, filed=bool(filed.get(number))) for number, each in recorded.items()
    }


def standing_now(resources: Resources, application_no: str) -> Standing | None:
    """The workflow's word at this moment; None of a case that is long closed. Raises Outage."""
    return from_thread.run(resources.running_cases().standing, application_no)


def steps_now(resources: Resources, application_no: str) -> Collection[Step] | None:
    """What is possible at this moment, for pages that know of the case otherwise; None while nobody can say."""
    try:
        standing = standing_now(resources, application_no)
    except Outage:
        return None
    return standing.possible_steps if standing else ()


def _kept(resources: Resources, application_no: str) -> dict[str, tuple[ServiceClient, str]]:
    """Who owns which section, and where it is read."""
    return {
        "signing": (resources.signing, f"/sessions/{application_no}"),
        "name": (resources.naming, f"/holds/{application_no}"),
        "decision": (resources.approval, f"/decisions/{application_no}"),
        "correction": (resources.approval, f"/decisions/{application_no}"),
        "changes": (resources.filing, f"/applications/{application_no}/changes"),
        "licence": (resources.licence, f"/licences/{application_no}"),
        "file": (resources.archive, f"/own-files/{application_no}"),
        "documents": (resources.signing, f"/sessions/{application_no}/documents"),
        "announcements": (resources.notice, f"/announcements/{application_no}"),
        "messages": (resources.notice, f"/messages/{application_no}"),
    }
