"""An operator who changes what is registered of a business: a client of the same API the pages use."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from catalogues.filing_types import editions, founding
from cli.registration.about_a_business import BusinessApplicant, BusinessForm
from cli.registration.applicant import Say
from cli.registration.http import Services
from workflows.contract import Step


class ChangeForm(BusinessForm):
    """A change written down as a file: only what is to be otherwise. Of an enterprise `parties` names those whose
    contribution or post is another one, by the number of their document, and whoever is new among them;
    `representative` whoever stands for it."""

    name: dict[str, Any] | None = None
    parties: dict[str, Any] = Field(default_factory=dict)
    premises: dict[str, Any] = Field(default_factory=dict)
    details: dict[str, Any] = Field(default_factory=dict)


class MoveForm(ChangeForm):
    """A move written down as a file: `county_code` is where it leads to; premises are stated anew, and the name, where
    there is one, with the division of the new authority."""

    county_code: str


class ChangingApplicant(BusinessApplicant):
    """Takes a change from wherever it stands to its end; what the form does not name stays as it is registered."""

    def __init__(
        self,
        services: Services,
        change: ChangeForm,
        captcha_answer: str,
        say: Say,
        filing_type: str | None = None,
    ) -> None:
        of_its_kind = f"{editions.of_number(change.about).entity_kind}.change"
        super().__init__(services, filing_type or of_its_kind, change, captcha_answer, say)
        self._change = change
        self._holders: list[str] = []
        if isinstance(change, MoveForm):
            self._moving = {"county_code": change.county_code}

    def _complete_details(self, number: str) -> dict[str, Any]:
        for kind in self._change.attachments:
            content = self._change.picture(kind)
            self._services.upload("filing", f"/applications/{number}/attachments/{kind}", content)
        for section, otherwise in (("premises", self._change.premises), ("details", self._change.details)):
            if otherwise:
                kept = self._services.get("filing", f"/applications/{number}/{section}")["section"]
                self._put(number, section, kept | otherwise)
        if self._change.parties:
            kept = self._services.get("filing", f"/applications/{number}/parties")["section"]
            self._put(number, "parties", otherwise_held(kept, self._change.parties))
        if self._change.name is not None:
            self._hold_name(number, self._change.name)
        return self._step(number, Step.COMPLETE_DETAILS)

    def _sign_with_the_others(self, number: str) -> None:
        """Everybody else who contributes to an enterprise, each on the phone that is known of them."""
        if editions.of_number(number).entity_kind in founding.kinds():
            self._holders = holders_invited(self._services, number)
        super()._sign_with_the_others(number)

    @property
    def _invited(self) -> list[str]:
        return self._holders or super()._invited

    def _hold_name(self, number: str, name: dict[str, Any]) -> None:
        application = self._services.get("filing", f"/applications/{number}")
        shop = {"type_code": application["type"]["code"], "county_code": application["county_code"]}
        ordered = self._services.order(number, Step.DECLARE_NAME)
        declared = self._services.post("naming", "/declarations", {"application_no": number, **shop, **name}, **ordered)
        self._step(number, Step.DECLARE_NAME, declaration_id=declared["declaration_id"])
        self._say(f"name held: {declared['full_name']}")


def holders_invited(services: Services, number: str) -> list[str]:
    """The mobiles of everybody else who contributes, in the order of the parties."""
    held = services.get("filing", f"/applications/{number}/parties")["section"]
    return [other["mobile"] for other in held["others"] if other["amount"]]


def otherwise_held(kept: dict[str, Any], otherwise: dict[str, Any]) -> dict[str, Any]:
    """The parties as they are kept, with what is to be otherwise of them, and with whoever is new at their end."""
    changed = {each["id_number"]: each for each in otherwise.get("others", ())}
    others = [other | changed.pop(other["id_number"], {}) for other in kept["others"]]
    own = kept["representative"] | otherwise.get("representative", {})
    return {**kept, "representative": own, "others": [*others, *changed.values()]}
