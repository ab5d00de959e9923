"""Another portal of the same stack, which finds nobody where one of the services should be."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.local.environment import compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from services.portal.main import build
from services.portal.settings import PortalSettings
from tests.integration.portal.visitor import Visitor
from tests.site import Site

with warnings.catch_warnings():
    # The client's own notice about a successor of httpx says nothing about this service.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


@contextmanager
def portal_without(site: Site, service: str, visitor: Visitor) -> Iterator[TestClient]:
    """Visited by the same person with the same session."""
    run = read_run(site.home)
    assert run
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    own = compute(SecretFile(site.home / "secrets.json"), run.ports, site.home).of("portal")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**own, f"KAIYE_{service.upper()}_URL": nobody}.items():
            environment.setenv(name, value)
        portal = build(PortalSettings())
    client = TestClient(portal.app, base_url="http://127.0.0.1", cookies=dict(visitor.http.cookies))
    try:
        yield client
    finally:
        client.close()
        portal.close()
