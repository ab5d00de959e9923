"""Every route of every service names who may call it."""

from __future__ import annotations

from pathlib import Path

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from kernel.web.access import Guard
from tests.architecture.rooms import built


def _guards(dependant: Dependant) -> list[object]:
    found: list[object] = [d.call for d in dependant.dependencies if isinstance(d.call, Guard)]
    for dependency in dependant.dependencies:
        found += _guards(dependency)
    return found


def test_every_route_names_its_callers(tmp_path: Path) -> None:
    """A route without a guard, or with two that contradict each other, is a mistake."""
    with built(tmp_path) as services:
        checked = 0
        for service in services.values():
            for route in service.app.routes:
                assert not hasattr(route, "original_router"), f"{service.name}: take_in instead of include_router"
                if isinstance(route, APIRoute):
                    guards = _guards(route.dependant)
                    assert len(guards) == 1, f"{service.name} {sorted(route.methods or ())} {route.path}: {guards}"
                    checked += 1
                elif getattr(route, "path", "") != "/openapi.json":
                    raise AssertionError(f"{service.name}: {route}")
        assert checked > len(services) * 3


def test_every_service_says_how_it_is(tmp_path: Path) -> None:
    """Health, readiness and metrics are everywhere at the same place."""
    with built(tmp_path) as services:
        for service in services.values():
            paths = {getattr(route, "path", "") for route in service.app.routes}
            assert {"/health", "/ready", "/metrics", "/openapi.json"} <= paths, service.name
