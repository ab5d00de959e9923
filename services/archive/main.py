"""The archive service: its API, its worker, its locked bucket."""

from __future__ import annotations

from collections.abc import Callable

from kernel.clock import Clock, SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore
from kernel.pdf.certification import CertificationAuthority
from kernel.service import Service, run
from kernel.tokens import TokenVerifier
from kernel.typesetting.typesetter import Typesetter
from kernel.web.application import make_app
from services.archive.activities import Activities
from services.archive.api import router
from services.archive.clients import PackageStore, silent
from services.archive.contract import TASK_QUEUE
from services.archive.operations.resources import Resources
from services.archive.settings import ArchiveSettings

_MAX_BODY_BYTES = 20_000


def open_resources(settings: ArchiveSettings, clock: Clock | None = None) -> Resources:
    """Everything operations need; connects to nobody yet."""
    store = ObjectStore(settings)
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings, store),
        packages=PackageStore(store, settings.archive_bucket),
        authority=CertificationAuthority(settings.ca_url, settings.outside_timeout, silent, settings.trust_roots),
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        clock=clock or SystemClock(),
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        hash_key=settings.hash_key_bytes,
        lock=settings.lock,
        demonstration=settings.demonstration,
    )


def close_resources(resources: Resources) -> None:
    resources.typesetter.close()
    resources.authority.close()
    resources.database.close()


def wire(settings: ArchiveSettings, resources: Resources, verifier: TokenVerifier) -> Service:
    """The service over resources that are open already."""
    checks: dict[str, Callable[[], None]] = {
        "database": resources.database.check,
        "exchange": resources.exchange.check,
        "packages": resources.packages.check,
    }
    app = make_app("archive", "Kaiye: archive", verifier, checks, max_body_bytes=_MAX_BODY_BYTES)
    app.include_router(router(resources))
    activities = Activities(resources)
    return Service(
        name="archive",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.hand_over_file,),
        close=lambda: close_resources(resources),
    )


def build(settings: ArchiveSettings | None = None) -> Service:
    """The service as its settings say."""
    settings = settings or ArchiveSettings()
    return wire(settings, open_resources(settings), TokenVerifier(settings.jwks_url, settings.token_issuer))


if __name__ == "__main__":
    run(build)
