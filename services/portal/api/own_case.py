"""What every page of a case begins with: the case as its owner sees it, and whether the page is its turn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fastapi.responses import RedirectResponse

from catalogues.filing_types import editions, entity_kinds
from catalogues.filing_types.entity_kinds import EntityKindDescribed
from catalogues.filing_types.words import EntityKind, Stage
from kernel.errors import Finding, Outage
from kernel.web.paths import ApplicationNo
from services.portal.api.troubles import Elsewhere
from services.portal.api.visits import Visit
from services.portal.domain import correction, pages
from services.portal.domain.correction import Item
from services.portal.domain.edits import Edited
from services.portal.domain.forms import typed_of
from services.portal.operations import sections, showing
from services.portal.operations.resources import Resources
from workflows.contract import Step, StepTaken

Number = ApplicationNo

_SHOWN_ON = {"signing": ("name", "signing"), "review": ("name", "decision")}
"""What a page shows beside the application itself, where that is more than the name and what is to be corrected."""


@dataclass(frozen=True)
class OwnCase:
    """`steps` are those that are possible now; none while nobody can say."""

    number: str
    content: dict[str, Any]

    @property
    def stage(self) -> str:
        stage: str = self.content["stage"]
        return stage

    @property
    def steps(self) -> Collection[Step]:
        steps: Collection[Step] = self.content["possible_steps"]
        return steps

    @property
    def exact(self) -> bool:
        """False while the workflows are silent."""
        return bool(self.content["exact"])

    @property
    def application(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["application"]
        return found

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The course of the application."""
        found: list[dict[str, Any]] = self.content["timeline"]["entries"]
        return found

    @property
    def name(self) -> str | None:
        held, application = self.content["name"], self.application
        name: str | None = held["full_name"] if held and held["status"] != "released" else application["full_name"]
        return name

    @property
    def registered(self) -> dict[str, Any] | None:
        """What is registered of the business that the case is about; None of an establishment."""
        found: dict[str, Any] | None = self.application["registered"]
        return found

    @property
    def kind(self) -> EntityKindDescribed:
        """What is particular to the kind of business it is about."""
        return entity_kinds.get(editions.of_number(self.number).entity_kind)

    @property
    def is_enterprise(self) -> bool:
        """Whether it is about another kind of business than a sole trader's."""
        return editions.of_number(self.number).entity_kind is not EntityKind.SOLE_TRADER

    def edited(self, section: str) -> Edited:
        """For a page that is opened on the section."""
        return Edited.opened(self.application[section])

    def section(self, section: str) -> dict[str, Any]:
        """The kept section; empty before it was saved."""
        kept = self.application[section]
        return kept["section"] if kept else {}

    def typed(self, section: str) -> dict[str, str]:
        """The kept section as the fields of its form."""
        return typed_of(self.section(section))

    @property
    def to_correct(self) -> tuple[Item, ...]:
        """What the case was returned for; nothing once it was handed in again, nor while the services that know are
        silent."""
        returned = self.stage == Stage.CORRECTION_REQUIRED
        decision = self.content.get("decision" if returned else "correction")
        if not decision:
            return ()
        changes = (self.content.get("changes") or {}).get("pointers", ())
        held, confirmed = self.content["name"], self.application["full_name"]
        if not returned and held and held["status"] != "released" and held["full_name"] != confirmed:
            changes = (*changes, "/name")
        return correction.items(decision["reasons"], changes)

    @property
    def open_forms(self) -> frozenset[str]:
        """The pages that a correction opens."""
        missing = self.application["missing_for_documents"]
        return correction.open_forms(self.to_correct, self.stage, missing, self.application["locks"], self.number)

    def left_wanting(self, page: str) -> list[dict[str, Any]]:
        """What a correction of something else leaves missing or wrong on a page."""
        missing = self.application["missing_for_documents"] if self.to_correct else ()
        return [each for each in missing if correction.page_of(each["pointer"]) == page]

    def criticised(self, page: str) -> tuple[Finding, ...]:
        """What is still to be corrected on a page, each at its field."""
        due = [item for item in self.to_correct if item.page == page and not item.changed]
        return sections.findings_of([{**item.reason, "pointer": item.pointer} for item in due])

    def attachments(self) -> dict[str, Any]:
        return {each["kind"]: each for each in self.application["attachments"]}


def own_case(resources: Resources, visit: Visit, number: str, wanted: Collection[str] = ("name",)) -> OwnCase:
    """The case with the `wanted` sections. Raises the filing service's 404 for anybody else's case."""
    return OwnCase(number, showing.show_case(resources, visit.token, number, wanted))


def turn(resources: Resources, visit: Visit, number: str, key: str) -> OwnCase:
    """The case, if something can be done on the page `key` now; else on to where the case stands.

    While nobody can say, a form that was sent is given back to be sent again (Outage), and a page that was asked for
    gives way to the page of the case, which shows what is known. Of a returned case the pages are open on which
    something is to be corrected, and no others.
    """
    case = own_case(resources, visit, number, (*_SHOWN_ON.get(key, ("name",)), *showing.CORRECTION))
    if case.exact and key in correction.FORMS and case.stage in correction.BEING_CORRECTED and case.to_correct:
        if key in case.open_forms:
            return case
        raise Elsewhere(f"/my/cases/{number}")
    if pages.is_open(key, case.steps, number):
        return case
    if not case.exact and (visit.method == "POST" or visit.by_script):
        raise Outage("workflow.unavailable")
    raise Elsewhere(where_next(number, case.steps))


def after_step(number: str, taken: StepTaken | None, case: OwnCase | None = None) -> RedirectResponse:
    """On to where the step led; one that is still being carried out is followed on the page of the case, as is a
    correction, whose list is there."""
    if case and case.to_correct:
        return RedirectResponse(f"/my/cases/{number}", 303)
    return RedirectResponse(where_next(number, taken.possible_steps if taken else ()), 303)


def where_first(number: str, steps: Collection[Step]) -> str:
    """To the first of the pages on which something can be done."""
    key = pages.first_page(steps, number)
    return f"/my/cases/{number}/{key}" if key else f"/my/cases/{number}"


def where_after(case: OwnCase, key: str) -> str:
    """On from a page that was saved and took no step: to the next one on which something can be done; of a correction,
    to its list."""
    after = None if case.to_correct else pages.page_after(key, case.steps, case.number)
    return f"/my/cases/{case.number}/{after}" if after else f"/my/cases/{case.number}"


def where_next(number: str, steps: Collection[Step]) -> str:
    key = pages.next_page(steps, number)
    return f"/my/cases/{number}/{key}" if key else f"/my/cases/{number}"
