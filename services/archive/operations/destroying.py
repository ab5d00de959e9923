"""Destroys volumes whose time of keeping is over, as two persons decide (档案法实施条例: 鉴定, 销毁清册).

One archivist proposes a list, another confirms it; then nothing of the volumes is left in the store, and what remains
is the list: what each was, its digest, who decided and when. The log has a leaf of each of these rows, and of the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from kernel.canonical import canonical_json
from kernel.clock import local_date
from kernel.errors import Finding, Refusal, not_found
from kernel.tokens import Principal, Role
from services.archive.domain.copies import short
from services.archive.domain.metadata import RETENTION_YEARS, kept_until, moment
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, record_view
from services.archive.store import destructions, supplements, volumes
from services.archive.store.destructions import Destruction, DestructionDecision, DestructionDone, DestructionVolume
from services.archive.store.volumes import Volume, VolumeStatus

log = structlog.get_logger()

MOST = 200
"""Volumes on one list: so many two people look at."""


def due(resources: Resources, session: Session, authority_code: str) -> list[Volume]:
    """Volumes of an authority whose time of keeping ended, that the store lets go, and that stand on no list; the
    oldest first, at most `MOST`."""
    now = resources.clock.now()
    # A day more than the years, so that what the calendar decides is decided by `kept_until`.
    found = destructions.filed_until(session, authority_code, _years_ago(now), MOST * 2)
    taken = destructions.on_a_list(session, [each.volume_name for each in found])
    return [each for each in found if each.volume_name not in taken and not _kept(session, each, now)][:MOST]


def propose(resources: Resources, caller: Principal, names: Sequence[str], reason: str, request_id: str) -> Destruction:
    """Idempotency key: caller + request_id. Raises Refusal `archive.destruction.not_due`, naming each volume that
    is not to be destroyed now: unknown, of another authority, still to be kept, locked by the store, or on another
    list."""
    wanted = sorted(set(names))
    digest = hashlib.sha256(f"{caller.subject}:{request_id}".encode()).hexdigest()
    destruction_no = f"{caller.authority}-XH{short(digest)}"
    now = resources.clock.now()
    with resources.database.transaction() as session:
        if known := destructions.named(session, destruction_no):
            return known
        locked = [volumes.named(session, name, for_update=True) for name in wanted]
        taken = destructions.on_a_list(session, wanted)
        found = [
            each
            for each in locked
            if each is not None
            and (each.authority_code, each.status) == (caller.authority, VolumeStatus.FILED)
            and each.volume_name not in taken
            and not _kept(session, each, now)
        ]
        if missing := sorted(set(wanted) - {each.volume_name for each in found}):
            raise _not_due(missing)
        lines = [_line(session, each) for each in found]
        proposal = Destruction(
            destruction_no=destruction_no,
            authority_code=caller.authority or "",
            proposed_by=caller.subject,
            request_id=request_id,
            reason=reason,
            proposed_at=now,
            list_sha256=hashlib.sha256(listed(destruction_no, lines)).hexdigest(),
        )
        session.add(proposal)
        session.flush()
        for volume, line in zip(found, lines, strict=True):
            session.add(DestructionVolume(destruction_no=destruction_no, volume_name=volume.volume_name, line=line))
            record_view(session, resources, caller, Role.ARCHIVIST, View.DESTRUCTION, volume=volume)
    log.info("destruction_proposed", count=len(lines))
    return proposal


def confirm(resources: Resources, caller: Principal, destruction_no: str, remark: str) -> None:
    """Confirm a list that somebody else proposed, and destroy what is on it; again, go on where it broke off.

    Raises Refusal `archive.destruction.not_found`, `archive.destruction.own` (two persons), and
    `archive.destruction.declined`; Outage where the store does not let go, after which the rest is still to be done.
    """
    with resources.database.transaction() as session:
        proposal = own_list(session, caller, destruction_no)
        decided = destructions.decision(session, destruction_no)
        if decided is None:
            if proposal.proposed_by == caller.subject:
                raise Refusal(
                    "archive.destruction.own",
                    "销毁清册须由另一名档案管理员确认",
                    "A list is confirmed by another archivist than proposed it",
                    status=409,
                )
            decided = destructions.decide(
                session, _decision(proposal, caller, "CONFIRMED", remark, resources.clock.now())
            )
        if decided.outcome != "CONFIRMED":
            raise _declined()
    for name in _left(resources, destruction_no):
        _destroy(resources, caller, destruction_no, name)


def decline(resources: Resources, caller: Principal, destruction_no: str, reason: str) -> None:
    """Nothing on the list is destroyed; whoever proposed it may take it back so. Raises Refusal as `confirm`, and
    `archive.destruction.confirmed` where it is too late."""
    with resources.database.transaction() as session:
        proposal = own_list(session, caller, destruction_no)
        decided = destructions.decision(session, destruction_no)
        if decided is None:
            decided = destructions.decide(
                session, _decision(proposal, caller, "DECLINED", reason, resources.clock.now())
            )
        if decided.outcome == "CONFIRMED":
            raise Refusal("archive.destruction.confirmed", "清册已经确认", "The list was confirmed already", status=409)


def listed(destruction_no: str, lines: Sequence[dict[str, Any]]) -> bytes:
    """销毁清册 as a file: the same bytes for the same list, whose digest the log has."""
    return canonical_json({"destruction_no": destruction_no, "volumes": list(lines)})


def _left(resources: Resources, destruction_no: str) -> list[str]:
    with resources.database.reading() as session:
        done = destructions.done(session, destruction_no)
        return [
            each.volume_name for each in destructions.lines(session, destruction_no) if each.volume_name not in done
        ]


def _destroy(resources: Resources, caller: Principal, destruction_no: str, name: str) -> None:
    """First the objects, every version of them, then the row: a crash between leaves what the next try finishes."""
    with resources.database.reading() as session:
        volume = volumes.named(session, name)
        later = [each.package_key for each in supplements.of_volume(session, name) if each.package_key]
    if volume is None or volume.package_key is None:
        return
    removed = sum(map(resources.packages.remove, [volume.package_key, *later]))
    removed += resources.packages.remove_copies(volume.archive_no, name)
    with resources.database.transaction() as session:
        row = volumes.named(session, name, for_update=True)
        if row is None or row.status != VolumeStatus.FILED:
            return
        row.status = VolumeStatus.DESTROYED
        row.operator_encrypted = row.operator_hash = row.account_subject = ""
        row.shop_name = None
        session.add(row)
        at = resources.clock.now()
        session.add(DestructionDone(volume_name=name, destruction_no=destruction_no, destroyed_at=at, objects=removed))
        record_view(session, resources, caller, Role.ARCHIVIST, View.DESTRUCTION, volume=row)
    log.info("volume_destroyed", volume_name=name)


def own_list(session: Session, caller: Principal, destruction_no: str) -> Destruction:
    """A list of the caller's authority. Raises Refusal `archive.destruction.not_found`."""
    found = destructions.named(session, destruction_no)
    if found is None or found.authority_code != caller.authority:
        raise not_found("archive.destruction", "没有找到该销毁清册", "There is no such list")
    return found


def _decision(proposal: Destruction, caller: Principal, outcome: str, remark: str, at: datetime) -> DestructionDecision:
    return DestructionDecision(
        destruction_no=proposal.destruction_no,
        proposed_by=proposal.proposed_by,
        decided_by=caller.subject,
        outcome=outcome,
        remark=remark,
        decided_at=at,
    )


def _declined() -> Refusal:
    return Refusal("archive.destruction.declined", "清册已被否决", "The list was declined", status=409)


def _not_due(names: Sequence[str]) -> Refusal:
    findings = [
        Finding(
            "archive.destruction.not_due", f"{name} 现在不能销毁", f"{name} is not to be destroyed now", "/volume_names"
        )
        for name in names
    ]
    return Refusal(
        "archive.destruction.not_due",
        "清册中有现在不能销毁的案卷",
        "There are volumes on the list that are not to be destroyed now",
        pointer="/volume_names",
        findings=findings,
        remedy_zh="只能列入保管期满、未列入其他清册的案卷",
        remedy_en="Only volumes whose time is over, and that stand on no other list, can be on it",
    )


def _kept(session: Session, volume: Volume, now: datetime) -> bool:
    """Whether its time is not over, or the store still holds it or a supplement of it."""
    locks = [volume.locked_until, *(each.locked_until for each in supplements.of_volume(session, volume.volume_name))]
    return kept_until(volume.filed_at) >= local_date(now) or any(lock is None or lock > now for lock in locks)


def _years_ago(now: datetime) -> datetime:
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - RETENTION_YEARS, day=day)


def _line(session: Session, volume: Volume) -> dict[str, Any]:
    documents = volumes.documents(session, volume.volume_name)
    return {
        "volume_name": volume.volume_name,
        "archive_no": volume.archive_no,
        "application_no": volume.application_no,
        "uscc": volume.uscc,
        "full_name": volume.full_name,
        "category": volume.category,
        "outcome": volume.outcome,
        "filed_at": moment(volume.filed_at),
        "kept_until": kept_until(volume.filed_at).isoformat(),
        "documents": len(documents),
        "pages": sum(each.page_to - each.page_from + 1 for each in documents),
        "package_sha256": volume.package_sha256,
        "supplements": [each.package_sha256 for each in supplements.of_volume(session, volume.volume_name)],
    }
