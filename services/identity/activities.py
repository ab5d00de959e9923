"""The identity service's activities."""

from __future__ import annotations

from temporalio import activity

from services.identity.contract import (
    AuthenticatePersons,
    ConcludeAuthentications,
    IdentityActivities,
    InvitePersons,
    PersonsAuthenticated,
    PersonsInvited,
    PersonsRestricted,
    RestrictPersons,
)
from services.identity.operations import authentications, invitations, responsible
from services.identity.operations.resources import Resources


class Activities(IdentityActivities):
    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @activity.defn(name="identity.authenticate_persons")
    def authenticate_persons(self, request: AuthenticatePersons) -> PersonsAuthenticated:
        return authentications.authenticate_persons(self._resources, request)

    @activity.defn(name="identity.invite_persons")
    def invite_persons(self, request: InvitePersons) -> PersonsInvited:
        return invitations.invite_persons(self._resources, request)

    @activity.defn(name="identity.conclude_authentications")
    def conclude_authentications(self, request: ConcludeAuthentications) -> PersonsAuthenticated:
        return authentications.conclude_authentications(self._resources, request)

    @activity.defn(name="identity.restrict_persons")
    def restrict_persons(self, request: RestrictPersons) -> PersonsRestricted:
        return responsible.restrict_persons(self._resources, request)
