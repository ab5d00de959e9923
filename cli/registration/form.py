"""A registration written down as a file: every field of the forms, and the pictures beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from cli.registration.papers import drawn


class Malformed(Exception):
    """The file cannot be used; the message says which field and why."""


class RegistrationForm(BaseModel):
    """Sections as the services take them. The services judge the content; this only checks that all is there."""

    model_config = ConfigDict(extra="forbid")

    note: str = ""
    account: dict[str, Any]
    application: dict[str, str]
    name: dict[str, Any] | None
    premises: dict[str, Any]
    operator: dict[str, Any]
    details: dict[str, Any]
    attachments: dict[str, str]
    _folder: Path = PrivateAttr(default=Path())
    _invented: bool = PrivateAttr(default=False)

    @classmethod
    def read(cls, path: Path) -> RegistrationForm:
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
        for kind in form.attachments:
            form.picture(kind)
        return form

    def picture(self, kind: str) -> bytes:
        """The bytes of an attachment; raises Malformed if its file is missing. Of an invented person they are drawn,
        as the form then stands."""
        if self._invented:
            return drawn(kind, self)
        path = self._folder / self.attachments[kind]
        if not path.is_file():
            raise Malformed(f"/attachments/{kind}: no file {path}")
        return path.read_bytes()

    @property
    def members_who_sign(self) -> list[dict[str, Any]]:
        """Of a family business (组成形式 2): the members who take part in it."""
        members: list[dict[str, Any]] = self.operator.get("family_members") or []
        return members if self.operator.get("composition_form") == "2" else []

    def for_person(self, person: dict[str, Any], mobile: str, number: int) -> RegistrationForm:
        """The same kind of shop, run by somebody else next door, who has papers of their own: for a second run of the
        demonstration."""
        other = self.model_copy(
            update={
                "account": self.account
                | {
                    "account_name": f"{self.account['account_name'][:11]}_{number:03d}",
                    "real_name": person["name"],
                    "id_number": person["id_number"],
                    "mobile": mobile,
                },
                "operator": {key: value for key, value in self.operator.items() if key not in {"sex", "birth_date"}}
                | {"name": person["name"], "id_number": person["id_number"], "mobile": mobile},
                "premises": self.premises
                | ({"detail": f"{self.premises['detail']}之{number}"} if "detail" in self.premises else {}),
            }
        )
        other._invented = True
        return other
