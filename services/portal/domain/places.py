"""The places of a business as rows of a form: added, removed and told apart without scripts (通知 2.1.2.1;
个体工商户登记管理规定 Art. 12, 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TENURES = ("自有", "租赁", "无偿使用", "其他")
NATURES = ("商业", "办公", "住宅", "工业", "其他")


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the form: `key` is the field of the section, each row has `fields`, and there are at most `most`."""

    key: str
    fields: tuple[str, ...]
    most: int

    def filled(self, form: Mapping[str, str]) -> list[dict[str, str]]:
        """The rows in which anything was typed, in order."""
        rows = []
        for number in range(self.most):
            row = {name: form.get(f"{self.key}.{number}.{name}", "").strip() for name in self.fields}
            if any(row.values()):
                rows.append({name: text for name, text in row.items() if text})
        return rows

    def shown(self, form: Mapping[str, str]) -> int:
        """How many rows the page shows: those that hold something, and the empty one that was asked for."""
        wanted = len(self.filled(form)) + (form.get("add") == self.key)
        return min(wanted, self.most)

    def arranged(self, form: Mapping[str, str]) -> dict[str, str]:
        """The form without the row that was removed and without gaps, so that what is said of a row stands at it."""
        dropped = form.get("remove", "").removeprefix(f"{self.key}.")
        mine = f"{self.key}."
        left = {name: text for name, text in form.items() if not name.startswith(mine)}
        rows = self.filled({name: text for name, text in form.items() if not name.startswith(f"{mine}{dropped}.")})
        return left | {f"{mine}{number}.{name}": text for number, row in enumerate(rows) for name, text in row.items()}


FURTHER = Rows(
    "further",
    ("street_name", "detail", "owner", "tenure", "use_from", "use_to", "nature", "residential_consent"),
    4,
)
NETWORK = Rows("network_places", ("platform_name", "url", "shop_id"), 5)


def arranged(form: Mapping[str, str]) -> dict[str, str]:
    """The form as it is shown again, and saved."""
    return NETWORK.arranged(FURTHER.arranged(form))
