"""Applications, their encrypted sections and the numbers they got."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CHAR, DateTime, Index, UniqueConstraint, or_, text
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Column, Field, Session, SQLModel, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from catalogues.filing_types import editions
from services.filing.store.attachments import FilingAttachment

_MOST_OF_ONE = 40
OWN_REQUEST = "uq_application_request"


class FilingApplication(SQLModel, table=True):
    """`content_version` grows with every change of what the applicant said. Hashes are set when the operator is
    locked; `further_premises_hashes` are those of all places but the main one. `operator_digest` is the SHA-256 of the
    encrypted operator section at that moment. Kind and edition of the filing are those it was opened with. `about` is
    the application that made the version in force of the business it is about; an establishment is about none."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("subject", "request_id", name=OWN_REQUEST),
        Index("ix_application_subject", "subject", "created_at"),
        Index("ix_application_operator", "operator_hash"),
        Index("ix_application_premises", "premises_hash"),
        {"schema": "filing"},
    )

    application_no: str = Field(sa_type=CHAR(23), primary_key=True)
    subject: str
    request_id: str
    authority_code: str
    county_code: str
    type_code: str
    filing_type: str
    filing_type_edition: str
    about: str | None = Field(default=None, sa_type=CHAR(23))
    stage: str
    content_version: int = 0
    name_locked: bool = False
    operator_locked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    operator_digest: str | None = Field(
        default=None, sa_column_kwargs={"name": "operator_seal", "key": "operator_digest"}
    )
    details_locked: bool = False
    operator_hash: str | None = None
    premises_hash: str | None = None
    further_premises_hashes: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    deleted_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class FilingSection(SQLModel, table=True):
    """What one page of the form says, as encrypted JSON. `kind` is premises, operator, details or name, or
    registered: what the register said when a filing about a business was taken up; former_operator: who ran it then,
    where somebody else takes it over. `edit` is that of the open page that saved it, where one said so."""

    __tablename__ = "section"
    __table_args__ = ({"schema": "filing"},)

    application_no: str = Field(sa_type=CHAR(23), primary_key=True, foreign_key="filing.application.application_no")
    kind: str = Field(primary_key=True)
    version: int
    encrypted: str = Field(sa_column_kwargs={"name": "sealed", "key": "encrypted"})
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))
    edit: str | None = None


class ApplicationSequence(SQLModel, table=True):
    """The last sequence number given by an authority on a day."""

    __tablename__ = "application_sequence"
    __table_args__ = ({"schema": "filing"},)

    division: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int


def next_sequence(session: Session, division: str, day: date) -> int:
    """The next number; who asks at the same time waits, and a number that was rolled back is given again."""
    values: dict[str, Any] = {"division": division, "day": day, "last": 1}
    statement = (
        insert(ApplicationSequence)
        .values(values)
        .on_conflict_do_update(index_elements=["division", "day"], set_={"last": col(ApplicationSequence.last) + 1})
        .returning(col(ApplicationSequence.last))
    )
    return int(session.connection().execute(statement).scalar_one())


def application(session: Session, application_no: str, *, lock: bool = False) -> FilingApplication | None:
    """With `lock`, everybody else who wants to change the application waits."""
    statement = select(FilingApplication).where(FilingApplication.application_no == application_no)
    return session.exec(statement.with_for_update() if lock else statement).first()


def application_of_request(session: Session, subject: str, request_id: str) -> FilingApplication | None:
    statement = select(FilingApplication).where(
        FilingApplication.subject == subject, FilingApplication.request_id == request_id
    )
    return session.exec(statement).first()


def own_applications(
    session: Session, subject: str, *, stage: str | None, since: datetime | None, before: datetime | None
) -> list[FilingApplication]:
    """Newest first, deleted ones left out."""
    statement = select(FilingApplication).where(
        FilingApplication.subject == subject, col(FilingApplication.deleted_at).is_(None)
    )
    if stage:
        statement = statement.where(FilingApplication.stage == stage)
    if since:
        statement = statement.where(FilingApplication.created_at >= since)
    if before:
        statement = statement.where(FilingApplication.created_at < before)
    ordered = statement.order_by(col(FilingApplication.created_at).desc(), col(FilingApplication.application_no).desc())
    return list(session.exec(ordered))


def of_operator(session: Session, operator_hash: str) -> list[str]:
    """Numbers of the applications of one person, once they were confirmed as operator; the newest, some dozens."""
    statement = select(FilingApplication.application_no).where(FilingApplication.operator_hash == operator_hash)
    return list(session.exec(statement.order_by(col(FilingApplication.created_at).desc()).limit(_MOST_OF_ONE)))


def section(session: Session, application_no: str, kind: str) -> FilingSection | None:
    return session.get(FilingSection, (application_no, kind))


def sections(session: Session, application_no: str) -> dict[str, FilingSection]:
    found = session.exec(select(FilingSection).where(FilingSection.application_no == application_no))
    return {row.kind: row for row in found}


def filled_in(
    session: Session, application_no: str
) -> tuple[FilingApplication | None, dict[str, FilingSection], dict[str, str]]:
    """Everything of an application in one question: itself, its sections by kind, and the media type of each attached
    file by kind."""
    files = (
        select(func.json_object_agg(col(FilingAttachment.kind), col(FilingAttachment.media_type)))
        .where(col(FilingAttachment.application_no) == application_no)
        .scalar_subquery()
    )
    statement = (
        select(FilingApplication, FilingSection, files)
        .select_from(FilingApplication)
        .outerjoin(FilingSection, col(FilingSection.application_no) == col(FilingApplication.application_no))
        .where(FilingApplication.application_no == application_no)
    )
    found = list(session.exec(statement))
    if not found:
        return None, {}, {}
    application, _, media_types = found[0]
    return application, {row.kind: row for _, row, _ in found if row is not None}, media_types or {}


def sections_of(session: Session, application_nos: list[str], kinds: tuple[str, ...]) -> list[FilingSection]:
    statement = select(FilingSection).where(
        col(FilingSection.application_no).in_(application_nos), col(FilingSection.kind).in_(kinds)
    )
    return list(session.exec(statement))


def others(
    application_no: str,
    *,
    except_stages: frozenset[str] | None = None,
    premises_hash: str | None = None,
    operator_hash: str | None = None,
    authority_code: str | None = None,
    opened_since: datetime | None = None,
    of_another_business: bool = False,
) -> SelectOfScalar[int]:
    """The question how many other applications there are with a confirmed operator that agree in everything given;
    those in `except_stages` do not count, and `of_another_business` only those by which somebody comes to run one:
    an establishment, and a business taken over."""
    statement = (
        select(func.count())
        .select_from(FilingApplication)
        .where(
            FilingApplication.application_no != application_no,
            col(FilingApplication.deleted_at).is_(None),
            col(FilingApplication.operator_hash).is_not(None),
        )
    )
    if except_stages is not None:
        statement = statement.where(col(FilingApplication.stage).not_in(except_stages))
    if premises_hash is not None:
        further = col(FilingApplication.further_premises_hashes).contains([premises_hash])
        statement = statement.where(or_(col(FilingApplication.premises_hash) == premises_hash, further))
    if operator_hash is not None:
        statement = statement.where(FilingApplication.operator_hash == operator_hash)
    if authority_code is not None:
        statement = statement.where(FilingApplication.authority_code == authority_code)
    if opened_since is not None:
        statement = statement.where(col(FilingApplication.created_at) >= opened_since)
    if of_another_business:
        taken_over = col(FilingApplication.filing_type) == editions.OPERATOR_CHANGE
        statement = statement.where(or_(col(FilingApplication.about).is_(None), taken_over))
    return statement


def counts(session: Session, questions: Sequence[SelectOfScalar[int]]) -> list[int]:
    """The answers to these, all as of the same moment."""
    asked = core_select(*(each.scalar_subquery() for each in questions))
    return list(session.connection().execute(asked).one())


def altered_operators(session: Session) -> list[str]:
    """Applications whose locked operator section is no longer the one that was confirmed."""
    rows = session.connection().execute(
        text(
            "SELECT a.application_no FROM filing.application a LEFT JOIN filing.section s"
            " ON s.application_no = a.application_no AND s.kind = 'operator'"
            " WHERE a.operator_locked_at IS NOT NULL AND a.operator_seal IS DISTINCT FROM"
            " encode(sha256(convert_to(s.sealed, 'UTF8')), 'hex')"
        )
    )
    return [row[0] for row in rows]
