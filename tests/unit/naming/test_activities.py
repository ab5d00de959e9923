"""Every promised activity is implemented under the same name with the same types."""

from __future__ import annotations

import inspect

import pytest
from temporalio.activity import _Definition

from services.naming.activities import Activities
from services.naming.contract import NamingActivities

PROMISED = [name for name, _ in inspect.getmembers(NamingActivities, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("name", PROMISED)
def test_a_promise_is_kept(name: str) -> None:
    """Name, argument and answer of the implementation are those of the contract."""
    promise = _Definition.must_from_callable(getattr(NamingActivities, name))
    kept = _Definition.must_from_callable(getattr(Activities, name))
    assert (kept.name, kept.arg_types, kept.ret_type) == (promise.name, promise.arg_types, promise.ret_type)
