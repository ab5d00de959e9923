"""What every page of a case begins with: the case as its owner sees it, and whether the page is its turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import RedirectResponse

from services.portal.api.troubles import Elsewhere
from services.portal.api.visits import Visit
from services.portal.domain import wizard
from services.portal.domain.forms import typed_of
from services.portal.operations import cases
from services.portal.operations.resources import Resources
from workflows.contract import StepTaken

Number = Annotated[str, Path(pattern="^[0-9]{23}$")]


@dataclass(frozen=True)
class OwnCase:
    """`stage` is the one the next step needs."""

    number: str
    stage: str
    content: dict[str, Any]

    @property
    def application(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["application"]
        return found

    @property
    def name(self) -> str | None:
        held, application = self.content["name"], self.application
        name: str | None = held["full_name"] if held and held["status"] != "released" else application["full_name"]
        return name

    def version(self, section: str) -> str:
        kept = self.application[section]
        return str(kept["version"]) if kept else ""

    def typed(self, section: str) -> dict[str, str]:
        """The kept section as the fields of its form."""
        kept = self.application[section]
        return typed_of(kept["section"]) if kept else {}

    def attachments(self) -> dict[str, Any]:
        return {each["kind"]: each for each in self.application["attachments"]}


def own_case(resources: Resources, visit: Visit, number: str, *, in_full: bool = False) -> OwnCase:
    """`in_full` as in `cases.show_case`. Raises the filing service's 404 for anybody else's case."""
    content = cases.show_case(resources, visit.token, number, in_full=in_full)
    return OwnCase(number, wizard.stage_of(content), content)


def turn(resources: Resources, visit: Visit, number: str, key: str) -> OwnCase:
    """The case, if the page `key` can be filled in now; else on to where the case stands."""
    case = own_case(resources, visit, number)
    if wizard.is_open(key, case.stage):
        return case
    raise Elsewhere(where_next(number, case.stage))


def after_step(number: str, taken: StepTaken | None) -> RedirectResponse:
    """On to where the step led; one that is still being carried out is followed on the page of the case."""
    return RedirectResponse(where_next(number, taken.stage) if taken else f"/my/cases/{number}", 303)


def where_next(number: str, stage: str) -> str:
    key = wizard.next_page(stage)
    return f"/my/cases/{number}/{key}" if key else f"/my/cases/{number}"
