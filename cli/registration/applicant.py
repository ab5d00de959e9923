"""An applicant who fills in the forms, signs on a phone and waits: a client of the same API the pages use."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection
from typing import Any

from catalogues.filing_types.words import Actor, Stage
from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services
from cli.registration.phone import Phones
from workflows.contract import Step

_WAIT_SECONDS = 240.0
_LOOK_SECONDS = 0.25
_WAIT_AT_ONCE = 8

Say = Callable[[str], None]


class Applicant:
    """Takes one application from wherever it stands to its end. Every step may be repeated after an interruption.

    `captcha_answer` is the answer a local stack accepts for every captcha. `say` gets a line per thing done.
    Who insists stands by the pictures: what is doubted of them stops nothing, and a person looks at it.
    """

    def __init__(
        self, services: Services, form: RegistrationForm, captcha_answer: str, say: Say, *, insist: bool = False
    ) -> None:
        self._services = services
        self._form = form
        self._captcha = captcha_answer
        self._say = say
        self._insist = insist
        self._phones = Phones(services)

    # ---- account -----------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Log in, registering first where the account does not exist."""
        try:
            self._log_in()
        except Refused:
            self._register()
            self._log_in()

    def _log_in(self) -> None:
        account = self._form.account
        session = self._services.post(
            "identity",
            "/sessions",
            {"account_name": account["account_name"], "password": account["password"]},
        )
        self._services.token = session["access_token"]

    def _register(self) -> None:
        account = self._form.account
        captcha = {
            "captcha_id": self._services.post("identity", "/captchas", None)["captcha_id"],
            "captcha_answer": self._captcha,
        }
        self._services.post("identity", "/sms-codes", {"purpose": "register", "mobile": account["mobile"], **captcha})
        code = self._phones.newest_code(account["mobile"])
        self._services.post("identity", "/accounts", {**account, **captcha, "sms_code": code})
        self._say("account registered and verified against the population registry")

    # ---- the case ----------------------------------------------------------------------------------------------

    def open(self, request_id: str) -> str:
        """Idempotency key: request_id. Returns the application number."""
        opened = self._services.post("portal", "/cases", {"request_id": request_id, **self._form.application})
        number: str = opened["application_no"]
        return number

    def carry_through(self, number: str, *, until: str | None = None) -> dict[str, Any]:
        """Do what the case waits for until it needs nobody, or somebody else, or stands at the stage `until`.

        Returns the case as it then stands; that is where it stood for four minutes when nothing moves it.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        case = self._asked("portal", f"/cases/{number}/stage")
        waited = {"wait": _WAIT_AT_ONCE} if until is None else {}
        while case["stage"] != until and time.monotonic() < deadline:
            act = self._act(case["possible_steps"], until)
            if act is None:
                if case["exact"] and case["waits_for"] != Actor.SYSTEM:
                    break
                if not (waited and case["exact"]):
                    time.sleep(_LOOK_SECONDS)
                case = self._asked("portal", f"/cases/{number}/stage", **waited)
                continue
            try:
                case = {"exact": True} | act(number)
            except Refused as refused:
                if not refused.code.startswith("case.step_"):
                    raise
                time.sleep(0.1)  # the step was taken meanwhile; the case says where it stands
                case = {}
            if "stage" not in case:  # or it is still being carried out
                case = self._asked("portal", f"/cases/{number}/stage")
        return self._asked("portal", f"/cases/{number}")

    def _act(self, possible: Collection[str], until: str | None) -> Callable[[str], dict[str, Any]] | None:
        """What there is to do: of several steps the one that leads furthest, but everything is signed first."""
        doing: dict[str, Callable[[str], dict[str, Any]]] = {
            Step.REAUTHENTICATE: lambda number: self._step(number, Step.REAUTHENTICATE),
            Step.COLLECT_SIGNATURES: self._sign if until == Stage.SIGNED else self._sign_and_submit,
            Step.SUBMIT: self._submit,
            Step.AUTHENTICATE: self._authenticate,
            Step.CONFIRM_DOCUMENTS: self._confirm_documents,
            Step.COMPLETE_DETAILS: self._complete_details,
            Step.CONFIRM_OPERATOR: self._confirm_operator,
            Step.DECLARE_NAME: self._declare_name,
        }
        return next((act for step, act in doing.items() if step in possible), None)

    def _declare_name(self, number: str) -> dict[str, Any]:
        premises = self._form.premises
        if self._form.name is None:
            self._put(number, "premises", premises | {"needs_name": False})
            return self._step(number, Step.DECLARE_NAME)
        place = {key: self._form.application[key] for key in ("type_code", "county_code")}
        wish = {**place, "application_no": number, **self._form.name}
        ordered = self._services.order(number, Step.DECLARE_NAME)
        declared = self._services.post("naming", "/declarations", wish, **ordered)
        if declared["verdict"] not in {"AVAILABLE", "CAUTION"}:
            self._say(f"name {declared['full_name']}: {declared['verdict']}")
            for finding in declared["findings"]:
                self._say(f"  {finding['zh']}（{finding['article']}）")
            if not declared["alternatives"]:
                raise Refused({"code": "naming.name_taken", "detail": declared["verdict"], "errors": []})
            self._say("  free alternatives: " + "、".join(a["full_name"] for a in declared["alternatives"]))
            chosen = {k: declared["alternatives"][0][k] for k in ("trade_name", "industry", "organisation_form")}
            wish |= chosen | {"similar_confirmed": True}
            declared = self._services.post("naming", "/declarations", wish, **ordered)
            if "shop_name" in self._form.details:
                self._form.details["shop_name"] = "".join(chosen.values())
        self._put(number, "premises", premises)
        taken = self._step(number, Step.DECLARE_NAME, declaration_id=declared["declaration_id"])
        self._say(f"name held: {declared['full_name']}")
        return taken

    def _confirm_operator(self, number: str) -> dict[str, Any]:
        for kind in self._form.attachments:
            content = self._form.picture(kind)
            try:
                self._services.upload("filing", f"/applications/{number}/attachments/{kind}", content)
            except Refused as refused:
                raise refused.at(f"/attachments/{kind}") from None
            if self._insist:
                self._services.post("filing", f"/applications/{number}/attachments/{kind}/insistence", None)
        self._put(number, "operator", self._form.operator)
        if self._form.parties is not None:
            self._put(number, "parties", self._form.parties)
        taken = self._step(number, Step.CONFIRM_OPERATOR)
        self._say("operator confirmed and locked")
        return taken

    def _complete_details(self, number: str) -> dict[str, Any]:
        self._put(number, "details", self._form.details)
        return self._step(number, Step.COMPLETE_DETAILS)

    def _confirm_documents(self, number: str) -> dict[str, Any]:
        documents = self._services.get("filing", f"/applications/{number}/documents")
        shown = documents if isinstance(documents, list) else documents["documents"]
        for document in shown:
            self._services.fetch("filing", f"/applications/{number}/documents/{document['kind']}")
        taken = self._step(number, Step.CONFIRM_DOCUMENTS)
        last_day = taken.get("last_signing_day")
        self._say(f"{len(shown)} documents previewed and confirmed; sign until 24:00 on {last_day}")
        return taken

    def _authenticate(self, number: str) -> dict[str, Any]:
        self._services.post(
            "identity",
            "/authentications",
            {
                "application_no": number,
                "role": "operator",
                "person_ref": "operator",
                "consent_to_face": True,
                "live_capture": f"capture-{uuid.uuid4().hex}",
            },
            **self._services.order(number, Step.AUTHENTICATE),
        )
        taken = self._step(number, Step.AUTHENTICATE)
        self._say("real-name authentication succeeded")
        return taken

    def _sign(self, number: str) -> dict[str, Any]:
        self._sign_on_the_phone(number)
        self._sign_with_the_others(number)
        return self._step(number, Step.COLLECT_SIGNATURES)

    def _sign_and_submit(self, number: str) -> dict[str, Any]:
        """As the pages do: who submits has the signatures collected by the same step."""
        self._sign_on_the_phone(number)
        self._sign_with_the_others(number)
        return self._submit(number)

    def _sign_on_the_phone(self, number: str) -> None:
        """Opens the one-time link, reads every document, signs by hand, confirms by SMS code; once is enough."""
        try:
            link = self._services.post("signing", f"/sessions/{number}/links", None)
        except Refused as refused:
            if refused.code != "signing.already_signed":
                raise
            return
        admitted = self._services.post("signing", "/phone/redeem", {"token": link["token"]})
        signed = self._phones.sign(admitted, self._form.operator["mobile"])
        self._say(f"{signed} documents signed on the phone")

    def _sign_with_the_others(self, number: str) -> None:
        """Everybody invited by text message who has not signed yet; the parties keep the form's order."""
        if not self._invited:
            return
        table = self._services.get("signing", f"/sessions/{number}")
        for line, mobile in zip(table["signers"][1:], self._invited, strict=True):
            if line["status"] == "未签名":
                signed = self._phones.join(mobile)
                self._say(f"{line['role']} was authenticated and signed {signed} document(s) on the own phone")

    @property
    def _invited(self) -> list[str]:
        """The mobiles of everybody who signs besides the applicant, in the order of the parties."""
        return [member["mobile"] for member in self._form.others_who_sign]

    def _submit(self, number: str) -> dict[str, Any]:
        taken = self._step(number, Step.SUBMIT)
        self._say("submitted; the system decides")
        return taken

    # ---- asking ------------------------------------------------------------------------------------------------

    def _asked(self, service: str, path: str, **query: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._services.get(service, path, **query)
        except Refused as refused:
            if refused.code != "access.token_invalid":
                raise
            self._log_in()
            answer = self._services.get(service, path, **query)
        return answer

    def _put(self, number: str, section: str, content: dict[str, Any]) -> None:
        self._services.put("filing", f"/applications/{number}/{section}", content, **{"If-Match": "*"})

    def _step(self, number: str, step: str, **body: Any) -> dict[str, Any]:
        """One that takes longer is asked about again by its id: begun anew, it would find its own work done."""
        request = {"request_id": uuid.uuid4().hex, **body}
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            answer: dict[str, Any] = self._services.post("portal", f"/cases/{number}/steps/{step}", request)
            if answer.get("status") != "in_progress" or time.monotonic() > deadline:
                return answer
