"""Deposits a version of an entity for other services."""

from __future__ import annotations

from catalogues.entity_states import EntityStatus
from services.register.contract.messages import EntityRead, ReadEntity
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import deposit
from services.register.store import entities


def read_entity(resources: Resources, request: ReadEntity) -> EntityRead:
    """The version in force, or the one asked for. Idempotency key: application_no + code + version. Raises Refusal
    `register.entity_unknown`, also for a version there is not."""
    with resources.database.reading() as session:
        found = entities.in_force(session, request.uscc)
        if found is None:
            raise entity_unknown()
        entity, version = found
        if request.version is not None and request.version != version.version:
            earlier = entities.version(session, request.uscc, request.version)
            if earlier is None:
                raise entity_unknown()
            version = earlier
    return EntityRead(
        uscc=entity.uscc,
        version=version.version,
        status=EntityStatus(version.status),
        entity=deposit(resources, entity, version, request.application_no),
    )
