"""A registration written down as a file: every field of the forms, and the pictures beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import PrivateAttr

from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind
from cli.registration.papers import drawn
from cli.registration.written import Written


class RegistrationForm(Written):
    """Every section of a new business; `parties` of an enterprise."""

    account: dict[str, Any]
    application: dict[str, str]
    name: dict[str, Any] | None
    premises: dict[str, Any]
    operator: dict[str, Any]
    details: dict[str, Any]
    parties: dict[str, Any] | None = None
    _invented: bool = PrivateAttr(default=False)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises Malformed, also where a picture is missing."""
        form = super().read(path)
        for kind in form.attachments:
            form.picture(kind)
        return form

    def picture(self, kind: str) -> bytes:
        """The bytes of an attachment; raises Malformed if its file is missing. Of an invented person they are drawn,
        as the form then stands."""
        if self._invented:
            return drawn(kind, self)
        return super().picture(kind)

    @property
    def entity_kind(self) -> EntityKind:
        """What kind of business it is."""
        key = self.application.get("filing_type", editions.ESTABLISHMENT)
        return next(kind.entity_kind for kind in editions.all() if kind.key == key)

    @property
    def others_who_sign(self) -> list[dict[str, Any]]:
        """Of a company the other shareholders; of a family business (组成形式 2) the members who take part in it."""
        if self.parties is not None:
            return [other for other in self.parties.get("others") or () if other.get("amount")]
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
