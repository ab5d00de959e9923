"""An applicant who changes what is registered of a business: a client of the same API the pages use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from pydantic import Field

from catalogues.filing_types import editions
from cli.registration.applicant import Applicant, Say
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.written import Written
from workflows.contract import Step


class ChangeForm(Written):
    """A change written down as a file: only what is to be otherwise. `about` is the application that registered the
    business, or changed it last; `mobile` the operator's, who signs on it. Pictures lie beside the file."""

    account: dict[str, Any]
    mobile: str
    about: str
    name: dict[str, Any] | None = None
    premises: dict[str, Any] = Field(default_factory=dict)
    details: dict[str, Any] = Field(default_factory=dict)
    attachments: dict[str, str] = Field(default_factory=dict)

    @property
    def signing(self) -> RegistrationForm:
        """What signing in and signing need to know."""
        return RegistrationForm(
            account=self.account,
            application={},
            name=self.name,
            premises=self.premises,
            operator={"mobile": self.mobile},
            details=self.details,
            attachments={},
        )


class ChangingApplicant(Applicant):
    """Takes a change from wherever it stands to its end; what the form does not name stays as it is registered."""

    def __init__(self, services: Services, change: ChangeForm, captcha_answer: str, say: Say) -> None:
        super().__init__(services, change.signing, captcha_answer, say)
        self._change = change

    def open(self, request_id: str) -> str:
        """Idempotency key: request_id. Returns the application number."""
        wanted = {"request_id": request_id, "filing_type": editions.CHANGE}
        number: str = self._services.post("portal", f"/cases/{self._change.about}/filings", wanted)["application_no"]
        return number

    def _act(self, possible: Collection[str], until: str | None) -> Callable[[str], dict[str, Any]] | None:
        if Step.TAKE_UP in possible:
            return self._take_up
        return super()._act(possible, until)

    def _take_up(self, number: str) -> dict[str, Any]:
        taken = self._step(number, Step.TAKE_UP)
        self._say("the business is held for this filing, and filled in as it is registered")
        return taken

    def _complete_details(self, number: str) -> dict[str, Any]:
        for kind in self._change.attachments:
            content = self._change.picture(kind)
            self._services.upload("filing", f"/applications/{number}/attachments/{kind}", content)
        for section, otherwise in (("premises", self._change.premises), ("details", self._change.details)):
            if otherwise:
                kept = self._services.get("filing", f"/applications/{number}/{section}")["section"]
                self._put(number, section, kept | otherwise)
        if self._change.name is not None:
            self._hold_name(number, self._change.name)
        return self._step(number, Step.COMPLETE_DETAILS)

    def _hold_name(self, number: str, name: dict[str, Any]) -> None:
        application = self._services.get("filing", f"/applications/{number}")
        shop = {"type_code": application["type"]["code"], "county_code": application["county_code"]}
        declared = self._services.post("naming", "/declarations", {"application_no": number, **shop, **name})
        self._step(number, Step.DECLARE_NAME, declaration_id=declared["declaration_id"])
        self._say(f"name held: {declared['full_name']}")
