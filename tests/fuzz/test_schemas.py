"""Requests made from our own descriptions, right and wrong ones: whatever is sent, no service fails.

`KAIYE_FUZZ_EXAMPLES` sets how many requests each operation gets; the same ones come each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.fuzz.answers import check
from tests.fuzz.cast import Cast
from tests.fuzz.routes import CALLERS, ROUTES
from tests.system.stack import RunningStack

_EXAMPLES = int(os.environ.get("KAIYE_FUZZ_EXAMPLES", "4"))
_UNSENT = {
    "DELETE /sessions",  # would log out whoever asks everything else
    *("GET /health", "GET /ready", "GET /metrics"),  # take nothing
}
_DESCRIPTIONS: dict[str, Any] = {}


@schemathesis.serializer("application/x-ndjson", "application/pdf")
def _as_it_is(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _described(stack: RunningStack, service: str) -> Any:
    if service not in _DESCRIPTIONS:
        _DESCRIPTIONS[service] = schemathesis.openapi.from_dict(stack.ask("GET", service, "/openapi.json").json())
    return _DESCRIPTIONS[service]


def _request(case: Any) -> dict[str, Any]:
    """The case in the words of our own client; the token is ours, whatever was generated."""
    made = case.as_transport_kwargs(base_url="http://it")
    headers = {name: str(value).encode("utf-8", "surrogatepass") for name, value in made.get("headers", {}).items()}
    for own in ("Authorization", "Connection", "Host"):
        headers.pop(own, None)
    body = {"content": made["data"]} if "data" in made else {"json": made["json"]} if "json" in made else {}
    return {
        "path": made["url"].removeprefix("http://it"),
        "params": made.get("params") or None,
        "headers": headers,
        **body,
    }


def _asked() -> Iterator[Any]:
    return (pytest.param(service, route) for service, route in ROUTES if route not in _UNSENT)


@pytest.mark.parametrize(("service", "route"), list(_asked()))
def test_no_request_breaks_it(stack: RunningStack, cast: Cast, service: str, route: str) -> None:
    """Neither what fits the description nor what does not ends in a failure of ours."""
    method, path = route.split(" ", 1)
    operation = _described(stack, service)[path][method]
    callers = CALLERS[service][route]
    part = callers[0] if callers[0] in cast.tokens else None
    sound, broken = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(
        max_examples=_EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=st.one_of(sound, broken), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            known = (
                dict(cast.things) | {"application_no": cast.things["draft_no"]} if service == "filing" else cast.things
            )
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        request = _request(case)
        check(cast.ask(part, method, service, **request), request)

    ask()
