"""The premises registry over HTTP: `/v1` is its protocol, `/sandbox` what only a test may do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from kernel.clock import Clock
from sandbox.behaviour import Behaviour, Switch
from sandbox.premises_registry.register import Place, PremisesRegister, Question
from sandbox.serving import open_application


class RegistryBehaviour(Behaviour):
    """`wrong`: every place is said not to exist."""

    wrong: bool = False


class Places(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    places: list[Place] = Field(min_length=1, max_length=10_000)


def build(home: Path, clock: Clock) -> FastAPI:
    register = PremisesRegister(home)
    switch = Switch(RegistryBehaviour())
    app = open_application("premises registry", switch, ["/v1/"], register.close)

    @app.post("/v1/checks")
    async def check(question: Question) -> dict[str, Any]:
        answer = register.answer(question, wrong=switch.current.wrong)
        return {**answer.model_dump(mode="json"), "checked_at": clock.now().isoformat()}

    @app.get("/sandbox/places")
    async def places() -> dict[str, Any]:
        listed = register.places()
        return {"total": len(listed), "places": [place.model_dump(mode="json") for place in listed]}

    @app.post("/sandbox/places")
    async def add_places(request: Places) -> dict[str, int]:
        """Adds or replaces places in bulk."""
        return {"registered": register.add(request.places)}

    return app
