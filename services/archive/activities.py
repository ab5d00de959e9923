"""The activities of the archive service."""

from __future__ import annotations

from temporalio import activity

from services.archive.contract import (
    AddSupplement,
    ArchiveActivities,
    FileHandedOver,
    HandOverFile,
    MoveStands,
    StandMove,
    SupplementAdded,
)
from services.archive.operations import handing_over, moving, supplementing
from services.archive.operations.resources import Resources


class Activities(ArchiveActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="archive.hand_over_file")
    def hand_over_file(self, request: HandOverFile) -> FileHandedOver:
        return handing_over.hand_over_file(self._resources, request)

    @activity.defn(name="archive.stand_move")
    def stand_move(self, request: StandMove) -> MoveStands:
        return moving.stand_move(self._resources, request)

    @activity.defn(name="archive.add_supplement")
    def add_supplement(self, request: AddSupplement) -> SupplementAdded:
        return supplementing.add_supplement(self._resources, request)
