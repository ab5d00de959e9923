"""What the services' rows left for the log, and what they are like now: read through functions of their owners."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from kernel.tlog.rows import OUTBOX, STANDING
from services.transparency.domain.entries import Entry

_MOST = 5000
_COLUMNS = "book, key, digest, by, at, salt"


@dataclass(frozen=True)
class Book:
    """A table whose rows have leaves."""

    schema: str
    table: str

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.table}"


def schemas(connection: Connection) -> tuple[str, ...]:
    """Those that leave something to the log and let it be read."""
    asked = text(
        "SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = :t"
        " AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'DELETE') ORDER BY 1"
    )
    return tuple(connection.execute(asked, {"t": OUTBOX}).scalars())


def waiting(connection: Connection, known: Collection[str]) -> bool:
    """Whether any outbox holds something."""
    asked = " OR ".join(f"EXISTS (SELECT FROM {schema}.{OUTBOX})" for schema in known)
    return bool(connection.execute(text(f"SELECT {asked or 'false'}")).scalar_one())


def take(connection: Connection, known: Sequence[str]) -> list[Entry]:
    """Remove what waits, at most some thousand of each schema, in the order in which each row was written."""
    taken = ", ".join(
        f"taken_{schema} AS (DELETE FROM {schema}.{OUTBOX} WHERE seq IN"  # noqa: S608 - names of our own
        f" (SELECT seq FROM {schema}.{OUTBOX} ORDER BY seq LIMIT {_MOST}) RETURNING seq, {_COLUMNS})"
        for schema in known
    )
    told = " UNION ALL ".join(
        f"SELECT '{schema}' AS schema, seq, {_COLUMNS} FROM taken_{schema}"  # noqa: S608 - names of our own
        for schema in known
    )
    if not told:
        return []
    rows = connection.execute(text(f"WITH {taken} {told} ORDER BY schema, seq"))
    return [Entry(f"{row.schema}.{row.book}", row.key, _bytes(row.digest), row.by, row.at, row.salt) for row in rows]


def books(connection: Connection, known: Collection[str]) -> list[Book]:
    """The tables whose rows can be asked for."""
    asked = text(
        "SELECT n.nspname::text, substr(p.proname, 10)::text FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY(:known)"
        " AND p.proname LIKE 'log\\_rows\\_%' AND has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1, 2"
    )
    return [Book(*row) for row in connection.execute(asked, {"known": list(known)})]


def shapes(connection: Connection, known: Collection[str]) -> dict[str, str]:
    """By table: a digest of the triggers that leave its leaves, whether they fire, and what their functions do."""
    asked = text(
        "SELECT n.nspname || '.' || c.relname, coalesce(md5(string_agg(concat_ws('|', t.tgname, t.tgenabled, t.tgtype,"
        " t.tgattr, p.prosrc, p.prosecdef, p.proconfig), ';' ORDER BY t.tgname)), '')"
        " || md5((SELECT string_agg(f.prosrc || f.proconfig::text, ';' ORDER BY f.proname) FROM pg_proc f"
        " WHERE f.pronamespace = n.oid AND f.proname IN ('log_rows_' || c.relname, 'log_look_' || c.relname)))"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY(:known)"
        " LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname LIKE 'log\\_%'"
        " LEFT JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE c.relkind IN ('r', 'p') AND EXISTS (SELECT FROM pg_proc f WHERE f.pronamespace = n.oid"
        " AND f.proname = 'log_rows_' || c.relname) GROUP BY n.oid, n.nspname, c.relname"
    )
    return {row[0]: row[1] for row in connection.execute(asked, {"known": list(known)})}


def rows_after(connection: Connection, book: Book, since: str | None, most: int) -> list[tuple[str, bytes]]:
    """Keys and digests of rows as they are now, in the order of the keys."""
    asked = text(f"SELECT key, digest FROM {book.schema}.log_rows_{book.table}(:since, :most)")  # noqa: S608
    return [(key, bytes(digest)) for key, digest in connection.execute(asked, {"since": since, "most": most})]


def rows_of(connection: Connection, book: Book, keys: Sequence[str]) -> dict[str, bytes]:
    """Digests of the rows with these keys, those that are there."""
    asked = text(f"SELECT key, digest FROM {book.schema}.log_look_{book.table}(:keys)")  # noqa: S608 - names of our own
    return {key: bytes(digest) for key, digest in connection.execute(asked, {"keys": list(keys)})}


def pending(connection: Connection, book: Book, keys: Sequence[str]) -> Mapping[str, bytes | None]:
    """The last digest that waits for the log, of those keys of which one does."""
    asked = text(
        f"SELECT DISTINCT ON (key) key, digest FROM {book.schema}.{OUTBOX}"  # noqa: S608 - names of our own
        " WHERE book = :table AND key = ANY(:keys) ORDER BY key, seq DESC"
    )
    rows = connection.execute(asked, {"table": book.table, "keys": list(keys)})
    return {key: _bytes(digest) for key, digest in rows}


def standing(connection: Connection, known: Collection[str]) -> frozenset[str]:
    """Tables of which first leaves of rows that stood there still wait."""
    told = " UNION ".join(
        f"SELECT '{schema}.' || split_part(book, '#', 1) FROM {schema}.{OUTBOX} WHERE by = :by"  # noqa: S608
        for schema in known
    )
    return frozenset(connection.execute(text(told), {"by": STANDING}).scalars()) if told else frozenset()


def findings(connection: Connection, known: Collection[str]) -> list[tuple[str, str, str]]:
    """What checks of the services' own found and still find: service, check, subject."""
    told = " UNION ALL ".join(
        f"SELECT '{schema}', check_name, subject FROM {schema}.log_finding WHERE gone_at IS NULL"  # noqa: S608
        for schema in known
    )
    if not told:
        return []
    return [(row[0], row[1], row[2]) for row in connection.execute(text(f"{told} ORDER BY 1, 2, 3 LIMIT 1000"))]


def _bytes(raw: bytes | None) -> bytes | None:
    return None if raw is None else bytes(raw)
