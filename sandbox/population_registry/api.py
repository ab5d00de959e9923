"""The population registry over HTTP: `/v1` is its protocol, `/sandbox` what only a test may do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from kernel.clock import Clock, local_date
from kernel.numbers import is_resident_id
from kernel.persons import RESIDENT_ID_CARD, DocumentNumber, age_on
from sandbox.behaviour import Behaviour, Switch
from sandbox.population_registry.persons import Person
from sandbox.population_registry.register import PopulationRegister, Verification, VerificationRequest
from sandbox.serving import open_application, problem


class RegistryBehaviour(Behaviour):
    """`mismatch`: every known person's name is said to differ."""

    mismatch: bool = False


class FactsRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id_number: DocumentNumber = Field(min_length=1, max_length=32)


class Persons(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: list[Person] = Field(min_length=1, max_length=10_000)


class LiveCapture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = Field(min_length=1, max_length=4096)
    id_number: DocumentNumber = Field(min_length=1, max_length=32)


def build(home: Path, clock: Clock) -> FastAPI:
    register = PopulationRegister(home, local_date(clock.now()))
    switch = Switch(RegistryBehaviour())
    app = open_application("population registry", switch, ["/v1/"], register.close)

    @app.post("/v1/verifications")
    async def verify(request: VerificationRequest) -> Verification:
        return register.verify(request, clock.now(), mismatch=switch.current.mismatch)

    @app.post("/v1/facts")
    async def facts(request: FactsRequest) -> dict[str, Any]:
        now: datetime = clock.now()
        return {**register.facts(request.id_number).model_dump(mode="json"), "checked_at": now.isoformat()}

    @app.get("/v1/persons")
    @app.get("/sandbox/persons")
    async def persons(
        age: Annotated[int | None, Query(ge=0, le=150)] = None,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    ) -> dict[str, Any]:
        """Everybody, with their age today; `age` narrows the list."""
        today = local_date(clock.now())
        listed = [
            {**person.model_dump(mode="json"), "age": person.birth_date and age_on(person.birth_date, today)}
            for person in register.persons()
            if age is None or (person.birth_date and age_on(person.birth_date, today) == age)
        ]
        return {"total": len(listed), "persons": listed[offset : offset + limit]}

    @app.post("/sandbox/persons", response_model=None)
    async def add_persons(request: Persons) -> dict[str, int] | JSONResponse:
        """Adds or replaces people in bulk; all of them or, when a resident ID number is wrong, none."""
        wrong = [
            {"pointer": f"/persons/{index}/id_number", "detail": "not a resident ID number"}
            for index, person in enumerate(request.persons)
            if person.id_document_type == RESIDENT_ID_CARD and not is_resident_id(person.id_number)
        ]
        if wrong:
            return problem(422, "invalid_request", errors=wrong)
        return {"registered": register.add(request.persons)}

    @app.post("/sandbox/live-captures", status_code=201)
    async def record_capture(capture: LiveCapture) -> dict[str, str]:
        register.record_capture(capture.token, capture.id_number)
        return {"token": capture.token}

    return app
