"""The filing service: its API, its worker, its typesetting processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.typesetting.typesetter import Typesetter
from kernel.web.application import make_app
from services.filing.activities import Activities
from services.filing.api.routes import router
from services.filing.clients import AttachmentStore
from services.filing.contract import TASK_QUEUE
from services.filing.operations.resources import Resources
from services.filing.settings import FilingSettings

_MAX_BODY_BYTES = 6_000_000
_THREADS = 5


def open_resources(settings: FilingSettings, clock: Clock | None = None) -> Resources:
    """Everything operations need; connects to nobody yet."""
    store = ObjectStore(settings)
    ring = KeyRing.parse(settings.keys.get_secret_value())
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings, store),
        attachments=AttachmentStore(store, settings.exchange_bucket, ring),
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        threads=ThreadPoolExecutor(_THREADS, thread_name_prefix="filing-documents"),
        clock=clock or SystemClock(),
        ring=ring,
        hash_key=settings.hash_key_bytes,
        closed_types=settings.closed,
        recent_days=settings.recent_days,
        demonstration=settings.demonstration,
    )


def wire(settings: FilingSettings, resources: Resources, verifier: TokenVerifier) -> Service:
    """The service on given resources; the database is first needed by a request or an activity."""
    checks: dict[str, Callable[[], None]] = {
        "database": resources.database.check,
        "exchange": resources.exchange.check,
    }
    app = make_app("filing", "Filing", verifier, checks, max_body_bytes=_MAX_BODY_BYTES)
    app.include_router(router(resources))
    activities = Activities(resources)

    def close() -> None:
        resources.threads.shutdown()
        resources.typesetter.close()
        resources.database.close()

    return Service(
        name="filing",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(
            activities.lock_operator,
            activities.prepare_documents,
            activities.fix_documents,
            activities.open_signing_window,
            activities.accept_submission,
            activities.record_stages,
            activities.confirmed_application,
        ),
        close=close,
    )


def build(settings: FilingSettings | None = None) -> Service:
    """The service as its settings say."""
    settings = settings or FilingSettings()
    return wire(settings, open_resources(settings), TokenVerifier(settings.jwks_url, settings.token_issuer))


if __name__ == "__main__":
    run(build)
