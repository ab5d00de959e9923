"""An applicant who fills in the forms, signs on a phone and waits: a client of the same API the pages use."""

from __future__ import annotations

import math
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from cli.registration.form import RegistrationForm
from cli.registration.http import Refused, Services

INTENT = "我已阅读全部文件并同意签署"
_SETTLED = frozenset({"ARCHIVED", "REJECTED", "WITHDRAWN", "ABANDONED", "CORRECTION_REQUIRED", "MANUAL_REVIEW"})
_WAIT_SECONDS = 240.0
_LOOK_SECONDS = 0.25

Say = Callable[[str], None]


class Applicant:
    """Takes one application from wherever it stands to its end. Every step may be repeated after an interruption.

    `captcha_answer` is the answer a local stack accepts for every captcha. `say` gets a line per thing done.
    """

    def __init__(self, services: Services, form: RegistrationForm, captcha_answer: str, say: Say) -> None:
        self._services = services
        self._form = form
        self._captcha = captcha_answer
        self._say = say
        self._codes_seen: set[str] = set()

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
        code = self._newest_code(account["mobile"])
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
        doing: dict[str, Callable[[str], dict[str, Any]]] = {
            "DRAFT": self._declare_name,
            "NAME_RESERVED": self._confirm_operator,
            "OPERATOR_LOCKED": self._complete_details,
            "INFO_READY": self._confirm_documents,
            "AUTH_PENDING": self._authenticate,
            "SIGN_PENDING": self._sign,
            "SIGNED": self._submit,
            "LAPSED": lambda n: self._step(n, "reauthenticate"),
        }
        deadline = time.monotonic() + _WAIT_SECONDS
        stage = self._case(number)["stage"]
        while stage not in _SETTLED and stage != until and time.monotonic() < deadline:
            act = doing.get(stage)
            if act is None:
                time.sleep(_LOOK_SECONDS)
                stage = self._asked("portal", f"/cases/{number}/stage")["stage"]
                continue
            try:
                stage = act(number).get("stage") or self._case(number)["stage"]
            except Refused as refused:
                if not refused.code.startswith("case.step_"):
                    raise
                time.sleep(0.1)  # the step was taken meanwhile; the case says where it stands
                stage = self._case(number)["stage"]
        return self._case(number)

    def _case(self, number: str) -> dict[str, Any]:
        case = self._asked("portal", f"/cases/{number}")
        if case["stage"] == "DRAFT" and case["name"] and case["name"]["status"] == "held":
            case["stage"] = "NAME_RESERVED"
        return case

    def _declare_name(self, number: str) -> dict[str, Any]:
        premises = self._form.premises
        if self._form.name is None:
            self._put(number, "premises", premises | {"needs_name": False})
            self._step(number, "declare_name")
            return self._confirm_operator(number)
        wish = {**self._form.application, "application_no": number, **self._form.name}
        declared = self._services.post("naming", "/declarations", wish)
        if declared["verdict"] not in {"AVAILABLE", "CAUTION"}:
            self._say(f"name {declared['full_name']}: {declared['verdict']}")
            for finding in declared["findings"]:
                self._say(f"  {finding['zh']}（{finding['article']}）")
            if not declared["alternatives"]:
                raise Refused({"code": "naming.name_taken", "detail": declared["verdict"], "errors": []})
            self._say("  free alternatives: " + "、".join(a["full_name"] for a in declared["alternatives"]))
            chosen = {k: declared["alternatives"][0][k] for k in ("trade_name", "industry", "organisation_form")}
            declared = self._services.post("naming", "/declarations", wish | chosen | {"similar_confirmed": True})
            self._form.details["shop_name"] = "".join(chosen.values())
        self._put(number, "premises", premises)
        taken = self._step(number, "declare_name", declaration_id=declared["declaration_id"])
        self._say(f"name held: {declared['full_name']}")
        return taken

    def _confirm_operator(self, number: str) -> dict[str, Any]:
        for kind in self._form.attachments:
            content = self._form.picture(kind)
            self._services.upload("filing", f"/applications/{number}/attachments/{kind}", content)
        self._put(number, "operator", self._form.operator)
        taken = self._step(number, "confirm_operator")
        self._say("operator confirmed and locked")
        return taken

    def _complete_details(self, number: str) -> dict[str, Any]:
        self._put(number, "details", self._form.details)
        return self._step(number, "complete_details")

    def _confirm_documents(self, number: str) -> dict[str, Any]:
        documents = self._services.get("filing", f"/applications/{number}/documents")
        shown = documents if isinstance(documents, list) else documents["documents"]
        for document in shown:
            self._services.fetch("filing", f"/applications/{number}/documents/{document['kind']}")
        taken = self._step(number, "confirm_documents")
        self._say(f"{len(shown)} documents previewed and confirmed; sign until {taken.get('last_signing_day')}")
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
        )
        taken = self._step(number, "authenticate")
        self._say("real-name authentication succeeded")
        return taken

    def _sign(self, number: str) -> dict[str, Any]:
        """The phone: opens the one-time link, reads every document, signs by hand, confirms by SMS code."""
        link = self._services.post("signing", f"/sessions/{number}/links", None)
        session = self._services.post("signing", "/phone/redeem", {"token": link["token"]})
        phone = session["signer_token"]
        for document in session["documents"]:
            self._services.fetch("signing", f"/phone/documents/{document['kind']}", token=phone)
        self._services.post("signing", "/phone/codes", None, token=phone)
        code = self._newest_code(self._form.operator["mobile"])
        self._services.post(
            "signing",
            "/phone/signatures",
            {"strokes": handwriting(), "sms_code": code, "intent": INTENT},
            token=phone,
        )
        self._say(f"{len(session['documents'])} documents signed on the phone")
        return self._step(number, "collect_signatures")

    def _submit(self, number: str) -> dict[str, Any]:
        taken = self._step(number, "submit")
        self._say("submitted; the system decides")
        return taken

    # ---- asking ------------------------------------------------------------------------------------------------

    def _asked(self, service: str, path: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._services.get(service, path)
        except Refused as refused:
            if refused.code != "access.token_invalid":
                raise
            self._log_in()
            answer = self._services.get(service, path)
        return answer

    def _put(self, number: str, section: str, content: dict[str, Any]) -> None:
        self._services.put("filing", f"/applications/{number}/{section}", content, **{"If-Match": "*"})

    def _step(self, number: str, step: str, **body: Any) -> dict[str, Any]:
        request = {"request_id": uuid.uuid4().hex, **body}
        answer: dict[str, Any] = self._services.post("portal", f"/cases/{number}/steps/{step}", request)
        return answer

    def _newest_code(self, mobile: str) -> str:
        """The last six-digit code the sandbox's gateway delivered to `mobile` and that was not used yet."""
        for _ in range(200):
            messages = self._services.get("sms-gateway", "/sandbox/messages", to=mobile)["messages"]
            for message in reversed(messages):
                found = re.search(r"(?<!\d)\d{6}(?!\d)", message["text"])
                if found and message["message_id"] not in self._codes_seen:
                    self._codes_seen.add(message["message_id"])
                    return found.group()
            time.sleep(0.05)
        raise Refused({"code": "sms.missing", "detail": "no SMS code arrived", "errors": []})


def handwriting() -> list[list[dict[str, float]]]:
    """Three strokes of a pen, as a touch screen reports them: places in the unit square, times in milliseconds."""
    strokes = []
    for row in range(3):
        points = [
            {
                "x": 0.08 + 0.84 * i / 24,
                "y": 0.25 + 0.25 * row + 0.09 * math.sin(i / 2.1 + row),
                "t": float(row * 420 + i * 14),
            }
            for i in range(25)
        ]
        strokes.append(points)
    return strokes
