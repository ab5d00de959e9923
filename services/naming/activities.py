"""The activities of the naming service."""

from __future__ import annotations

from temporalio import activity

from services.naming.contract import (
    ConfirmName,
    NameConfirmed,
    NameReleased,
    NameReserved,
    NamingActivities,
    ReleaseName,
    ReserveName,
)
from services.naming.operations import holds, reservations
from services.naming.operations.resources import Resources


class Activities(NamingActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="naming.reserve_name")
    def reserve_name(self, request: ReserveName) -> NameReserved:
        return reservations.reserve_name(self._resources, request)

    @activity.defn(name="naming.release_name")
    def release_name(self, request: ReleaseName) -> NameReleased:
        return holds.release_name(self._resources, request)

    @activity.defn(name="naming.confirm_name")
    def confirm_name(self, request: ConfirmName) -> NameConfirmed:
        return holds.confirm_name(self._resources, request)
