"""The environment variables of every service, computed from the stack's ports and secrets."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.accounts import as_variable, captcha_answer, staff_accounts
from deploy.local.generated_secrets import SecretFile
from deploy.local.layout import SANDBOX_ROOM, SERVICES, WORKFLOWS_ROOM
from deploy.local.nats_accounts import AGENCIES, NOTICE
from deploy.local.object_store import ARCHIVE_BUCKET, EXCHANGE_BUCKET
from deploy.local.postgres import owner_of
from deploy.local.rooms import has_tables
from deploy.local.temporal_server import NAMESPACE
from kernel.authors import public_key
from kernel.jose import public_halves

DATABASE = "kaiye"
TRANSPARENCY = "transparency"
WRITERS = tuple(service for service in SERVICES if has_tables(service) and service != TRANSPARENCY)
"""Those that leave parts in the exchange and read those of others; the log knows digests only."""


@dataclass(frozen=True)
class Environment:
    """`shared` is for everybody; `own` maps a room (a service, `sandbox`) to what only it may know."""

    shared: Mapping[str, str]
    own: Mapping[str, Mapping[str, str]]

    def of(self, *rooms: str) -> dict[str, str]:
        """What a process gets that runs these rooms, and no more."""
        merged = dict(self.shared)
        for room in rooms:
            merged |= self.own.get(room, {})
        return merged

    def everything(self) -> dict[str, str]:
        """What a process gets that runs all rooms."""
        return self.of(*self.own)


@contextmanager
def lent(variables: Mapping[str, str]) -> Iterator[None]:
    """This process has these variables meanwhile, and afterwards those it had."""
    before = dict(os.environ)
    os.environ |= variables
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def compute(secrets: SecretFile, ports: Mapping[str, int], home: Path) -> Environment:
    """Generates the secrets that do not exist yet."""
    own = {service: _service(service, secrets, ports) for service in SERVICES}
    own["identity"] |= {
        "KAIYE_IDENTITY_SIGNING_KEY": secrets.signing_key("identity-signing"),
        "KAIYE_IDENTITY_DEMO_STAFF": as_variable(staff_accounts(secrets)),
        "KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER": captcha_answer(secrets),
        # Used only where KAIYE_UNIFIED_ISSUER names a provider that runs on this machine.
        "KAIYE_UNIFIED_REDIRECT_URL": f"http://127.0.0.1:{ports['portal']}/login/unified/back",
    }
    own[TRANSPARENCY] |= {
        "KAIYE_LOG_KEY": secrets.key("log"),
        "KAIYE_LOG_ORIGIN": secrets.name("log-origin"),
        "KAIYE_LOG_NATS_USER": TRANSPARENCY,
        "KAIYE_LOG_NATS_PASSWORD": secrets.password(f"nats-{TRANSPARENCY}"),
    }
    keys = {agency: secrets.keys(f"agency-{agency}") for agency in AGENCIES}
    own[NOTICE] |= {
        "KAIYE_NATS_USER": NOTICE,
        "KAIYE_NATS_PASSWORD": secrets.password(f"nats-{NOTICE}"),
        "KAIYE_NOTICE_AGENCY_KEYS": json.dumps({agency: public_halves(each) for agency, each in keys.items()}),
    }
    own[SANDBOX_ROOM] = {
        "KAIYE_SANDBOX_HOME": str(home / "sandbox"),
        "KAIYE_AGENCY_PRIVATE_KEYS": json.dumps(keys),
        **{f"KAIYE_NATS_{agency.upper()}_PASSWORD": secrets.password(f"nats-{agency}") for agency in AGENCIES},
    }
    web = f"http://127.0.0.1:{ports['temporal-web']}"
    own[WORKFLOWS_ROOM] = {
        "KAIYE_WORKFLOWS_LISTEN": f"127.0.0.1:{ports['codec']}",
        "KAIYE_TEMPORAL_WEB_URL": web,
        "KAIYE_TEMPORAL_WEB_LISTEN": f"127.0.0.1:{ports['temporal-web']}",
        "KAIYE_TEMPORAL_WEB_UPSTREAM": f"http://127.0.0.1:{ports['temporal-ui']}",
        "KAIYE_TEMPORAL_WEB_WRITES": os.environ.get("KAIYE_TEMPORAL_WEB_WRITES", "false"),
    }
    own["portal"] |= {"KAIYE_TEMPORAL_WEB_URL": web, "KAIYE_WALKS": str(home / "walks")}
    return Environment(_shared(secrets, ports), own)


def _shared(secrets: SecretFile, ports: Mapping[str, int]) -> dict[str, str]:
    urls = {f"KAIYE_{service.upper()}_URL": f"http://127.0.0.1:{ports[service]}" for service in SERVICES}
    trust = f"http://127.0.0.1:{ports['trust']}"
    return {
        "KAIYE_ENVIRONMENT": "local",
        "KAIYE_TRUSTED_PROXIES": "127.0.0.1",  # the portal, which names its visitors
        "KAIYE_DEMONSTRATION": "true",
        **urls,
        "KAIYE_POPULATION_REGISTRY_URL": f"http://127.0.0.1:{ports['population-registry']}",
        "KAIYE_SMS_GATEWAY_URL": f"http://127.0.0.1:{ports['sms-gateway']}",
        "KAIYE_CA_URL": f"{trust}/ca",
        "KAIYE_TSA_URL": f"{trust}/tsa",
        "KAIYE_AGENCIES_URL": f"http://127.0.0.1:{ports['agencies']}",
        "KAIYE_PREMISES_REGISTRY_URL": f"http://127.0.0.1:{ports['premises-registry']}",
        "KAIYE_TEMPORAL_ADDRESS": f"127.0.0.1:{ports['temporal']}",
        "KAIYE_TEMPORAL_NAMESPACE": NAMESPACE,
        "KAIYE_CODEC_KEYS": _ring(secrets, "codec"),
        "KAIYE_NATS_URL": f"nats://127.0.0.1:{ports['nats']}",
        "KAIYE_S3_ENDPOINT": f"127.0.0.1:{ports['s3']}",
        "KAIYE_S3_SECURE": "false",
        "KAIYE_EXCHANGE_BUCKET": EXCHANGE_BUCKET,
        "KAIYE_ARCHIVE_BUCKET": ARCHIVE_BUCKET,
        "KAIYE_PART_AUTHORS": ",".join(f"{author}:{public_key(_part_key(author, secrets))}" for author in WRITERS),
        "KAIYE_PARTS_SIGNED_SINCE": secrets.moment("parts-signed-since"),
        "KAIYE_JWKS_URL": f"http://127.0.0.1:{ports['identity']}/.well-known/jwks.json",
    }


def _service(service: str, secrets: SecretFile, ports: Mapping[str, int]) -> dict[str, str]:
    address = f"127.0.0.1:{ports['postgres']}/{DATABASE}"
    running, owner = (secrets.password(f"database-{role}") for role in (service, owner_of(service)))
    prefix = f"KAIYE_{service.upper()}"
    return {
        f"{prefix}_DATABASE_URL": f"postgresql+psycopg://{service}:{running}@{address}",
        f"{prefix}_OWNER_DATABASE_URL": f"postgresql+psycopg://{owner_of(service)}:{owner}@{address}",
        f"{prefix}_LISTEN": f"127.0.0.1:{ports[service]}",
        f"{prefix}_KEYS": _ring(secrets, service),
        f"{prefix}_HASH_KEY": secrets.key(f"{service}-hash"),
    } | (_of_writer(service, prefix, secrets) if service in WRITERS else {})


def _of_writer(service: str, prefix: str, secrets: SecretFile) -> dict[str, str]:
    """What reaches parts and documents, and writes its own."""
    return {
        "KAIYE_EXCHANGE_KEYS": _ring(secrets, "exchange"),
        f"{prefix}_PART_KEY": _part_key(service, secrets),
        f"{prefix}_S3_ACCESS_KEY": secrets.password(f"s3-{service}-access"),
        f"{prefix}_S3_SECRET_KEY": secrets.password(f"s3-{service}-secret"),
    }


def _part_key(author: str, secrets: SecretFile) -> str:
    return secrets.key(f"{author}-part")


def _ring(secrets: SecretFile, name: str) -> str:
    return f"k1:{secrets.key(f'{name}-k1')}"
