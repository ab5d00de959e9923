"""The signing service's activities."""

from __future__ import annotations

from temporalio import activity

from services.signing.contract import (
    CollectSignatures,
    OpenSigningSession,
    SignaturesCollected,
    SignaturesVoided,
    SigningActivities,
    SigningSessionOpened,
    VoidSignatures,
)
from services.signing.operations import collecting, opening
from services.signing.operations.resources import Resources


class Activities(SigningActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="signing.open_session")
    def open_session(self, request: OpenSigningSession) -> SigningSessionOpened:
        return opening.open_session(self._resources, request)

    @activity.defn(name="signing.collect_signatures")
    def collect_signatures(self, request: CollectSignatures) -> SignaturesCollected:
        return collecting.collect_signatures(self._resources, request)

    @activity.defn(name="signing.void_signatures")
    def void_signatures(self, request: VoidSignatures) -> SignaturesVoided:
        return opening.void_signatures(self._resources, request)
