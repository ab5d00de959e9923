"""Where agencies are enrolled: the notice service, and the NATS server where it is ours to command."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import typer
from rich.console import Console

from cli.running import running
from deploy.local.children import NotReady
from deploy.local.generated_secrets import SecretFile
from deploy.local.nats_accounts import AGENCIES
from deploy.local.nats_server import NatsServer
from kernel.errors import Defect, Outage, Refusal
from services.notice.main import open_resources
from services.notice.operations.resources import Resources
from services.notice.settings import NoticeSettings

_IN_ENVIRONMENT = "KAIYE_NOTICE_DATABASE_URL"


@dataclass(frozen=True)
class LocalNats:
    """The server of the stack on this machine, and its process."""

    server: NatsServer
    pid: int

    def let_in(self, user: str, password: str) -> None:
        self.server.enrol(user, password, self.pid)

    def shut_out(self, user: str) -> None:
        self.server.enrol(user, None, self.pid)


@dataclass(frozen=True)
class Room:
    """`nats` is None where the server is somebody else's, as in Kubernetes."""

    settings: NoticeSettings
    resources: Resources
    console: Console
    nats: LocalNats | None

    def is_played(self, agency: str) -> bool:
        """Whether the sandbox of this machine plays that agency."""
        return self.nats is not None and agency in AGENCIES


@contextmanager
def notice(home: Path) -> Iterator[Room]:
    """The notice service, from its environment or that of a laptop's stack. What the rules refuse ends the command
    with 1, what nobody answers with 2."""
    console = Console()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    nats = None
    if _IN_ENVIRONMENT not in os.environ:
        run, environment = running(home, console)
        os.environ |= environment.of("notice")
        folder = home.expanduser().resolve()
        server = NatsServer.of_stack(folder, run.ports["nats"], SecretFile(folder / "secrets.json"))
        nats = LocalNats(server, run.children["nats"])
    settings = NoticeSettings()
    resources = open_resources(settings)
    try:
        yield Room(settings, resources, console, nats)
    except Refusal as refusal:
        for finding in refusal.all_findings():
            console.print(finding.en, style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except (Outage, Defect) as trouble:
        console.print(f"It could not be done ({trouble.code}).", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except NotReady as trouble:
        console.print(str(trouble), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    finally:
        resources.stream.close()
        resources.database.close()
