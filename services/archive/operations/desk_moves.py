"""Files on their way between two authorities, as the people of either see them and act on them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from catalogues import authorities
from catalogues.filing_types import editions
from catalogues.filing_types.words import DocumentKind
from kernel.errors import Refusal, not_found
from kernel.exchange import DocumentRef
from kernel.tokens import Principal, Role
from kernel.web.paging import Asked, Page
from services.archive.operations import moving
from services.archive.operations.reading import Content
from services.archive.operations.resources import Resources
from services.archive.operations.views import View, record_view
from services.archive.store import moves
from services.archive.store.moves import FileMove, MoveStatus


class MovePaper(BaseModel):
    """A paper between the two, by the kind under which it is read."""

    kind: DocumentKind
    title: str
    made_at: datetime


class ShownMove(BaseModel):
    """`side`: the file leaves the own authority, or comes to it. `act` is what somebody of it has to do now, if any;
    `alarms` counts those that are over, `late`: the limit is. `papers` are letter, manifest and receipt, as written."""

    application_no: str
    side: Literal["in", "out"]
    uscc: str
    full_name: str | None
    from_authority: str
    to_authority: str
    way: str
    from_archive_no: str
    to_archive_no: str | None
    status: MoveStatus
    asked_at: datetime
    due: datetime
    alarms: int
    late: bool
    handed_over_at: datetime | None
    received_at: datetime | None
    package_sha256: str | None
    package_sm3: str | None
    papers: tuple[MovePaper, ...]
    act: Literal["hand_over", "receive"] | None


def list_moves(resources: Resources, caller: Principal, asked: Asked) -> Page[ShownMove]:
    """In and out, the latest first. Raises Refusal `request.cursor_invalid`."""
    role = _role(caller)
    with resources.database.transaction() as session:
        found = moves.of_authority(session, caller.authority or "", asked)
        record_view(session, resources, caller, role, View.LIST)
    return found.page(lambda move: _shown(resources, caller, move))


def hand_over(resources: Resources, caller: Principal, application_no: str) -> ShownMove:
    """Refusals: `archive.move.not_found` for one that does not leave the own authority, `archive.move_ended`,
    `archive.move_not_whole`. Idempotency key: application_no."""
    move = _own(resources, caller, application_no, "from_authority")
    _refuse_ended(move)
    return _shown(resources, caller, moving.hand_over(resources, application_no, caller.subject))


def receive(resources: Resources, caller: Principal, application_no: str) -> ShownMove:
    """Refusals: `archive.move.not_found` for one that does not come to the own authority, `archive.move_ended`,
    `archive.move_not_sent`, `archive.move_not_whole`. Idempotency key: application_no."""
    move = _own(resources, caller, application_no, "to_authority")
    _refuse_ended(move)
    if move.status == MoveStatus.REQUESTED:
        raise Refusal(
            "archive.move_not_sent",
            "原登记机关尚未移交，不能接收",
            "The other authority has not handed it over yet",
            article="市场主体登记管理条例第二十七条",
            status=409,
            remedy_zh="请与原登记机关联系",
            remedy_en="Speak to the other authority",
        )
    return _shown(resources, caller, moving.receive(resources, application_no, caller.subject))


def read_package(resources: Resources, caller: Principal, application_no: str) -> Content:
    """The package, for both sides. Refusal `archive.move.not_found`, also while nothing left."""
    with resources.database.transaction() as session:
        move = moves.of_application(session, application_no)
        if move is None or caller.authority not in {move.from_authority, move.to_authority} or not move.package_key:
            raise _unknown()
        record_view(session, resources, caller, Role.ARCHIVIST, View.PACKAGE, archive_no=move.from_archive_no)
    return Content(f"{move.package_name}.zip", resources.packages.fetch(move.package_key))


def read_paper(resources: Resources, caller: Principal, application_no: str, kind: str) -> Content:
    """Letter, manifest or receipt, for the people of both sides. Refusal `archive.move.not_found`, also for one that is
    not written yet."""
    role = _role(caller)
    with resources.database.transaction() as session:
        move = moves.of_application(session, application_no)
        if move is None or caller.authority not in {move.from_authority, move.to_authority}:
            raise _unknown()
        written = [each for each in map(DocumentRef.model_validate, move.papers) if each.kind == kind]
        if not written:
            raise _unknown()
        record_view(session, resources, caller, role, View.DOCUMENT, archive_no=move.from_archive_no)
    return Content(f"{application_no}-{kind}.pdf", resources.exchange.collect_document(written[0]))


def _role(caller: Principal) -> Role:
    return next(role for role in (Role.ARCHIVIST, Role.EXAMINER, Role.HEAD) if role in caller.roles)


def _own(resources: Resources, caller: Principal, application_no: str, side: str) -> FileMove:
    with resources.database.reading() as session:
        move = moves.of_application(session, application_no)
    if move is None or getattr(move, side) != caller.authority:
        raise _unknown()
    return move


def _refuse_ended(move: FileMove) -> None:
    if move.status in {MoveStatus.OVERDUE, MoveStatus.ENDED}:
        raise Refusal(
            "archive.move_ended",
            "该迁移申请已经终止，不再移交档案",
            "This move has ended; its file is not handed over any more",
            article="市场主体登记管理条例第二十七条",
            status=409,
            remedy_zh="当事人可以重新申请迁移",
            remedy_en="Its applicant can apply again",
        )


def _unknown() -> Refusal:
    return not_found("archive.move", "没有找到该档案移交", "There is no such move of a file")


def _shown(resources: Resources, caller: Principal, move: FileMove) -> ShownMove:
    leaves = move.from_authority == caller.authority
    act: Literal["hand_over", "receive"] | None = None
    if move.status == MoveStatus.REQUESTED and leaves:
        act = "hand_over"
    if move.status == MoveStatus.HANDED_OVER and not leaves:
        act = "receive"
    pending = move.status in {MoveStatus.REQUESTED, MoveStatus.HANDED_OVER}
    told = move.model_dump(include=ShownMove.model_fields.keys() - {"from_authority", "to_authority", "papers"})
    described = editions.of_number(move.application_no)
    return ShownMove(
        **told,
        side="out" if leaves else "in",
        from_authority=authorities.get(move.from_authority).name,
        to_authority=authorities.get(move.to_authority).name,
        late=pending and resources.clock.now() >= move.due,
        papers=tuple(
            MovePaper(kind=each.kind, title=described.title_of(each.kind), made_at=move.made_at(each.kind))
            for each in map(DocumentRef.model_validate, move.papers)
        ),
        act=act,
    )
