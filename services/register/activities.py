"""Carries out what workflows ask of the register."""

from __future__ import annotations

from temporalio import activity

from services.register.contract import messages
from services.register.contract.activities import RegisterActivities
from services.register.operations import applying, opening, reading, revoking, suspending, taking_over
from services.register.operations.resources import Resources


class Activities(RegisterActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="register.open_filing")
    def open_filing(self, request: messages.OpenFiling) -> messages.FilingOpened:
        return opening.open_filing(self._resources, request)

    @activity.defn(name="register.apply_filing")
    def apply_filing(self, request: messages.ApplyFiling) -> messages.FilingApplied:
        return applying.apply_filing(self._resources, request)

    @activity.defn(name="register.close_filing")
    def close_filing(self, request: messages.CloseFiling) -> messages.FilingClosed:
        return opening.close_filing(self._resources, request)

    @activity.defn(name="register.read_entity")
    def read_entity(self, request: messages.ReadEntity) -> messages.EntityRead:
        return reading.read_entity(self._resources, request)

    @activity.defn(name="register.turn_suspension")
    def turn_suspension(self, request: messages.TurnSuspension) -> messages.SuspensionTurned:
        return suspending.turn_suspension(self._resources, request)

    @activity.defn(name="register.take_over_codes")
    def take_over_codes(self, request: messages.TakeOverCodes) -> messages.CodesTakenOver:
        return taking_over.take_over_codes(self._resources, request)

    @activity.defn(name="register.take_over")
    def take_over(self, request: messages.TakeOver) -> messages.TakenOver:
        return taking_over.take_over(self._resources, request)

    @activity.defn(name="register.end_take_over")
    def end_take_over(self, request: messages.EndTakeOver) -> messages.TakeOverEnded:
        return taking_over.end_take_over(self._resources)

    @activity.defn(name="register.examine_revocation")
    def examine_revocation(self, request: messages.ExamineRevocation) -> messages.RevocationExamined:
        return revoking.examine_revocation(self._resources, request)

    @activity.defn(name="register.revoke_filing")
    def revoke_filing(self, request: messages.RevokeFiling) -> messages.FilingApplied:
        return revoking.revoke_filing(self._resources, request)
