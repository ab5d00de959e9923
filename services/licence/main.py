"""Wires the licence service; `python -m services.licence.main [api|worker]` runs it."""

from __future__ import annotations

from kernel.handing_on import Carrier
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.timestamps import TimestampAuthority
from kernel.persons_asked import PersonsAsked
from kernel.rates import Rates
from kernel.service import Foundation, Wiring, run
from kernel.stored import keep_checking
from kernel.typesetting.typesetter import Typesetter
from services.licence.activities import Activities
from services.licence.api.routes import router
from services.licence.clients import certification_authority
from services.licence.contract import PERSON_RESTRICTED, TASK_QUEUE
from services.licence.operations import stored
from services.licence.operations.resources import LOOKING_UP, VERIFYING, Resources
from services.licence.operations.sealing import SoftwareSeals
from services.licence.settings import LicenceSettings


def _open(settings: LicenceSettings, foundation: Foundation) -> Resources:
    typesetter = Typesetter(settings.typesetting_processes, shared=True)
    seals = SoftwareSeals(
        foundation.database,
        settings.ring,
        foundation.clock,
        CertificationAuthority(
            settings.ca_url, settings.outside_timeout, certification_authority.silent, settings.trust_roots
        ),
        TimestampAuthority(settings.tsa_url, timeout=settings.outside_timeout),
        typesetter,
        demonstration=settings.demonstration,
    )
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        typesetter=typesetter,
        seals=seals,
        rates=Rates(
            "licence",
            foundation.database,
            settings.hash_key_bytes,
            {VERIFYING: settings.verification_rate, LOOKING_UP: settings.lookup_rate},
        ),
        register=Carrier("register", settings.register_url, refusals=frozenset({PERSON_RESTRICTED})),
        notice=Carrier("notice", settings.notice_url),
        persons=PersonsAsked(settings.jwks_url),
        portal_url=settings.portal_url,
        publicity_url=settings.publicity_url,
        demonstration=settings.demonstration,
    )


wiring = Wiring(
    "licence",
    LicenceSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    background=lambda settings, resources: keep_checking(
        resources.database, "licence", stored.keepings(resources), resources.clock, settings.stored_pass_seconds
    ),
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
