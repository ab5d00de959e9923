"""The activities of the licence service."""

from __future__ import annotations

from temporalio import activity

from services.licence.contract import (
    CodesHandedOver,
    HandOverCodes,
    IssueLicence,
    LicenceActivities,
    LicenceIssued,
    LicenceVoided,
    LicensedListed,
    ListLicensed,
    VoidLicence,
)
from services.licence.operations import handing_over, issuing, voiding
from services.licence.operations.resources import Resources


class Activities(LicenceActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="licence.issue_licence")
    def issue_licence(self, request: IssueLicence) -> LicenceIssued:
        return issuing.issue_licence(self._resources, request)

    @activity.defn(name="licence.void_licence")
    def void_licence(self, request: VoidLicence) -> LicenceVoided:
        return voiding.void_licence(self._resources, request)

    @activity.defn(name="licence.list_licensed")
    def list_licensed(self, request: ListLicensed) -> LicensedListed:
        return handing_over.list_licensed(self._resources, request)

    @activity.defn(name="licence.hand_over_codes")
    def hand_over_codes(self, request: HandOverCodes) -> CodesHandedOver:
        return handing_over.hand_over_codes(self._resources)
