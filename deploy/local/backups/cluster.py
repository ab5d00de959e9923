"""PostgreSQL's part of a backup: a base copy, the log of every change since, and the way back to a point in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from psycopg import sql

from deploy.local.backups.book import BASE, POSTGRES, WAL, BackupTrouble, copy
from deploy.local.children import Child
from deploy.local.postgres import NOT_ARCHIVED, SUPERUSER, Postgres, let_pass, programs_folder, system_user

_ARCHIVED_SECONDS = 120
_RECOVERED_SECONDS = 3600
_RECOVERY = ("restore_command", "recovery_target_name", "recovery_target_time", "recovery_target_action")


class Cluster:
    """Of one running server and one folder of backups."""

    def __init__(self, server: Postgres, folder: Path) -> None:
        if set("'%\\\n") & set(str(folder)):
            raise BackupTrouble(f"PostgreSQL cannot archive into {folder}: no quotes, percent signs or backslashes.")
        self._server = server
        self._folder = folder / POSTGRES
        self._wal = self._folder / WAL

    def archive_log(self) -> None:
        """From now on every segment of the log is copied here when it is full; harmless when it is already so."""
        self._wal.mkdir(parents=True, exist_ok=True, mode=0o700)
        _give(self._wal)
        there, part = f"{self._wal}/%f", f"{self._wal}/%f.part"
        command = (
            f"cmp -s '%p' '{there}' || "
            f"(test ! -f '{there}' && cp '%p' '{part}' && sync '{part}' && mv '{part}' '{there}')"
        )
        with self._server.connect(SUPERUSER) as connection:
            statement = sql.SQL("ALTER SYSTEM SET archive_command = {}").format(sql.Literal(command))
            connection.execute(statement)
            connection.execute("SELECT pg_reload_conf()")

    def base(self) -> Path:
        """The copy of everything that the log begins with; made once."""
        base = self._folder / BASE
        if not base.exists():
            part = self._folder / f"{BASE}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True, mode=0o700)
            _give(part)
            command = ("pg_basebackup", "-D", part, "-c", "fast", "-X", "none", "--manifest-checksums=SHA256")
            address = ("-h", "127.0.0.1", "-p", self._server.port, "-U", SUPERUSER, "-w")
            _run(*command, *address, PGPASSWORD=self._server.superuser_password)
            part.rename(base)
        return base

    def restore_point(self, name: str) -> tuple[datetime, tuple[str, ...]]:
        """Mark the log as it is now. Returns when all that leads to the mark is archived: the moment, and the segments
        since the base copy. Raises BackupTrouble when PostgreSQL does not come to it."""
        with self._server.connect(SUPERUSER) as connection:
            found = connection.execute(
                "SELECT now(), pg_walfile_name(mark), pg_size_bytes(current_setting('wal_segment_size'))"
                " FROM pg_create_restore_point(%s) mark",
                [name],
            ).fetchone()
            assert found
            connection.execute("SELECT pg_switch_wal()")
        at, last, size = found
        assert isinstance(at, datetime) and isinstance(last, str) and isinstance(size, int)
        deadline = time.monotonic() + _ARCHIVED_SECONDS
        while not (self._wal / last).exists():
            if time.monotonic() > deadline:
                raise BackupTrouble(f"PostgreSQL does not archive its log into {self._wal}; its own log says why.")
            time.sleep(0.1)
        return at, segments(_first_segment(self._folder / BASE), last, size)


def segments(first: str, last: str, size: int) -> tuple[str, ...]:
    """The names of all segments of the log from one to another: time line, and a number in two halves."""
    each = (1 << 32) // size
    begin, end = (int(name[8:16], 16) * each + int(name[16:], 16) for name in (first, last))
    return tuple(f"{last[:8]}{number // each:08X}{number % each:08X}" for number in range(begin, end + 1))


@contextmanager
def recovered(
    server: Postgres, folder: Path, home: Path, wal: Sequence[str], *, name: str | None, until: datetime | None
) -> Iterator[None]:
    """Lay the base copy into the empty `server.home` and play these segments of the log as far as the restore point or
    the time; the server runs meanwhile. Raises NotReady, with what PostgreSQL says, when it does not get there."""
    base, log = folder / POSTGRES / BASE, server.home / "log"
    for segment in wal:  # The backup may belong to anybody: PostgreSQL reads a copy of its own.
        copy(folder / POSTGRES / WAL / segment, log / segment)
    cluster = server.home / "cluster"
    for path in sorted(base.rglob("*")):
        target = cluster / path.relative_to(base)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            copy(path, target)
    target_line = f"recovery_target_name = '{name}'" if name else f"recovery_target_time = '{until}'"
    with (cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = 'cp ''{log}/%f'' \"%p\"'\n{target_line}\n")
        settings.write("recovery_target_action = 'promote'\n")
    (cluster / "recovery.signal").touch()
    for path in (cluster, *cluster.rglob("*"), log, *log.iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _give(path)
    child = Child("postgres", server.prepare(), home / "logs" / "postgres.log")
    child.start()
    try:
        child.wait_ready(lambda: _out_of_recovery(server), _RECOVERED_SECONDS)
        with server.connect(SUPERUSER) as connection:
            for setting in _RECOVERY:
                connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(setting)))
            # Its log does not continue the one that was archived here.
            connection.execute(sql.SQL("ALTER SYSTEM SET archive_command = {}").format(sql.Literal(NOT_ARCHIVED)))
        yield
    finally:
        child.stop()
        shutil.rmtree(log)


def base_problems(base: Path) -> list[str]:
    """What PostgreSQL itself finds wrong with the base copy, by its own manifest."""
    found = subprocess.run(  # noqa: S603 - our own program
        [str(programs_folder() / "pg_verifybackup"), "-n", str(base)], capture_output=True, text=True, check=False
    )
    return [line for line in found.stderr.splitlines() if found.returncode]


def _out_of_recovery(server: Postgres) -> None:
    with server.connect(SUPERUSER) as connection:
        if connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
            raise ConnectionError("still being brought back")


def _first_segment(base: Path) -> str:
    line = (base / "backup_label").read_text().splitlines()[0]
    return line.partition("(file ")[2].rstrip(")")


def _give(path: Path) -> None:
    if user := system_user():
        owner = pwd.getpwnam(user)
        os.chown(path, owner.pw_uid, owner.pw_gid)
        if path.name in (WAL, f"{BASE}.part"):
            let_pass(path.parent, user)


def _run(program: str, *arguments: object, **environment: str) -> None:
    user = system_user()
    done = subprocess.run(  # noqa: S603 - our own program
        [str(programs_folder() / program), *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=user,
        group=user,
        extra_groups=() if user else None,
    )
    if done.returncode:
        raise BackupTrouble(f"{program}: {done.stderr.strip()}")
