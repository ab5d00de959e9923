"""The table of all rules for readers, made of the registry that judges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from catalogues import approval_thresholds
from catalogues.approval_thresholds import Threshold
from catalogues.law import Dated
from services.approval.domain import registry
from services.approval.domain.rule import BEGINNING

_UNITS = {
    "year": "岁",
    "item": "条",
    "entity": "户",
    "day": "日",
    "application": "件",
    "person": "人",
}
_OPENING = """\
# Rules of automatic approval

Made from the registry by `kaiye decision rules`; a test compares. All rules run on every case; the worst outcome is
the case's: pass, correct (补正), refer (转人工), reject (不予登记). Versions in force on a day: `GET /rules?on=DATE`.
"""
_CLOSING = """
## Trying other rules on past decisions

`kaiye decision compare --rules FILE [--since DATE]` judges every stored automatic decision again, on its stored parts
and by the rules of its application's date as FILE changes them, and prints those whose outcome would be another.

```json
{
 "title": "Smaller capital, crowded addresses allowed during the festival",
 "thresholds": [{"key": "most_capital", "value": "300", "valid_from": "2026-01-01"}],
 "rules": [
  {"id": "AR-33", "off": true, "valid_from": "2026-11-01", "valid_to": "2026-11-30"},
  {"id": "AR-13", "outcomes": {"REFER": "REJECT"}}
 ]
}
```

* `valid_from` and `valid_to` are days of submission in China, both included; left out, the change counts always.
* `thresholds`: another `value` for a key of the table, a number written as text or a list of words.
* `rules`: switched `off`, or `outcomes` changed, from one the rule comes to (column "If it fails") to PASS, NOTE,
  CORRECT, REFER or REJECT.
* What is not named stays as it is. One thing changed twice on the same day is refused.
"""


def as_markdown() -> str:
    """Every version of every rule, with the thresholds it compares with and the days they count from and to."""
    return "\n".join([_OPENING, *_table(), _CLOSING])


def _table() -> Iterator[str]:
    yield "| Rule | Title | Article | If it fails | Thresholds | In force |"
    yield "|---|---|---|---|---|---|"
    for rule in registry.ALL:
        outcomes = ", ".join(rule.outcomes) or f"verified by the {rule.verified_by} service"
        limits = "<br>".join(_limit(entry) for entry in approval_thresholds.all() if rule.id in entry.rules)
        cells = (
            f"{rule.id} v{rule.version}",
            f"{rule.title_zh}<br>{rule.title_en}",
            *(_articles(rule.law), outcomes, limits or "–", _from_to(rule.effective_from, rule.effective_to)),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _articles(law: Dated) -> str:
    if len(law.texts) == 1:
        return law.texts[0].text
    return "<br>".join(
        f"{each.text} ({_from_to(each.first or BEGINNING, each.last)})"
        for each in law.texts
        if each.last is None or each.last >= BEGINNING
    )


def _from_to(first: date, last: date | None) -> str:
    return f"{first} to {last}" if last else f"since {first}"


def _limit(entry: Threshold) -> str:
    value = (
        f"{entry.value}{_UNITS.get(entry.unit, entry.unit)}"
        if isinstance(entry.value, Decimal)
        else "、".join(entry.value)
    )
    return f"{entry.zh} `{entry.key}`: {value} ({_from_to(entry.valid_from, entry.valid_to)})"
