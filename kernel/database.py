"""One PostgreSQL schema per service: connections, transactions, migrations."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url, or_, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Field, Session

from kernel.errors import Defect, Outage
from kernel.kept_connections import replace_dead
from kernel.privileges import Rows, grant
from kernel.statements import count_statements
from kernel.tlog.rows import has_log, log_migrations
from kernel.writing_together import write_pending

_TRANSIENT = ("08", "40", "53", "55", "57")
"""SQLSTATE classes that mean "not now": connection, rollback, resources, lock, operator intervention."""

_PREPARED_AFTER, _PREPARED_AT_MOST = 2, 400
"""A statement is planned by the server once a connection sends it for the third time."""

_READS_ONLY = "kaiye_reads_only"


class Database:
    """Sessions on one service's schema; safe to share between threads."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=8,
            pool_use_lifo=True,  # few connections that know our statements, rather than many that do not
            pool_timeout=5,
            connect_args={
                "connect_timeout": 5,
                "prepare_threshold": _PREPARED_AFTER,
                "options": "-c lock_timeout=5000 -c statement_timeout=15000",
            },
        )
        event.listen(self.engine, "connect", _let_prepare)
        event.listen(self.engine, "before_cursor_execute", _refuse_to_write)
        count_statements(self.engine)
        replace_dead(self.engine)
        self._autocommitting = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = self._autocommitting.execution_options(**{_READS_ONLY: True})

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit on leaving, with what was not written yet in one statement; roll back on any error. A database that
        cannot answer is an `Outage`."""
        with _answered(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            write_pending(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For questions alone, without the ways to and fro of BEGIN and COMMIT: each sees what is committed when it is
        asked, just as in a `transaction` that only reads. Writing or locking in it, or changing a row that was read, is
        a Defect. A database that cannot answer is an `Outage`."""
        with _answered(), Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session
            if session.new or session.dirty or session.deleted:
                raise Defect("database.write_while_reading")

    @contextmanager
    def single_statements(self) -> Iterator[Connection]:
        """Each statement is a transaction of its own, without the ways to and fro of BEGIN and COMMIT. A database that
        cannot answer is an `Outage`."""
        with _answered(), self._autocommitting.connect() as connection:
            yield connection

    def check(self) -> None:
        """Raise `Outage` unless the database answers."""
        with self.single_statements() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise Outage("database.unavailable") from error
    except DBAPIError as error:
        if not isinstance(error, IntegrityError) and _sqlstate(error).startswith(_TRANSIENT):
            raise Outage("database.unavailable") from error
        raise


def _let_prepare(connection: Any, _: Any) -> None:
    connection.prepared_max = _PREPARED_AT_MOST


def _refuse_to_write(_: Any, __: Any, statement: str, ___: Any, context: Any, ____: bool) -> None:
    if context.execution_options.get(_READS_ONLY) and not _only_reads(statement):
        raise Defect("database.write_while_reading")


@lru_cache(maxsize=1000)
def _only_reads(statement: str) -> bool:
    return re.search(r"\b(INSERT|UPDATE|DELETE|FOR SHARE|pg_advisory\w+)\b", statement) is None


def between(
    rows: Any, at: Any, since: Any, until: Any, equal: Iterable[tuple[Any, Any]], either: Collection[str] | None = None
) -> Any:
    """A statement narrowed to a time, `until` not included, to columns that have a value where one is given, and to
    rows that have one of the values of `either` in one of these columns."""
    equal = tuple(equal)
    if either:
        rows = rows.where(or_(*(column.in_(either) for column, _ in equal)))
    if since is not None:
        rows = rows.where(at >= since)
    if until is not None:
        rows = rows.where(at < until)
    for column, value in equal:
        rows = rows if value is None else rows.where(column == value)
    return rows.execution_options(yield_per=1000)


def violated_constraint(error: IntegrityError) -> str | None:
    """The name of the constraint that refused the write."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


def lock_key(session: Session, *names: str) -> None:
    """Serialise everybody who asks for the same name, until the transaction ends. Several are locked in an order of
    their own, so that no two wait for each other."""
    session.connection().execute(
        text(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS asked(name)"
        ),
        {"names": sorted(names)},
    )


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def migrate(service: str, owner_url: str, runtime_url: str, revision: str = "head") -> None:
    """Bring the schema of `service` to `revision` as its owner, and give the role of `runtime_url` what the service
    does with rows (`migrations/rows.toml`) and no more; running it again changes nothing. Raises Defect
    `database.rows_undescribed` for a table that the file does not name."""
    # Needed once in the life of a process, or never.
    from alembic import command
    from alembic.config import Config

    folder = _migrations(service)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = owner_url
    config.attributes["runtime"] = make_url(runtime_url).username
    config.attributes["rows"] = Rows.read(folder / "rows.toml")
    command.upgrade(config, revision)


def run_migrations(schema: str, metadata: MetaData | None = None) -> None:
    """The whole of every service's `migrations/env.py`."""
    from alembic import context

    url: Any = context.config.attributes.get("url") or context.config.get_main_option("sqlalchemy.url")
    engine = create_engine(url)
    scripts: dict[str, bytes] = {}

    def note(*, step: Any, **_: Any) -> None:
        for revision in step.up_revisions:
            scripts[revision.revision] = hashlib.sha256(Path(revision.path).read_bytes()).digest()

    try:
        with engine.begin() as connection:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                version_table_schema=schema,
                on_version_apply=cast(Any, note),
                include_schemas=True,
                include_name=lambda name, kind, _: kind != "schema" or name == schema,
            )
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:n, 1))"), {"n": schema})
            kept_a_log = has_log(connection, schema)
            context.run_migrations()
            if runtime := context.config.attributes.get("runtime"):
                grant(connection, schema, runtime, context.config.attributes["rows"])
                # The first ones of all found no row that they could have changed.
                if kept_a_log:
                    log_migrations(connection, schema, scripts)
    finally:
        engine.dispose()


def _migrations(service: str) -> Path:
    spec = importlib.util.find_spec(f"services.{service}")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(service)
    return Path(spec.submodule_search_locations[0]) / "migrations"


def encrypted_column(name: str, **field: Any) -> Any:
    """A column for what a service keeps encrypted. In the database it has the name it was made with: a migration must
    work with the code that was deployed before it, so that a column is renamed a release after its users."""
    return Field(sa_column_kwargs={"name": f"{name}_sealed", "key": f"{name}_encrypted"}, **field)
