"""The identity service's activities."""

from __future__ import annotations

from temporalio import activity

from services.identity.contract import AuthenticatePersons, IdentityActivities, PersonsAuthenticated
from services.identity.operations import authentications
from services.identity.operations.resources import Resources


class Activities(IdentityActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="identity.authenticate_persons")
    def authenticate_persons(self, request: AuthenticatePersons) -> PersonsAuthenticated:
        return authentications.authenticate_persons(self._resources, request)
