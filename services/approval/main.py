"""Wires the approval service; `python -m services.approval.main [api|worker]` runs it."""

from __future__ import annotations

from datetime import timedelta

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.typesetting.typesetter import Typesetter
from kernel.web.application import make_app
from services.approval.activities import Activities
from services.approval.api.routes import router
from services.approval.contract import TASK_QUEUE
from services.approval.operations.resources import Resources
from services.approval.settings import ApprovalSettings

_MAX_BODY_BYTES = 200_000


def open_resources(settings: ApprovalSettings, clock: Clock) -> Resources:
    """Everything operations need; connects to nobody yet."""
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings),
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        clock=clock,
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        hash_key=settings.hash_key_bytes,
        claim_lasts=timedelta(minutes=settings.claim_minutes),
        examiner_names=settings.examiner_names,
        demonstration=settings.demonstration,
    )


def wire(settings: ApprovalSettings, resources: Resources, verifier: TokenVerifier) -> Service:
    """The service over resources that are open already; closes them at its end."""
    app = make_app(
        "approval",
        "Kaiye: approval",
        verifier,
        {"database": resources.database.check, "exchange": resources.exchange.check},
        max_body_bytes=_MAX_BODY_BYTES,
    )
    app.include_router(router(resources))
    activities = Activities(resources)

    def close() -> None:
        resources.typesetter.close()
        resources.database.close()

    return Service(
        name="approval",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(
            activities.decide_case,
            activities.confirm_examiner_decision,
            activities.confirm_extension,
            activities.open_review,
            activities.close_task,
        ),
        close=close,
    )


def build(settings: ApprovalSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or ApprovalSettings()
    verifier = TokenVerifier(settings.jwks_url, settings.token_issuer)
    return wire(settings, open_resources(settings, SystemClock()), verifier)


if __name__ == "__main__":
    run(build)
