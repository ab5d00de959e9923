"""Every promised activity has one implementation, every queue a worker, every call its options."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.rooms import ACTING, built, contract
from workflows.options import CALLS

_MARK = "__temporal_activity_definition"


def _promised(service: str) -> dict[str, Callable[..., Any]]:
    """Activity name to abstract method, from the service's contract."""
    found: dict[str, Callable[..., Any]] = {}
    for _, kind in inspect.getmembers(contract(service), inspect.isclass):
        for _, method in inspect.getmembers(kind, inspect.isfunction):
            if hasattr(method, _MARK) and kind.__module__ == contract(service).__name__:
                found[getattr(method, _MARK).name] = method
    return found


def _types(method: Callable[..., Any]) -> dict[str, Any]:
    return typing.get_type_hints(method)


@pytest.mark.parametrize("service", ACTING)
def test_promised_activities_are_implemented(service: str, tmp_path: Path) -> None:
    """Each promised activity is implemented once, under the same name, with the same types."""
    promised = _promised(service)
    assert promised
    with built(tmp_path) as services:
        implemented = {getattr(a, _MARK).name: a for a in services[service].activities}
        assert len(implemented) == len(services[service].activities)
        assert implemented.keys() == promised.keys()
        for name, method in promised.items():
            assert list(_types(implemented[name]).values()) == list(_types(method).values()), name


@pytest.mark.parametrize("service", ACTING)
def test_queue_has_a_worker(service: str, tmp_path: Path) -> None:
    """The queue a contract names is the one the service works on."""
    with built(tmp_path) as services:
        assert services[service].task_queue == contract(service).TASK_QUEUE


def test_every_activity_has_options() -> None:
    """A promised activity is called with the queue of its own service and options of its own."""
    for service in ACTING:
        for name, method in _promised(service).items():
            assert CALLS[method].queue == contract(service).TASK_QUEUE, name
    assert len(CALLS) == sum(len(_promised(service)) for service in ACTING)


@pytest.mark.parametrize("service", ACTING)
def test_messages_are_closed(service: str) -> None:
    """What travels in a workflow refuses unknown fields, so that nothing rides along unnoticed."""
    for name, method in _promised(service).items():
        for model in _types(method).values():
            assert model.model_config.get("extra") == "forbid", (name, model)
            assert model.model_config.get("frozen") is True, (name, model)
