"""Wires the archive; `python -m services.archive.main [api|worker]` runs it."""

from __future__ import annotations

from kernel.pdf.certification import CertificationAuthority
from kernel.seal_orders import SealsAsked
from kernel.service import Foundation, Wiring, run
from kernel.stored import keep_checking
from kernel.typesetting.typesetter import Typesetter
from services.archive.activities import Activities
from services.archive.api.routes import router
from services.archive.clients import PackageStore, silent
from services.archive.contract import TASK_QUEUE
from services.archive.operations import stored
from services.archive.operations.resources import Resources
from services.archive.settings import ArchiveSettings


def _open(settings: ArchiveSettings, foundation: Foundation) -> Resources:
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        packages=PackageStore(foundation.store, settings.archive_bucket),
        seals=SealsAsked(settings.licence_url),
        authority=CertificationAuthority(settings.ca_url, settings.outside_timeout, silent, settings.trust_roots),
        typesetter=Typesetter(settings.typesetting_processes, shared=True),
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        lock=settings.lock,
        portal_url=settings.portal_url,
        demonstration=settings.demonstration,
    )


wiring = Wiring(
    "archive",
    ArchiveSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    max_body_bytes=20_000,
    background=lambda settings, resources: keep_checking(
        resources.database, "archive", stored.keepings(resources), resources.clock, settings.stored_pass_seconds
    ),
    checks=lambda resources: {"packages": resources.packages.check},
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
