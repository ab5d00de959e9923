"""The identity service: its API, its worker, its keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI

from kernel.clock import SystemClock
from kernel.database import Database
from kernel.exchange import Exchange
from kernel.keyring import KeyRing
from kernel.service import Service, run
from kernel.sms import SmsGateway
from kernel.web.application import make_app
from services.identity.activities import Activities
from services.identity.api.routes import router
from services.identity.clients.population_registry import PopulationRegistry
from services.identity.clients.unified_centre import Registration, UnifiedCentre
from services.identity.contract import TASK_QUEUE
from services.identity.operations.forgetting import forget_regularly
from services.identity.operations.provisioning import ProvisionAccount, provision_account
from services.identity.operations.rates import Rates
from services.identity.operations.resources import Resources
from services.identity.operations.tokens import OwnKeys, TokenIssuer
from services.identity.settings import LOCAL, IdentitySettings

log = structlog.get_logger()

_MAX_BODY_BYTES = 64_000


def open_resources(settings: IdentitySettings) -> Resources:
    """Everything operations need; connects to nobody yet."""
    return Resources(
        database=Database(settings.database_url.get_secret_value()),
        exchange=Exchange(settings),
        clock=SystemClock(),
        ring=KeyRing.parse(settings.keys.get_secret_value()),
        hash_key=settings.hash_key_bytes,
        registry=PopulationRegistry(settings.population_registry_url, settings.outside_timeout),
        sms=SmsGateway(settings.sms_gateway_url, settings.outside_timeout),
        issuer=TokenIssuer.parse(settings.signing_key.get_secret_value(), settings.token_issuer),
        rates=Rates(settings.rates),
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
                totp_secret=staff.totp_secret.get_secret_value() if staff.totp_secret else None,
            ),
        )


def build(settings: IdentitySettings | None = None) -> Service:
    """Wire the service. The database is first needed when the API starts."""
    settings = settings or IdentitySettings()
    return wire(settings, open_resources(settings))


def wire(settings: IdentitySettings, resources: Resources) -> Service:
    """The service around given resources, which it closes at its end."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if resources.captcha_test_answer is not None:
            log.warning("captcha_test_answer_in_use", service="identity")
        await asyncio.to_thread(provision_demo_staff, settings, resources)
        yield

    checks: dict[str, Callable[[], None]] = {
        "database": resources.database.check,
        "exchange": resources.exchange.check,
    }
    app = make_app(
        "identity", "Identity", OwnKeys(resources.issuer), checks, max_body_bytes=_MAX_BODY_BYTES, lifespan=lifespan
    )
    app.include_router(router(resources))

    def close() -> None:
        resources.deliveries.close()
        resources.registry.close()
        resources.sms.close()
        if resources.centre is not None:
            resources.centre.close()
        resources.database.close()

    activities = Activities(resources)
    return Service(
        name="identity",
        listen=settings.listen,
        settings=settings,
        app=app,
        task_queue=TASK_QUEUE,
        activities=(activities.authenticate_persons, activities.invite_persons, activities.conclude_authentications),
        background=(partial(forget_regularly, resources),),
        close=close,
    )


if __name__ == "__main__":
    run(build)
