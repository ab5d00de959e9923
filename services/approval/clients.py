"""What the approval service asks the register."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ValidationError

from kernel.errors import Defect
from kernel.exchange import Reference
from kernel.references_handed import OtherService


class AsksRegister(Protocol):
    def facts(self, application_no: str, submission: int, authority_code: str, application: Reference) -> Reference: ...


class _Question(BaseModel):
    key: str
    digest: str
    submission: int
    authority_code: str


class RegisterAsked:
    """Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._service = OtherService("register", url)

    def facts(self, application_no: str, submission: int, authority_code: str, application: Reference) -> Reference:
        """The reference of what is registered besides; the same for one submission however often it is asked. Raises
        Outage `register.unavailable` and Defect `register.declined`."""
        question = _Question(**application.model_dump(), submission=submission, authority_code=authority_code)
        answer = self._service.ask(f"/filings/{application_no}/facts", question)
        try:
            return Reference.model_validate_json(answer)
        except ValidationError as error:
            raise Defect("register.declined", "unintelligible") from error

    def close(self) -> None:
        self._service.close()
