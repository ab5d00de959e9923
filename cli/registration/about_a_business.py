"""An operator who files about a registered business: a client of the same API the pages use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from pydantic import Field

from cli.registration.applicant import Applicant, Say
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.written import Written
from workflows.contract import Step


class BusinessForm(Written):
    """A filing written down as a file. `about` is the application that registered the business, or changed it last;
    `mobile` the operator's, who signs on it. Pictures lie beside the file."""

    account: dict[str, Any]
    mobile: str
    about: str
    attachments: dict[str, str] = Field(default_factory=dict)

    @property
    def signing(self) -> RegistrationForm:
        """What signing in and signing need to know."""
        return RegistrationForm(
            account=self.account,
            application={},
            name=None,
            premises={},
            operator={"mobile": self.mobile},
            details={},
            attachments={},
        )


class MatterForm(BusinessForm):
    """A filing with a matter of its own, as the catalogue of forms has its fields. Of the family members it names, new
    ones have a `mobile`, on which they sign; those on file have none."""

    matter: dict[str, Any] = Field(default_factory=dict)

    @property
    def signing(self) -> RegistrationForm:
        """As above, and who else signs."""
        named = super().signing
        new = [member for member in self.matter.get("family_members") or () if member.get("mobile")]
        operator = {**named.operator, "composition_form": "2", "family_members": new} if new else named.operator
        return named.model_copy(update={"operator": operator})


class BusinessApplicant(Applicant):
    """Takes a filing from wherever it stands to its end; what it does not ask for stays as it is registered."""

    def __init__(self, services: Services, filing_type: str, form: BusinessForm, captcha_answer: str, say: Say) -> None:
        super().__init__(services, form.signing, captcha_answer, say)
        self._filing_type = filing_type
        self._about = form.about
        self._moving: dict[str, str] = {}

    def open(self, request_id: str) -> str:
        """Idempotency key: request_id. Returns the application number."""
        wanted = {"request_id": request_id, "filing_type": self._filing_type, **self._moving}
        number: str = self._services.post("portal", f"/cases/{self._about}/filings", wanted)["application_no"]
        return number

    def _act(self, possible: Collection[str], until: str | None) -> Callable[[str], dict[str, Any]] | None:
        if Step.TAKE_UP in possible:
            return self._take_up
        return super()._act(possible, until)

    def _take_up(self, number: str) -> dict[str, Any]:
        taken = self._step(number, Step.TAKE_UP)
        self._say("the business is held for this filing, and filled in as it is registered")
        return taken


class MatterApplicant(BusinessApplicant):
    """Files what is written down as the matter."""

    def __init__(self, services: Services, filing_type: str, form: MatterForm, captcha_answer: str, say: Say) -> None:
        super().__init__(services, filing_type, form, captcha_answer, say)
        self._matter = form.matter

    def _complete_details(self, number: str) -> dict[str, Any]:
        self._put(number, "matter", self._matter)
        return self._step(number, Step.COMPLETE_DETAILS)
