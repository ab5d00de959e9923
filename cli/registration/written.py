"""What somebody wants, written down as a file, with the pictures beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError


class Malformed(Exception):
    """The file cannot be used; the message says which field and why."""


class Written(BaseModel):
    """Fields as the services take them. The services judge the content; this only checks that all is there."""

    model_config = ConfigDict(extra="forbid")

    note: str = ""
    attachments: dict[str, str]
    _folder: Path = PrivateAttr(default=Path())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises Malformed."""
        try:
            form = cls.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise Malformed(f"{path}: no such file") from None
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise Malformed(f"{path}: not JSON ({error})") from None
        except ValidationError as error:
            wrong = "; ".join(f"/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise Malformed(f"{path}: {wrong}") from None
        form._folder = path.parent
        return form

    def picture(self, kind: str) -> bytes:
        """The bytes of an attachment; raises Malformed if its file is missing."""
        path = self._folder / self.attachments[kind]
        if not path.is_file():
            raise Malformed(f"/attachments/{kind}: no file {path}")
        return path.read_bytes()
