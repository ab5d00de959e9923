"""What was read on a picture of the identity card, beside what stands in the operator's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.portal.domain.forms import LONG_TERM

SIDES = ("id_card_front", "id_card_back")
ALL = "yes"
"""Asked for instead of a field: everything that is not typed yet."""

LABELS: Mapping[str, str] = {
    "name": "姓名",
    "id_number": "证件号码",
    "ethnicity": "民族",
    "residence": "经营者住所",
    "id_valid_until": "证件有效期限",
}
_ANY_CASE = frozenset({"id_number"})

State = Literal["empty", "same", "other"]


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """`offered` are the fields as the filing service reads them on the card; `attached` says whether a side of it was
    uploaded, `pending` whether one is still being read."""

    offered: Mapping[str, str]
    attached: bool = False
    pending: bool = False

    @property
    def fields(self) -> Mapping[str, str]:
        """Those that the form asks for, in its order; sex and birth follow from the number."""
        return {name: self.offered[name] for name in LABELS if self.offered.get(name)}

    def state(self, typed: Mapping[str, str], name: str) -> State:
        """How the form's field stands to the card."""
        there, read = _typed(typed, name), self.offered.get(name, "")
        if not there:
            return "empty"
        return "same" if there == (read.upper() if name in _ANY_CASE else read) else "other"

    def states(self, typed: Mapping[str, str]) -> Mapping[str, State]:
        return {name: self.state(typed, name) for name in self.fields}

    def taken_over(self, typed: Mapping[str, str], wanted: str) -> dict[str, str]:
        """The form with what the card says where nothing stands; of the field `wanted`, whatever stands there."""
        filled = dict(typed)
        for name, read in self.fields.items():
            if name == wanted or (wanted == ALL and self.state(typed, name) == "empty"):
                filled |= _as_typed(name, read)
        return filled


def _typed(typed: Mapping[str, str], name: str) -> str:
    if name == "id_valid_until" and typed.get("id_long_term"):
        return LONG_TERM
    there = typed.get(name, "").strip()
    return there.upper() if name in _ANY_CASE else there


def _as_typed(name: str, read: str) -> dict[str, str]:
    if name != "id_valid_until":
        return {name: read}
    lasting = read == LONG_TERM
    return {"id_valid_until": "" if lasting else read, "id_long_term": "yes" if lasting else ""}
