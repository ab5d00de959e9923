"""What an auditor finds: the trails of all services that keep one, as these sign them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import copy_context
from typing import Any

from kernel.trails import KEEPERS
from kernel.web.trails import LINES
from services.portal.clients.services import ServiceClient
from services.portal.domain.auditing import IN_A_FILE, SHOWN, Asked, lines_of, together
from services.portal.operations.resources import Resources

_KNOW_PERSONS = ("identity", "filing", "register")


def find(resources: Resources, token: str, asked: Asked) -> Sequence[Mapping[str, Any]]:
    """The newest lines of what the oldest ones that were asked for are; some hundred of each service. Raises Refusal
    for what was typed wrong, Outage where a service does not answer: a list with a gap would say that nothing was
    done."""
    query = asked.query(_of(resources, token, asked), SHOWN)
    trails = _each(resources, token, query)
    return together([lines_of(service, content) for service, content in trails.items()])


def file_of(resources: Resources, token: str, asked: Asked) -> tuple[bytes, str]:
    """What `kaiye verify` checks, and its media type. Raises as `find` does."""
    query = asked.query(_of(resources, token, asked), IN_A_FILE)
    return b"".join(_each(resources, token, query).values()), LINES


def _of(resources: Resources, token: str, asked: Asked) -> list[str] | None:
    """Under which references the services know the person that was asked for."""
    if not asked.person:
        return None
    body = {"id_number": asked.person}
    answers = [_client(resources, name).post("/trail/persons", token, body) for name in _KNOW_PERSONS]
    return [reference for answer in answers for reference in answer["of"]]


def _each(resources: Resources, token: str, query: Mapping[str, Any]) -> dict[str, bytes]:
    def ask(name: str) -> bytes:
        return _client(resources, name).fetch("/trail", token, **query).content

    waited = {name: resources.asking.submit(copy_context().run, ask, name) for name in KEEPERS}
    return {name: answer.result() for name, answer in waited.items()}


def _client(resources: Resources, name: str) -> ServiceClient:
    found: ServiceClient = getattr(resources, name)
    return found
