"""Wires the notice service; `python -m services.notice.main [api|worker]` runs it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from kernel.clock import SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.service import Service, run
from kernel.sms import SmsGateway
from kernel.tokens import TokenVerifier
from kernel.web.application import make_app
from services.notice.activities import Activities
from services.notice.api import router
from services.notice.clients.event_stream import EventStream
from services.notice.clients.nats_connection import NatsConnection
from services.notice.contract import TASK_QUEUE
from services.notice.domain.events import RECEIVERS
from services.notice.domain.sm2 import Sm2Key
from services.notice.operations.resources import Resources
from services.notice.operations.rounds import keep_messaging, keep_publishing, take_receipts
from services.notice.settings import NoticeSettings

_MAX_BODY_BYTES = 64_000


def open_resources(settings: NoticeSettings) -> Resources:
    """Everything operations need; connects to nobody yet."""
    connection = NatsConnection(settings.nats_url, settings.nats_user, settings.nats_password.get_secret_value())
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings),
        clock=SystemClock(),
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        stream=EventStream(connection, RECEIVERS),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        key=Sm2Key.parse(settings.sm2_key.get_secret_value()) if settings.sm2_key else None,
        receipt_patience=timedelta(seconds=settings.receipt_patience),
    )


def build(settings: NoticeSettings | None = None) -> Service:
    """The service as one value; reads the environment unless settings are given."""
    settings = settings or NoticeSettings()
    return wire(settings, open_resources(settings))


def wire(settings: NoticeSettings, resources: Resources) -> Service:
    """The service around given resources, which it closes at its end."""
    app = make_app(
        "notice",
        "Kaiye: notice",
        TokenVerifier(settings.jwks_url, settings.token_issuer),
        {"database": resources.database.check, "objects": resources.exchange.check, "nats": resources.stream.check},
        max_body_bytes=_MAX_BODY_BYTES,
    )
    app.include_router(router(resources))
    activities = Activities(resources)

    def close() -> None:
        resources.stream.close()
        resources.sms.close()
        resources.database.close()

    return Service(
        name="notice",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.announce_registration, activities.message_applicant),
        background=(
            partial(take_receipts, resources),
            partial(keep_publishing, resources, settings.round_seconds),
            partial(keep_messaging, resources, settings.round_seconds),
        ),
        close=close,
    )


if __name__ == "__main__":
    run(build)
