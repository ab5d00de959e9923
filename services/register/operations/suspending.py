"""A business rests and trades again (歇业, 恢复营业): by what it files, and by itself when its rest is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from catalogues import suspensions
from catalogues.entity_states import EntityStatus
from kernel.clock import SHANGHAI, local_date
from services.register.contract.messages import SuspensionTurned, TurnSuspension
from services.register.contract.parts import EntityFacts, SuspensionFacts
from services.register.domain.parts import Application, Resumption, Suspension
from services.register.operations.refusals import entity_unknown
from services.register.operations.resources import Resources
from services.register.operations.versions import deposit, facts_in
from services.register.store import entities


def turn_suspension(resources: Resources, request: TurnSuspension) -> SuspensionTurned:
    """The state of the entity as its rest has it today. Idempotency key: application_no and the day. Raises Refusal
    `register.entity_unknown`."""
    with resources.database.transaction() as session:
        made = entities.version_of_application(session, request.application_no)
        entity = entities.entity(session, made[0].uscc, lock=True) if made else None
        found = entities.in_force(session, entity.uscc) if entity else None
        if entity is None or found is None:
            raise entity_unknown()
        rest = facts_in(resources, found[1]).suspension
        today = local_date(resources.clock.now())
        resting = entity.status in {EntityStatus.ACTIVE, EntityStatus.SUSPENDED}
        if not resting or rest is None or rest.application_no != request.application_no or rest.resumed_on:
            return SuspensionTurned()
        entity.status = status_in(rest, today)
        session.add(entity)
        if today < rest.first_on:
            return SuspensionTurned(next_at=_begins(rest.first_on))
        over = rest.until + timedelta(days=1)
        if today < over:
            return SuspensionTurned(next_at=_begins(over))
        session.flush()
        left = deposit(resources, entity, found[1], request.application_no, resumed_on=over)
        return SuspensionTurned(uscc=entity.uscc, entity=left)


def status_in(rest: SuspensionFacts, today: date) -> EntityStatus:
    """Whether a business rests on a day."""
    last = min(rest.until, rest.resumed_on - timedelta(days=1)) if rest.resumed_on else rest.until
    return EntityStatus.SUSPENDED if rest.first_on <= today <= last else EntityStatus.ACTIVE


def rest_after(application: Application, before: EntityFacts | None) -> SuspensionFacts | None:
    """The rest of a business once a filing is granted: filed, made longer, ended, or as it was."""
    known, matter = before.suspension if before else None, application.rest
    if isinstance(matter, Resumption):
        return known and known.model_copy(update={"resumed_on": matter.resumed_on})
    if not isinstance(matter, Suspension):
        return known
    longer = known is not None and known.resumed_on is None and known.first_on == matter.first_on
    return SuspensionFacts(
        application_no=application.application_no,
        first_on=matter.first_on,
        until=matter.until,
        service_address=matter.service_address,
        rested_before=(known.rested_before if longer else days_rested(known)) if known else 0,
    )


def days_rested(rest: SuspensionFacts) -> int:
    """For how many days in all, with this rest, which is over."""
    last = min(rest.until, rest.resumed_on) if rest.resumed_on else rest.until
    return rest.rested_before + suspensions.rested(rest.first_on, last)


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
