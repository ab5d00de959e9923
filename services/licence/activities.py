"""The activities of the licence service."""

from __future__ import annotations

from temporalio import activity

from services.licence.contract import IssueLicence, LicenceActivities, LicenceIssued
from services.licence.operations import issuing
from services.licence.operations.resources import Resources


class Activities(LicenceActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="licence.issue_licence")
    def issue_licence(self, request: IssueLicence) -> LicenceIssued:
        return issuing.issue_licence(self._resources, request)
