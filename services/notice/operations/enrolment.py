"""Agencies come and go: enrolled, listed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from kernel.errors import Refusal, not_found
from services.notice.domain.agencies import STATUTORY, Agency, check_agency
from services.notice.domain.events import PERSONAL
from services.notice.operations.agency_keys import read_keys, take_keys
from services.notice.operations.resources import Resources
from services.notice.store import agencies
from services.notice.store.agencies import EnrolledAgency

log = structlog.get_logger()


@dataclass(frozen=True)
class ListedAgency:
    """`enrolled_at` is None for a statutory agency that was given no user of its own here; `tested_at` is when it last
    accepted a test event."""

    agency: Agency
    enrolled_at: datetime | None
    removed_at: datetime | None
    tested_at: datetime | None


def check_new(resources: Resources, agency: Agency) -> None:
    """Raises Refusal `notice.agency_invalid`, or `notice.agency_enrolled` when one of that name is."""
    check_agency(agency)
    with resources.database.transaction() as session:
        if agencies.of_name(session, agency.name) is not None:
            raise _enrolled(agency.name)


def enrol_agency(resources: Resources, agency: Agency, actor: str, keys: str | None = None) -> None:
    """From now on the agency is told of every registration, in the kinds of events it gets, and written to and held
    to its public `keys`, a JWK Set. Idempotency key: its name.

    Its consumer is made first: no event is published for it that nobody keeps. Raises Refusal as `check_new` does,
    `notice.keys_invalid`, `notice.keys_missing` where it gets personal data, and Outage `notice.nats_unavailable`,
    after which it is not enrolled.
    """
    check_new(resources, agency)
    public = read_keys(keys) if keys is not None else []
    if not public and PERSONAL & set(agency.kinds):
        raise _keys_missing()
    now = resources.clock.now()
    resources.stream.remove_agency(agency.name)
    resources.stream.add_agency(agency.name, now)
    try:
        with resources.database.transaction() as session:
            row = EnrolledAgency(
                name=agency.name,
                number=agencies.last_number(session, agency.name) + 1,
                title=agency.title,
                kinds=" ".join(agency.kinds),
                basis=agency.basis,
                marks=" ".join(agency.marks),
                marks_key=agency.marks_key,
                enrolled_at=now,
                enrolled_by=actor,
            )
            session.add(row)
            if public:
                take_keys(resources, session, agency.name, public, actor, at_once=True)
    except IntegrityError:
        raise _enrolled(agency.name) from None
    log.info("agency_enrolled", agency=agency.name, actor_ref=actor)


def change_keys(resources: Resources, name: str, keys: str, actor: str, *, at_once: bool = False) -> None:
    """Write to the agency under new keys from now on, and hold it to them; what it signs with those before is believed
    for a day more, or `at_once` no longer. Done again it does nothing. Raises Refusal `agency.not_found`,
    `notice.keys_invalid`."""
    agency, public = receiver(resources, name), read_keys(keys)
    with resources.database.transaction() as session:
        take_keys(resources, session, agency.name, public, actor, at_once=at_once)


def remove_agency(resources: Resources, name: str, actor: str) -> None:
    """Nothing more is sent to the agency, and what it read from is gone. Done again it does nothing.

    A statutory agency is told of registrations further on: its events wait for whoever is enrolled after it. Raises
    Refusal `agency.not_found` when none of that name ever was, Outage `notice.nats_unavailable`.
    """
    with resources.database.transaction() as session:
        if not agencies.last_number(session, name):
            raise not_found("agency", "没有这个接收机构", "There is no such agency")
        row = agencies.of_name(session, name)
        if row is not None:
            row.removed_at, row.removed_by = resources.clock.now(), actor
            session.add(row)
    resources.stream.remove_agency(name)
    log.info("agency_removed", agency=name, actor_ref=actor)


def list_agencies(resources: Resources) -> list[ListedAgency]:
    """The statutory ones first, then every enrolment there was."""
    with resources.database.reading() as session:
        rows, tested = agencies.enrolments(session), agencies.tested(session)
    own = {row.name for row in rows if row.removed_at is None}
    found = [
        ListedAgency(agency, None, None, tested.get(agency.name)) for agency in STATUTORY if agency.name not in own
    ]
    found += [ListedAgency(_agency(row), row.enrolled_at, row.removed_at, tested.get(row.name)) for row in rows]
    return found


def receivers(session: Session) -> list[Agency]:
    """Everybody who is told of a registration, the statutory ones first."""
    rows = [_agency(row) for row in agencies.enrolled(session)]
    return [*STATUTORY, *(agency for agency in rows if not agency.statutory)]


def consumers(session: Session) -> dict[str, datetime | None]:
    """Everybody who reads from a consumer, with the time of enrolment where there was one."""
    return {agency.name: None for agency in STATUTORY} | {
        row.name: row.enrolled_at for row in agencies.enrolled(session)
    }


def receiver(resources: Resources, name: str) -> Agency:
    """Raises Refusal `agency.not_found`."""
    with resources.database.reading() as session:
        for agency in receivers(session):
            if agency.name == name:
                return agency
    raise not_found("agency", "没有这个接收机构", "There is no such agency")


def titles(session: Session) -> dict[str, str]:
    """What applicants call the agencies that were ever told."""
    return {agency.name: agency.title for agency in (*map(_agency, agencies.enrolments(session)), *STATUTORY)}


def _agency(row: EnrolledAgency) -> Agency:
    marks = tuple(row.marks.split())
    return Agency(row.name, row.title, tuple(row.kinds.split()), row.basis, marks, row.marks_key)


def _keys_missing() -> Refusal:
    return Refusal(
        "notice.keys_missing",
        "该事件含个人信息，须加密发送，请提供该机构的公钥",
        "This event holds personal data and is encrypted: say the agency's public keys",
        pointer="/keys",
        article="个人信息保护法第五十一条",
    )


def _enrolled(name: str) -> Refusal:
    return Refusal(
        "notice.agency_enrolled",
        "该机构已登记；如需新的凭据，请先移除",
        f"{name} is enrolled; for new credentials remove it first",
        pointer="/name",
        status=409,
    )
