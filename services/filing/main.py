"""Wires the filing service; `python -m services.filing.main [api|worker]` runs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from catalogues.upload_limits import most_bytes
from kernel.reading.reader import Reader
from kernel.service import Foundation, Wiring, run
from kernel.stored import keep_checking
from kernel.typesetting.typesetter import Typesetter
from services.filing.activities import Activities
from services.filing.api.routes import router
from services.filing.clients import AttachmentStore, PremisesRegistry
from services.filing.contract.activities import TASK_QUEUE
from services.filing.operations import stored
from services.filing.operations.resources import Resources
from services.filing.settings import FilingSettings

_THREADS = 5


def _open(settings: FilingSettings, foundation: Foundation) -> Resources:
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        authors=foundation.authors,
        attachments=AttachmentStore(foundation.store, settings.exchange_bucket, settings.ring),
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        threads=ThreadPoolExecutor(_THREADS, thread_name_prefix="filing-documents"),
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        premises=PremisesRegistry(settings.premises_registry_url, settings.premises_registry_timeout)
        if settings.premises_registry_url
        else None,
        closed_types=settings.closed,
        recent_days=settings.recent_days,
        demonstration=settings.demonstration,
        reader=Reader() if settings.reading else None,
        reading_patience=settings.reading_patience,
    )


wiring = Wiring(
    "filing",
    FilingSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    max_body_bytes=most_bytes(),
    background=lambda settings, resources: keep_checking(
        resources.database, "filing", stored.keepings(resources), resources.clock, settings.stored_pass_seconds
    ),
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
