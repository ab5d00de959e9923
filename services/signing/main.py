"""The signing service: its API, its worker, its way to trust services."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kernel.clock import SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.timestamps import TimestampAuthority
from kernel.service import Service, run
from kernel.sms import SmsGateway
from kernel.tokens import TokenVerifier
from kernel.typesetting.typesetter import Typesetter
from kernel.web.application import make_app
from services.signing.activities import Activities
from services.signing.api import router
from services.signing.clients import certification_authority
from services.signing.contract import TASK_QUEUE
from services.signing.operations.resources import Resources
from services.signing.settings import SigningSettings

_MAX_BODY_BYTES = 600_000
_THREADS = 4


def open_resources(settings: SigningSettings) -> Resources:
    """Everything operations need; connects to nobody yet."""
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings),
        clock=SystemClock(),
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        hash_key=settings.hash_key_bytes,
        portal_url=settings.portal_url,
        authority=CertificationAuthority(
            settings.ca_url, settings.outside_timeout, certification_authority.silent, settings.trust_roots
        ),
        timestamper=TimestampAuthority(settings.tsa_url, timeout=settings.outside_timeout),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        typesetter=Typesetter(shared=True),
        threads=ThreadPoolExecutor(_THREADS, thread_name_prefix="signing-documents"),
    )


def close_resources(resources: Resources) -> None:
    resources.threads.shutdown()
    resources.typesetter.close()
    resources.authority.close()
    resources.timestamper.close()
    resources.sms.close()
    resources.database.close()


def build(settings: SigningSettings | None = None) -> Service:
    """Wire the service. Outside systems are first asked when somebody signs."""
    settings = settings or SigningSettings()
    resources = open_resources(settings)
    checks: dict[str, Callable[[], None]] = {
        "database": resources.database.check,
        "exchange": resources.exchange.check,
    }
    verifier = TokenVerifier(settings.jwks_url, settings.token_issuer)
    app = make_app("signing", "Signing", verifier, checks, max_body_bytes=_MAX_BODY_BYTES)
    app.include_router(router(resources, settings.rate))
    activities = Activities(resources)
    return Service(
        name="signing",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.open_session, activities.collect_signatures, activities.void_signatures),
        close=lambda: close_resources(resources),
    )


if __name__ == "__main__":
    run(build)
