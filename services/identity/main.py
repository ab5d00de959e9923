"""Wires the identity service; `python -m services.identity.main [api|worker]` runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI
from starlette.types import Lifespan

from kernel.handing_on import Carrier
from kernel.rates import Rates
from kernel.service import Foundation, Wiring, run
from kernel.sms import SmsGateway
from services.identity.activities import Activities
from services.identity.api.routes import router
from services.identity.clients.population_registry import PopulationRegistry
from services.identity.clients.unified_centre import Registration, UnifiedCentre
from services.identity.contract import TASK_QUEUE
from services.identity.operations.ended_sessions import EndedSessions
from services.identity.operations.forgetting import forget_regularly
from services.identity.operations.provisioning import ProvisionAccount, provision_account
from services.identity.operations.resources import Resources
from services.identity.operations.tokens import OwnKeys, TokenIssuer
from services.identity.settings import LOCAL, IdentitySettings

log = structlog.get_logger()


def _open(settings: IdentitySettings, foundation: Foundation) -> Resources:
    return Resources(
        database=foundation.database,
        exchange=foundation.exchange,
        clock=foundation.clock,
        authors=foundation.authors,
        ring=settings.ring,
        hash_key=settings.hash_key_bytes,
        registry=PopulationRegistry(settings.population_registry_url, settings.outside_timeout),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        issuer=TokenIssuer.parse(settings.signing_key.get_secret_value(), settings.token_issuer),
        signing=Carrier("signing", settings.signing_url),
        rates=Rates("identity", foundation.database, settings.hash_key_bytes, settings.rates),
        ended=EndedSessions(foundation.database, foundation.clock),
        centre=_centre(settings),
        captcha_test_answer=settings.captcha_test_answer.get_secret_value() if settings.captcha_test_answer else None,
        second_factor=settings.environment != LOCAL,
        portal_url=settings.portal_url,
    )


def _centre(settings: IdentitySettings) -> UnifiedCentre | None:
    if settings.unified_issuer is None:
        return None
    registration = Registration(
        issuer=settings.unified_issuer,
        client_id=settings.unified_client_id,
        client_secret=settings.unified_client_secret.get_secret_value(),
        redirect_url=settings.unified_redirect_url,
        local=settings.environment == LOCAL,
    )
    return UnifiedCentre(registration, settings.outside_timeout)


def provision_demo_staff(settings: IdentitySettings, resources: Resources) -> None:
    """Open the staff accounts of a demonstration; accounts that exist stay as they are."""
    for staff in settings.demo_staff:
        provision_account(
            resources,
            ProvisionAccount(
                account_name=staff.account_name,
                password=staff.password.get_secret_value(),
                roles=staff.roles,
                authority=staff.authority,
                name=staff.name,
                staff_no=staff.staff_no,
                totp_secret=staff.totp_secret.get_secret_value() if staff.totp_secret else None,
            ),
        )


def _starting(settings: IdentitySettings, resources: Resources) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if resources.captcha_test_answer is not None:
            log.warning("captcha_test_answer_in_use", service="identity")
        await asyncio.to_thread(provision_demo_staff, settings, resources)
        yield

    return lifespan


wiring = Wiring(
    "identity",
    IdentitySettings,
    _open,
    router,
    Activities,
    TASK_QUEUE,
    max_body_bytes=64_000,
    background=lambda _, resources: (partial(forget_regularly, resources), resources.ended.let_go),
    verifier=lambda resources: OwnKeys(resources.issuer, resources.ended),
    lifespan=_starting,
)
open_resources, wire, build = wiring.open_resources, wiring.wire, wiring.build

if __name__ == "__main__":
    run(build)
