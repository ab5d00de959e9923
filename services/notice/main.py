"""Wires the notice service; `python -m services.notice.main [api|worker]` runs it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial

from kernel.handing_on import Carrier
from kernel.service import Foundation, Wiring, run
from kernel.sms import SmsGateway
from services.notice.activities import Activities
from services.notice.api import router
from services.notice.clients.event_stream import EventStream
from services.notice.clients.nats_connection import NatsConnection
from services.notice.clients.register import Register
from services.notice.clients.waiting_cases import WaitingCases
from services.notice.contract import TASK_QUEUE
from services.notice.domain.sm2 import Sm2Key
from services.notice.operations.agency_keys import read_keys
from services.notice.operations.enrolment import consumers
from services.notice.operations.resources import Resources
from services.notice.operations.rounds import keep_messaging, keep_publishing, take_receipts
from services.notice.settings import NoticeSettings


def _open(settings: NoticeSettings, foundation: Foundation) -> Resources:
    database = foundation.database

    def agencies() -> dict[str, datetime | None]:
        with database.reading() as session:
            return consumers(session)

    password = settings.nats_password.get_secret_value()
    connection = NatsConnection(settings.nats_url, settings.nats_user, password, settings.tls)
    return Resources(
        database=database,
        exchange=foundation.exchange,
        clock=foundation.clock,
        ring=settings.ring,
        stream=EventStream(connection, agencies, settings.nats_replicas),
        waiting=WaitingCases(settings),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        filing=Carrier("filing", settings.filing_url),
        register=Register(settings.register_url),
        key=Sm2Key.parse(settings.sm2_key.get_secret_value()) if settings.sm2_key else None,
        receipt_timeout=timedelta(seconds=settings.receipt_timeout),
        public_url=settings.public_url,
        agency_keys={agency: read_keys(json.dumps(keys)) for agency, keys in settings.agency_keys.items()},
        in_clear=frozenset(filter(None, (name.strip() for name in settings.in_clear.split(",")))),
    )


wiring = Wiring(
    "notice",
    NoticeSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    max_body_bytes=64_000,
    checks=lambda resources: {"nats": resources.stream.check},
    background=lambda settings, resources: (
        partial(take_receipts, resources),
        partial(keep_publishing, resources, settings.round_seconds),
        partial(keep_messaging, resources, settings.round_seconds),
    ),
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
