"""The activity of the archive service."""

from __future__ import annotations

from temporalio import activity

from services.archive.contract import ArchiveActivities, FileHandedOver, HandOverFile
from services.archive.operations import handing_over
from services.archive.operations.resources import Resources


class Activities(ArchiveActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="archive.hand_over_file")
    def hand_over_file(self, request: HandOverFile) -> FileHandedOver:
        return handing_over.hand_over_file(self._resources, request)
