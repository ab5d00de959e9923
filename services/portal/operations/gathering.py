"""Asks several services for one page, at once; one that is down does not take the page with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.clients.services import ServiceClient
from services.portal.operations.resources import Resources


@dataclass
class Gathering:
    """`unavailable` names what nobody answers for."""

    resources: Resources
    token: str
    unavailable: list[str] = field(default_factory=list)

    def soon(self, service: ServiceClient, path: str) -> Future[Any]:
        """The answer of a service that is asked meanwhile, within the same request."""
        return self.resources.asking.submit(copy_context().run, service.get, path, self.token)

    def sections(self, wanted: Mapping[str, tuple[ServiceClient, str]]) -> dict[str, Any]:
        """What each service has, None before it has anything or while it does not answer; all are asked at once."""
        asked = {name: self.soon(service, path) for name, (service, path) in wanted.items()}
        return {name: self.answer(name, answer.result) for name, answer in asked.items()}

    def section(self, name: str, service: ServiceClient, path: str) -> Any:
        """What one service has."""
        return self.answer(name, lambda: service.get(path, self.token))

    def answer(self, name: str, ask: Callable[[], Any]) -> Any:
        """What is answered, None where there is nothing (404) and in an outage, which is noted under `name`."""
        try:
            return ask()
        except Outage:
            self.unavailable.append(name)
        except Refusal as refusal:
            if refusal.status != 404:
                raise
        return None
