"""Whom the register tells what stands in it."""

from __future__ import annotations

from typing import Protocol

from kernel.exchange import Reference
from kernel.references_handed import OtherService


class TellsNaming(Protocol):
    def registered(self, application_no: str, entity: Reference) -> None: ...


class NamingTold:
    """Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._service = OtherService("naming", url)

    def registered(self, application_no: str, entity: Reference) -> None:
        """Its name is registered from here on; telling it again changes nothing. Raises Outage `naming.unavailable`
        and Defect `naming.declined`."""
        self._service.ask(f"/holds/{application_no}/registration", entity)

    def close(self) -> None:
        self._service.close()
