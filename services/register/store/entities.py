"""Entities, the versions of their facts, and who belonged to them from which version to which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, UniqueConstraint, and_, literal_column, or_
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field, Session, SQLModel, col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from catalogues import entity_states
from catalogues.filing_types.words import SignerRole
from catalogues.names.suffix import searched
from kernel.database import encrypted_column

_TIME: Any = DateTime(timezone=True)


class Entity(SQLModel, table=True):
    """`version` is the one in force; `kind` is never read from the code."""

    __tablename__ = "entity"
    __table_args__ = (
        Index("entities_by_authority", "authority_code", "established_on", "uscc"),
        {"schema": "register"},
    )

    uscc: str = Field(primary_key=True)
    kind: str
    status: str
    authority_code: str
    established_on: date
    version: int
    recorded_at: datetime = Field(sa_type=_TIME)


class EntityVersion(SQLModel, table=True):
    """Facts in force from a day on, by a filing and its decision. Rows are only inserted; the database refuses more.

    `name` and `type_name` are public; the whole facts are encrypted and bound to code and version, and `facts_digest`
    is the SHA-256 of the encrypted text. `filing_type` is absent in a version taken over. `account_subject` is whose
    account the filing was made with: whoever filed last answers for the entity, and may file again.
    """

    __tablename__ = "entity_version"
    __table_args__ = (
        UniqueConstraint("application_no", name="one_version_per_application"),
        Index("versions_by_premises", "premises_hash"),
        Index("versions_by_account", "account_subject"),
        {"schema": "register"},
    )

    uscc: str = Field(primary_key=True, foreign_key="register.entity.uscc")
    version: int = Field(primary_key=True)
    application_no: str
    account_subject: str | None = None
    filing_type: str | None = None
    filing_type_edition: str | None = None
    status: str
    authority_code: str
    authority_name: str
    name: str | None = None
    type_name: str
    premises_hash: str
    further_premises_hashes: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    facts_encrypted: str = encrypted_column("facts")
    facts_digest: str
    decision_key: str
    decision_digest: str
    decision_no: str
    effective_on: date
    recorded_at: datetime = Field(sa_type=_TIME)


class EntityParty(SQLModel, table=True):
    """A person or organisation, from one version to another; `to_version` is absent while they belong to it.

    Name and document are encrypted and bound to code, version and `ref`; equal persons have an equal `person_hash`.
    """

    __tablename__ = "party"
    __table_args__ = (
        ForeignKeyConstraint(
            ["uscc", "from_version"], ["register.entity_version.uscc", "register.entity_version.version"]
        ),
        Index("parties_by_person", "person_hash"),
        {"schema": "register"},
    )

    uscc: str = Field(primary_key=True)
    ref: str = Field(primary_key=True)
    from_version: int = Field(primary_key=True)
    to_version: int | None = None
    kind: str
    roles: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    relation: str | None = None
    name_encrypted: str = encrypted_column("name")
    document_encrypted: str = encrypted_column("document")
    person_hash: str


def entity(session: Session, uscc: str, *, lock: bool = False) -> Entity | None:
    """With `lock`, everybody else who wants to change the entity waits."""
    statement = select(Entity).where(Entity.uscc == uscc)
    return session.exec(statement.with_for_update() if lock else statement).first()


def version(session: Session, uscc: str, number: int) -> EntityVersion | None:
    return session.get(EntityVersion, (uscc, number))


def version_of_application(session: Session, application_no: str) -> tuple[Entity, EntityVersion] | None:
    statement: Select[Entity, EntityVersion] = (
        select(Entity, EntityVersion)
        .join(EntityVersion, col(EntityVersion.uscc) == col(Entity.uscc))
        .where(EntityVersion.application_no == application_no)
    )
    return session.exec(statement).first()


def in_force(session: Session, uscc: str) -> tuple[Entity, EntityVersion] | None:
    """The entity and its version in force."""
    return session.exec(_current().where(Entity.uscc == uscc)).first()


def of_account(session: Session, subject: str, most: int) -> list[tuple[Entity, EntityVersion]]:
    """Those whose version in force was filed with an account, the youngest first."""
    statement = _current().where(EntityVersion.account_subject == subject)
    ordered = statement.order_by(col(Entity.established_on).desc(), col(Entity.uscc).desc()).limit(most)
    return [(entity, version) for entity, version in session.exec(ordered)]


def versions(session: Session, uscc: str) -> list[EntityVersion]:
    """All versions of an entity, the first one first."""
    statement = select(EntityVersion).where(EntityVersion.uscc == uscc)
    return list(session.exec(statement.order_by(col(EntityVersion.version))))


def parties(session: Session, uscc: str, *, lock: bool = False) -> list[EntityParty]:
    """Those of the version in force, in the order in which they came."""
    statement = select(EntityParty).where(EntityParty.uscc == uscc, col(EntityParty.to_version).is_(None))
    ordered = statement.order_by(col(EntityParty.from_version), col(EntityParty.ref))
    return list(session.exec(ordered.with_for_update() if lock else ordered))


_MOST_OF_ONE = 20


def of_authority(
    authority_code: str,
    *,
    name: str | None = None,
    status: str | None = None,
    uscc: str | None = None,
    person_hash: str | None = None,
) -> Select[Entity, EntityVersion]:
    """An authority's entities with their versions in force, to be leafed through. `name` is a piece of the name,
    `person_hash` somebody's who belongs to them now."""
    statement = _current().where(Entity.authority_code == authority_code)
    if name:
        statement = statement.where(col(EntityVersion.name).contains(searched(name), autoescape=True))
    if status:
        statement = statement.where(Entity.status == status)
    if uscc:
        statement = statement.where(Entity.uscc == uscc)
    if person_hash:
        statement = statement.where(col(Entity.uscc).in_(_of_person(person_hash)))
    return statement


def count_all(session: Session) -> int:
    return int(session.exec(select(func.count()).select_from(Entity)).one())


def counting(
    *,
    except_uscc: str | None,
    premises_hash: str | None = None,
    operator_hash: str | None = None,
    authority_code: str | None = None,
) -> SelectOfScalar[int]:
    """The question how many entities there are that have not ended and whose versions in force agree in everything
    given."""
    conditions: list[Any] = [col(Entity.status).not_in(entity_states.ended())]
    statement = select(func.count()).select_from(Entity).join(EntityVersion, _IN_FORCE)
    if except_uscc is not None:
        conditions.append(Entity.uscc != except_uscc)
    if premises_hash is not None:
        further = col(EntityVersion.further_premises_hashes).contains([premises_hash])
        conditions.append(or_(col(EntityVersion.premises_hash) == premises_hash, and_(_SEVERAL_PLACES, further)))
    if authority_code is not None:
        conditions.append(Entity.authority_code == authority_code)
    if operator_hash is not None:
        conditions.append(col(Entity.uscc).in_(_of_person(operator_hash, SignerRole.OPERATOR)))
    return statement.where(*conditions)


def counts(session: Session, questions: Sequence[SelectOfScalar[int]]) -> list[int]:
    """The answers to these, all as of the same moment."""
    asked = core_select(*(each.scalar_subquery() for each in questions))
    return list(session.connection().execute(asked).one())


_SEVERAL_PLACES: Any = literal_column("register.entity_version.further_premises_hashes <> '[]'")
"""Says to the planner what hardly any version is, so that it goes by the index and not through all entities."""

_IN_FORCE = (col(EntityVersion.uscc) == col(Entity.uscc)) & (col(EntityVersion.version) == col(Entity.version))


def _current() -> Select[Entity, EntityVersion]:
    return select(Entity, EntityVersion).join(EntityVersion, _IN_FORCE)


def ever_of_person(session: Session, person_hash: str) -> list[str]:
    """Codes of the entities somebody belongs to or belonged to, and the applications of their versions; some dozens."""
    codes = list(session.exec(select(EntityParty.uscc).where(EntityParty.person_hash == person_hash).distinct()))
    versions = select(EntityVersion.application_no).where(col(EntityVersion.uscc).in_(codes[:_MOST_OF_ONE]))
    return [*codes[:_MOST_OF_ONE], *session.exec(versions.limit(_MOST_OF_ONE))]


def _of_person(person_hash: str, role: SignerRole | None = None) -> SelectOfScalar[str]:
    statement = select(EntityParty.uscc).where(
        EntityParty.person_hash == person_hash, col(EntityParty.to_version).is_(None)
    )
    return statement.where(col(EntityParty.roles).contains([role])) if role else statement
