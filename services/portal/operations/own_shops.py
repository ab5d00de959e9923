"""One's own businesses, as the register answers for them, and what is filed about one of them (我的店)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from anyio import from_thread

from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind
from kernel.errors import Refusal
from services.portal.domain import pages
from services.portal.operations import cases, steps
from services.portal.operations.gathering import Gathering
from services.portal.operations.resources import Resources
from workflows.contract import Step, StepTaken


@dataclass(frozen=True)
class Shop:
    """`entity` is the register's answer, `licence` the newest print of it, `papers` where the paper copies
    of it are, `file` the volume of the filing that made the last version; None before there is one. `revocations` are
    those about what its owner registered. `number` is the application that led to them.
    `silent`: somebody did not answer."""

    entity: dict[str, Any]
    number: str
    licence: dict[str, Any] | None
    papers: list[dict[str, Any]]
    file: dict[str, Any] | None
    revocations: list[dict[str, Any]]
    silent: bool


def list_own(resources: Resources, token: str) -> list[dict[str, Any]]:
    """The youngest first. Raises Outage while the register is silent."""
    found: list[dict[str, Any]] = resources.register.get("/own-entities", token)["items"]
    return found


def show_own(resources: Resources, token: str, uscc: str) -> Shop:
    """With what can be filed here; some kinds are filed by program alone. Raises the register's 404 for anybody else's,
    Outage while it is silent."""
    entity: dict[str, Any] = resources.register.get(f"/own-entities/{uscc}", token)
    online = [each for each in entity["possible"] if pages.can_be_filled_in(each["filing_type"])]
    entity["possible"] = sorted(online, key=lambda each: each["refused_because"] is not None)
    gathered = Gathering(resources, token)
    licence = _newest(gathered, [each["application_no"] for each in entity["filings"] if not each["under_way"]])
    number = licence["application_no"] if licence else entity["application_no"]
    last = next((each["application_no"] for each in entity["filings"] if _has_volume(each)), number)
    found = gathered.sections(
        {
            "papers": (resources.licence, f"/own-papers/{number}"),
            "file": (resources.archive, f"/own-files/{last}"),
            "revocations": (resources.approval, f"/own-revocations/{uscc}"),
        }
    )
    papers = found["papers"]["items"] if found["papers"] else []
    revocations = found["revocations"]["items"] if found["revocations"] else []
    return Shop(entity, number, licence, papers, found["file"], revocations, bool(gathered.unavailable))


def _has_volume(filing: Mapping[str, Any]) -> bool:
    """Whether its owner may open the volume: it made a version, and is not the authority's own."""
    return filing["version"] is not None and not pages.is_by_authority(filing["application_no"])


def _newest(gathered: Gathering, numbers: Sequence[str]) -> dict[str, Any] | None:
    """The newest print that filings led to: a version is printed again where its licence was lost."""
    found = gathered.sections({number: (gathered.resources.licence, f"/licences/{number}") for number in numbers})
    prints = [licence for licence in found.values() if licence]
    return max(prints, key=lambda licence: (licence["version"], licence["issue"]), default=None)


def file_about(
    resources: Resources,
    subject: str,
    token: str,
    uscc: str,
    filing_type: str,
    request_id: str,
    county_code: str | None = None,
) -> tuple[str, StepTaken | None]:
    """Open a filing about one's own business and take it up, so that no other can change the business meanwhile;
    `county_code` is where it moves to.
    Answers with its number and where it stands, None while it is still being taken up.

    Idempotency key: the applicant + request_id. Raises what the register has against it, such as another filing that is
    under way, by its name: of the one that was refused nothing is left.
    """
    entity: dict[str, Any] = resources.register.get(f"/own-entities/{uscc}", token)
    return _taken_up(
        resources,
        token,
        cases.create_filing(resources, subject, token, entity["application_no"], request_id, filing_type, county_code),
        request_id,
    )


def answer_revocation(resources: Resources, token: str, revocation_no: str, statement: str) -> None:
    """Say something to a revocation of one's own registration, which is looked at then. Raises the approval service's
    refusals; 404 for anybody else's."""
    resources.approval.post(f"/revocations/{revocation_no}/statement", token, {"statement": statement})
    steps.go_on_with_revocation(resources, revocation_no)


def give_handover(resources: Resources, token: str, uscc: str) -> dict[str, Any]:
    """The code with which somebody else can apply to take over one's own business, and until when. Raises the
    register's 404 for anybody else's."""
    entity: dict[str, Any] = resources.register.get(f"/own-entities/{uscc}", token)
    given: dict[str, Any] = resources.filing.post(f"/applications/{entity['application_no']}/handover", token, None)
    enterprise = entity["entity_kind"] != EntityKind.SOLE_TRADER
    return given | {"name": entity["name"], "uscc": uscc, "enterprise": enterprise}


def take_over(
    resources: Resources, subject: str, token: str, code: str, request_id: str
) -> tuple[str, StepTaken | None]:
    """Open the filing by which one takes over the business whose code one was given, as `file_about`."""
    return _taken_up(resources, token, cases.create_handover(resources, subject, token, code, request_id), request_id)


def end_take_over(resources: Resources, token: str, uscc: str, request_id: str) -> None:
    """End the filing by which somebody takes over one's own business, whatever it waits for, so that the business is
    free. Nothing where none is under way. Idempotency key: request_id. Raises the register's 404 for anybody else's
    business; the case's Refusal where it is decided already."""
    entity: dict[str, Any] = resources.register.get(f"/own-entities/{uscc}", token)
    number = taken_over_by(entity)
    if number is None:
        return
    try:
        steps.take(resources, token, number, Step.ABANDON, request_id)
    except Refusal as refusal:
        if not refusal.code.startswith("case.step_"):
            raise
        steps.take(resources, token, number, Step.WITHDRAW, request_id)


def taken_over_by(entity: Mapping[str, Any]) -> str | None:
    """The filing under way by which somebody takes the business over; it is not its operator's to look at."""
    bars = (each["refused_because"] for each in entity["possible"])
    held = {bar["application_no"] for bar in bars if bar and bar.get("application_no")}
    return next((number for number in held if editions.of_number(number).changes_operator), None)


def _taken_up(
    resources: Resources, token: str, opening: cases.Opening, request_id: str
) -> tuple[str, StepTaken | None]:
    number = opening.case.application_no
    from_thread.run(resources.running_cases().open, opening.case)
    try:
        return number, steps.take(resources, token, number, Step.TAKE_UP, request_id)
    except Refusal:
        _give_up(resources, token, number)
        raise


def _give_up(resources: Resources, token: str, number: str) -> None:
    """What was ended and deleted already stays so."""
    with suppress(Refusal):
        steps.take(resources, token, number, Step.ABANDON)
        resources.filing.delete(f"/applications/{number}", token)
