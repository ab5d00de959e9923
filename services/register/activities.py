"""Carries out what workflows ask of the register."""

from __future__ import annotations

from temporalio import activity

from services.register import contract
from services.register.operations import applying, opening, reading, revoking, suspending, taking_over
from services.register.operations.resources import Resources


class Activities(contract.RegisterActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="register.open_filing")
    def open_filing(self, request: contract.OpenFiling) -> contract.FilingOpened:
        return opening.open_filing(self._resources, request)

    @activity.defn(name="register.apply_filing")
    def apply_filing(self, request: contract.ApplyFiling) -> contract.FilingApplied:
        return applying.apply_filing(self._resources, request)

    @activity.defn(name="register.close_filing")
    def close_filing(self, request: contract.CloseFiling) -> contract.FilingClosed:
        return opening.close_filing(self._resources, request)

    @activity.defn(name="register.read_entity")
    def read_entity(self, request: contract.ReadEntity) -> contract.EntityRead:
        return reading.read_entity(self._resources, request)

    @activity.defn(name="register.turn_suspension")
    def turn_suspension(self, request: contract.TurnSuspension) -> contract.SuspensionTurned:
        return suspending.turn_suspension(self._resources, request)

    @activity.defn(name="register.take_over_codes")
    def take_over_codes(self, request: contract.TakeOverCodes) -> contract.CodesTakenOver:
        return taking_over.take_over_codes(self._resources, request)

    @activity.defn(name="register.take_over")
    def take_over(self, request: contract.TakeOver) -> contract.TakenOver:
        return taking_over.take_over(self._resources, request)

    @activity.defn(name="register.end_take_over")
    def end_take_over(self, request: contract.EndTakeOver) -> contract.TakeOverEnded:
        return taking_over.end_take_over(self._resources)

    @activity.defn(name="register.examine_revocation")
    def examine_revocation(self, request: contract.ExamineRevocation) -> contract.RevocationExamined:
        return revoking.examine_revocation(self._resources, request)

    @activity.defn(name="register.revoke_filing")
    def revoke_filing(self, request: contract.RevokeFiling) -> contract.FilingApplied:
        return revoking.revoke_filing(self._resources, request)
