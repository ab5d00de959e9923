"""Which version of a section a page shows, and which sending of that page a form is."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

_EDIT = re.compile(r"[0-9a-f]{32}\.[0-9]{1,6}")


@dataclass(frozen=True)
class Edited:
    """`edit` is `page.number`: the page as it was opened, and how often it sent something, which the browser counts.
    `last` is the edit by which the section was saved."""

    version: str = ""
    edit: str = ""
    last: str = ""

    @classmethod
    def opened(cls, kept: Mapping[str, Any] | None) -> Self:
        """For a page that is opened now, with the section as kept."""
        edit = f"{uuid.uuid4().hex}.0"
        return cls(str(kept["version"]), edit, kept.get("edit") or "") if kept else cls(edit=edit)

    @classmethod
    def sent(cls, typed: Mapping[str, str]) -> Self:
        """As a form brought it."""
        edit = typed.get("edit", "")
        return cls(typed.get("version", ""), edit if _EDIT.fullmatch(edit) else "")

    def goes_on_from(self, kept: Edited) -> bool:
        """Whether what is kept was sent by the same page: sent again, nobody is added twice."""
        return bool(self.edit) and self.edit.partition(".")[0] == kept.last.partition(".")[0]

    @property
    def headers(self) -> dict[str, str]:
        """What the filing service is told of it."""
        version = {"If-Match": f'"{self.version}"'} if self.version else {}
        return version | ({"Kaiye-Edit": self.edit} if self.edit else {})
