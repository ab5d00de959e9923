"""Wires the signing service; `python -m services.signing.main [api|worker]` runs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from kernel.handing_on import Carrier
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.timestamps import TimestampAuthority
from kernel.rates import Rates
from kernel.service import Foundation, Wiring, run
from kernel.sms import SmsGateway
from kernel.stored import keep_checking
from kernel.typesetting.typesetter import Typesetter
from services.signing.activities import Activities
from services.signing.api import router
from services.signing.clients import certification_authority
from services.signing.contract import TASK_QUEUE
from services.signing.operations import stored
from services.signing.operations.resources import REDEEMING, Resources
from services.signing.settings import SigningSettings

_THREADS = 4


def _open(settings: SigningSettings, foundation: Foundation) -> Resources:
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        clock=foundation.clock,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        portal_url=settings.portal_url,
        authority=CertificationAuthority(
            settings.ca_url, settings.outside_timeout, certification_authority.silent, settings.trust_roots
        ),
        timestamper=TimestampAuthority(settings.tsa_url, timeout=settings.outside_timeout),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        typesetter=Typesetter(shared=True),
        threads=ThreadPoolExecutor(_THREADS, thread_name_prefix="signing-documents"),
        rates=Rates("signing", foundation.database, settings.hash_key_bytes, {REDEEMING: settings.redeem_rate}),
        filing=Carrier("filing", settings.filing_url),
    )


wiring = Wiring(
    "signing",
    SigningSettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    max_body_bytes=600_000,
    background=lambda settings, resources: keep_checking(
        resources.database, "signing", stored.keepings(resources), resources.clock, settings.stored_pass_seconds
    ),
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
