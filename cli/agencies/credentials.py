"""What an agency connects with: one file, readable by its owner, that is written once."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from deploy.local.nats_accounts import STREAM, account, account_of, inbox_prefix, replay_consumer


def write_once(path: Path, content: dict[str, Any]) -> None:
    """For its owner's eyes. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.write("\n")


@dataclass(frozen=True)
class Credentials:
    """Where to connect and as whom, what to read from and where to answer, where our keys and schemas are, and the
    agency's own keys, where they were made for it: the first of each use is the one that holds now."""

    server: str
    user: str
    password: str
    inbox_prefix: str
    stream: str
    consumer: str
    replay_consumer: str
    events: str
    receipts: str
    answers: str
    keys: str
    schemas: str
    private_keys: dict[str, Any] = field(default_factory=lambda: {"keys": []})

    @classmethod
    def new(
        cls, agency: str, server: str, notice: str, password: str | None = None, keys: dict[str, Any] | None = None
    ) -> Self:
        """`server` is the address of NATS, `notice` that of the notice service, as the agency reaches them."""
        base = notice.rstrip("/")
        return cls(
            server=server,
            user=agency,
            password=password or secrets.token_urlsafe(32),
            inbox_prefix=inbox_prefix(agency),
            stream=STREAM,
            consumer=agency,
            replay_consumer=replay_consumer(agency),
            events=f"events.{agency}.>",
            receipts=f"receipts.{agency}",
            answers=f"answers.{agency}",
            keys=f"{base}/keys",
            schemas=f"{base}/schemas/",
            private_keys=keys or {"keys": []},
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises OSError, and ValueError when the file holds no credentials."""
        found = json.loads(path.read_text("utf-8"))
        try:
            return cls(**found)
        except TypeError:
            raise ValueError(f"{path} holds no credentials of an agency") from None

    def write(self, path: Path) -> None:
        """Raises FileExistsError: credentials are never overwritten."""
        write_once(path, asdict(self))

    def connecting(self) -> dict[str, Any]:
        """Arguments of `nats.connect`."""
        return {
            "servers": self.server,
            "user": self.user,
            "password": self.password,
            "inbox_prefix": self.inbox_prefix,
        }

    def account_block(self) -> str:
        """The account as it stands in the configuration of a NATS server; the password is left to the environment."""
        block = {account_of(self.user): account(self.user, "PASSWORD")}
        variable = f"$KAIYE_AGENCY_{self.user.upper()}"
        return json.dumps(block, indent=2).replace('"PASSWORD"', variable)
