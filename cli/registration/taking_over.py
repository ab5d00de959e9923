"""Somebody who takes a registered business over: a client of the same API the pages use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from cli.registration.applicant import Applicant, Say
from cli.registration.changing import holders_invited, otherwise_held
from cli.registration.form import RegistrationForm
from cli.registration.http import Services
from cli.registration.written import Written
from workflows.contract import Step


class TakeOverForm(Written):
    """The change of the operator written down as a file. `account` and `operator` are those of whoever takes the
    business over; `code` is what they were given, `former_mobile` the phone on which whoever leaves signs. Of an
    enterprise there is no matter, and everybody who contributes signs; `parties` names whose post or contribution is
    another one from then on, by the number of their document."""

    account: dict[str, Any]
    code: str
    former_mobile: str | None = None
    operator: dict[str, Any]
    matter: dict[str, Any] | None = None
    parties: dict[str, Any] | None = None

    @property
    def registration(self) -> RegistrationForm:
        """What signing in, filling the operator's form in and signing need to know."""
        form = RegistrationForm(
            account=self.account,
            application={},
            name=None,
            premises={},
            operator=self.operator,
            details={},
            attachments=self.attachments,
        )
        form._folder = self._folder
        return form


class TakingOverApplicant(Applicant):
    """Takes the filing from wherever it stands to its end; premises stay, and nothing is shown of them."""

    def __init__(
        self,
        services: Services,
        form: RegistrationForm,
        taken: TakeOverForm,
        captcha_answer: str,
        say: Say,
    ) -> None:
        pictures = {kind: file for kind, file in form.attachments.items() if not kind.endswith("premises_proof")}
        super().__init__(services, form.model_copy(update={"attachments": pictures}), captcha_answer, say)
        self._taken = taken
        self._holders: list[str] = []

    @property
    def form(self) -> RegistrationForm:
        """Whoever takes the business over, and runs it from then on."""
        return self._form

    def open(self, request_id: str) -> str:
        """Idempotency key: request_id. Returns the application number."""
        wanted = {"request_id": request_id, "code": self._taken.code}
        number: str = self._services.post("portal", "/handovers", wanted)["application_no"]
        return number

    def _act(self, possible: Collection[str], until: str | None) -> Callable[[str], dict[str, Any]] | None:
        if Step.TAKE_UP in possible:
            return self._take_up
        return super()._act(possible, until)

    def _take_up(self, number: str) -> dict[str, Any]:
        taken = self._step(number, Step.TAKE_UP)
        self._say("the business is held for this filing, and filled in as it is registered")
        return taken

    def _confirm_operator(self, number: str) -> dict[str, Any]:
        if self._taken.parties is not None:
            self._put(number, "operator", self._form.operator)
            kept = self._services.get("filing", f"/applications/{number}/parties")["section"]
            self._put(number, "parties", otherwise_held(kept, self._taken.parties))
        return super()._confirm_operator(number)

    def _complete_details(self, number: str) -> dict[str, Any]:
        if self._taken.matter is not None:
            self._put(number, "matter", self._taken.matter)
        return self._step(number, Step.COMPLETE_DETAILS)

    def _sign_with_the_others(self, number: str) -> None:
        if self._taken.matter is None:
            self._holders = holders_invited(self._services, number)
        super()._sign_with_the_others(number)

    @property
    def _invited(self) -> list[str]:
        former = [self._taken.former_mobile] if self._taken.former_mobile else []
        return self._holders or [*former, *super()._invited]


def give_code(services: Services, about: str) -> str:
    """What whoever runs a business gives to whoever takes it over; `about` registered it, or changed it last."""
    code: str = services.post("filing", f"/applications/{about}/handover", None)["code"]
    return code
