"""What is for staff is on the inner side of the portal alone, and a new page falls on its side by where it lies."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from kernel.keyring import KeyRing
from services.portal.api.ciphers import Cipher
from services.portal.api.routes import router
from services.portal.clients.services import ServiceClient
from services.portal.domain.sides import Side
from services.portal.operations.resources import Resources
from tests.architecture.rooms import ROOT
from tests.fixtures.services.keys import RING

_ROOM = "services.portal.api"
_ON_BOTH = {
    "cases",
    "pages_public",
    "pages_help",
    "pages_walks",
    "pages_account",
    "pages_session",
    "pages_login",
    "statics",
}
"""What everybody needs: to log in and out, help, the language; steps by program, which look at who asks."""
_WITHOUT_ACCOUNT = {
    "pages_unified",
    "pages_progress",
    "pages_phone",
    "pages_join",
    "pages_declining",
    "pages_registration",
}
"""For people who come by themselves; everything else of applicants a clerk goes through with them at the window."""
_MADE_ELSEWHERE = {"pages_review", "pages_late_review"}
"""Their pages are made by `review_statement`."""


def _modules() -> Iterator[str]:
    """Every module of the portal that has routes."""
    for path in sorted((ROOT / "services/portal/api").rglob("*.py")):
        relative = Path(*path.relative_to(ROOT).with_suffix("").parts)
        name = ".".join(relative.parts)
        apart = {f"{_ROOM}.{each}" for each in ("routes", *_MADE_ELSEWHERE)}
        if name not in apart and hasattr(importlib.import_module(name), "router"):
            yield name


@pytest.fixture(scope="module")
def carried() -> dict[Side, dict[str, set[str]]]:
    """Side → module → its addresses there."""
    client = ServiceClient("any", "http://127.0.0.1:1")
    found: dict[Side, dict[str, set[str]]] = {}
    for side in Side:
        resources = Resources(*([client] * 10), side=side)
        by_module: dict[str, set[str]] = {}
        for route in router(resources, Cipher(KeyRing.parse(RING)), side).routes:
            if isinstance(route, APIRoute):
                by_module.setdefault(route.endpoint.__module__, set()).add(route.path)
        found[side] = by_module
        resources.asking.shutdown()
    client.close()
    return found


def test_every_module_is_on_its_side(carried: dict[Side, dict[str, set[str]]]) -> None:
    """The room `staff` is inside alone, and what people do without an account outside alone; nothing is forgotten."""
    modules = set(_modules())
    assert set(carried[Side.BOTH]) == modules
    staff = {name for name in modules if name.startswith(f"{_ROOM}.staff.")}
    alone = {f"{_ROOM}.{name}" for name in _WITHOUT_ACCOUNT}
    assert staff and alone < modules
    assert {f"{_ROOM}.{name}" for name in _ON_BOTH} < modules - staff - alone
    assert set(carried[Side.PUBLIC]) == modules - staff
    assert set(carried[Side.STAFF]) == modules - alone


def test_no_address_of_staff_answers_outside(carried: dict[Side, dict[str, set[str]]]) -> None:
    """No page of applicants has an address of staff's, so that parting them leaves none behind."""
    public = set().union(*carried[Side.PUBLIC].values())
    for module, paths in carried[Side.STAFF].items():
        if ".staff." in module:
            assert not paths & public, module
