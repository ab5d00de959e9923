"""An applicant who changes what is registered of a business: a client of the same API the pages use."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from catalogues.filing_types import editions
from cli.registration.applicant import Applicant, Say
from cli.registration.form import Malformed, RegistrationForm
from cli.registration.http import Services
from workflows.contract import Step


class ChangeForm(BaseModel):
    """A change written down as a file: only what is to be otherwise. `about` is the application that registered the
    business, or changed it last; `mobile` the operator's, who signs on it. Pictures lie beside the file."""

    model_config = ConfigDict(extra="forbid")

    note: str = ""
    account: dict[str, Any]
    mobile: str
    about: str
    name: dict[str, Any] | None = None
    premises: dict[str, Any] = {}
    details: dict[str, Any] = {}
    attachments: dict[str, str] = {}
    _folder: Path = PrivateAttr(default=Path())

    @classmethod
    def read(cls, path: Path) -> ChangeForm:
        """Raises Malformed."""
        try:
            form = cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise Malformed(f"{path}: no such file") from None
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise Malformed(f"{path}: not JSON ({error})") from None
        except ValidationError as error:
            wrong = "; ".join(f"/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise Malformed(f"{path}: {wrong}") from None
        form._folder = path.parent
        return form

    def picture(self, kind: str) -> bytes:
        """Raises Malformed if its file is missing."""
        path = self._folder / self.attachments[kind]
        if not path.is_file():
            raise Malformed(f"/attachments/{kind}: no file {path}")
        return path.read_bytes()

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
