"""What everybody may know of a licence, and of the entity behind it: two services, each asked for its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel.errors import Outage, Refusal
from services.portal.operations.resources import Resources


def verify_code(resources: Resources, uscc: str) -> dict[str, Any]:
    """The newest licence with a code, with its entity. Raises Refusal of the licence service."""
    licence = resources.licence.get(f"/licences/{uscc}/verification", None)
    return {**licence, **entity_of(resources, licence)}


def entity_of(resources: Resources, licence: Mapping[str, Any] | None) -> dict[str, Any]:
    """`entity`: what the register publishes of a licence's entity, None where it has none yet; `unavailable` names the
    register while it does not answer, so that the rest is shown all the same."""
    if licence is None:
        return {"entity": None, "unavailable": []}
    try:
        return {"entity": resources.register.get(f"/entities/{licence['uscc']}/public", None), "unavailable": []}
    except Outage:
        return {"entity": None, "unavailable": ["register"]}
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return {"entity": None, "unavailable": []}
