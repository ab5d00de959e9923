"""What a test may ask of the agencies and order them to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, HTTPException

from sandbox.agencies.receiver import AgencyBehaviour, Receiver


def build(receivers: Sequence[Receiver]) -> FastAPI:
    by_name = {receiver.agency: receiver for receiver in receivers}
    app = FastAPI(title="agencies", docs_url=None, redoc_url=None)

    def find(agency: str) -> Receiver:
        if agency not in by_name:
            raise HTTPException(404, "no such agency is open")
        return by_name[agency]

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "up"}

    @app.get("/sandbox/agencies/{agency}")
    async def state(agency: str) -> dict[str, Any]:
        receiver = find(agency)
        accepted, refused = receiver.ledger.accepted(), receiver.ledger.refused()
        counts = {"accepted": len(accepted), "refused": len(refused)}
        return {"agency": agency, "connected": receiver.connected, **counts}

    @app.get("/sandbox/agencies/{agency}/events")
    async def events(agency: str) -> dict[str, Any]:
        """Accepted CloudEvents as they came, and refusals without content."""
        ledger = find(agency).ledger
        return {"accepted": ledger.accepted(), "refused": [vars(refusal) for refusal in ledger.refused()]}

    @app.get("/sandbox/agencies/{agency}/behaviour")
    async def read_behaviour(agency: str) -> AgencyBehaviour:
        return find(agency).switch.current

    @app.put("/sandbox/agencies/{agency}/behaviour")
    async def set_behaviour(agency: str, behaviour: AgencyBehaviour) -> AgencyBehaviour:
        """The whole behaviour; what is left out returns to normal."""
        find(agency).switch.set(behaviour)
        return behaviour

    @app.post("/sandbox/agencies/{agency}/replies/{application_no}")
    async def say_again(agency: str, application_no: str) -> dict[str, bool]:
        """Have the department say what it says now to what it was asked about an application before."""
        return {"said": await find(agency).say_again(application_no)}

    return app
