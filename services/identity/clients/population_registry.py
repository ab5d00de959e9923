"""The population registry over HTTP: anything but a clear answer is an Outage, never a no."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeVar

import httpx
from pydantic import AwareDatetime, BaseModel, Field, StrictBool, ValidationError

from kernel.connections import http_client
from kernel.errors import Defect, Outage
from services.identity.domain.authentication import Comparison

Answer = TypeVar("Answer", bound=BaseModel)


class Flags(BaseModel):
    """What the registry sees beside name and number; None where it says nothing."""

    alive: StrictBool | None = None
    document_valid: StrictBool | None = None
    live_capture: StrictBool | None = None


class Verification(BaseModel):
    result: Comparison
    reference_no: str = Field(min_length=1, max_length=64)
    face_score: Annotated[float, Field(ge=0, le=1)] | None = None
    flags: Flags = Flags()
    checked_at: AwareDatetime


class RegisterFacts(BaseModel):
    barred_profession: StrictBool
    serious_violation: StrictBool
    restricted_until: date | None
    litigation: StrictBool


class PopulationRegistry:
    """Safe to share between threads. Raises Outage `identity.registry_unavailable` for silence, failure and
    nonsense; Defect when the registry says that our question is wrong."""

    def __init__(self, url: str, timeout: float) -> None:
        self._client = http_client(timeout, url=url)

    def verify(
        self, *, name: str, id_number: str, id_document_type: str, purpose: str, request_id: str, face: str | None
    ) -> Verification:
        """Compare name and number, and a live capture if given. Idempotency key: request_id."""
        question = {
            "name": name,
            "id_number": id_number,
            "id_document_type": id_document_type,
            "purpose": purpose,
            "request_id": request_id,
        } | ({"face": face} if face is not None else {})
        answer = self._ask("/v1/verifications", question, Verification)
        if face is not None and answer.result == "MATCH" and answer.face_score is None:
            raise _unavailable()
        return answer

    def facts(self, id_number: str) -> RegisterFacts:
        """What other departments' lists say of the person on this day."""
        return self._ask("/v1/facts", {"id_number": id_number}, RegisterFacts)

    def close(self) -> None:
        self._client.close()

    def _ask(self, path: str, question: dict[str, str], model: type[Answer]) -> Answer:
        try:
            response = self._client.post(path, json=question)
        except httpx.HTTPError:
            # Without the cause: its text may quote the question.
            raise _unavailable() from None
        if response.status_code in {400, 409, 422}:
            raise Defect("identity.registry_question_refused", str(response.status_code))
        try:
            if response.status_code != 200:
                raise _unavailable()
            return model.model_validate_json(response.content)
        except ValidationError:
            raise _unavailable() from None


def _unavailable() -> Outage:
    return Outage(
        "identity.registry_unavailable",
        "人口信息核验服务暂时没有响应，请稍后再试；这不代表您的信息有误",
        "The population registry gives no answer right now; please try again shortly. This says nothing about you",
    )
