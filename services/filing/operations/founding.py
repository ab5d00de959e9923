"""What a kind of business leaves its founders to choose from, told beside the application, so that no page keeps a list
or a term of its own."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from catalogues.filing_types import founding as foundings
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import Section
from services.filing.domain.enterprise.capital import MANNERS, allowed_manners, last_day_to_pay
from services.filing.domain.enterprise.parties import MOST_OTHERS
from services.filing.domain.enterprise.parties_missing import MOST_SHAREHOLDERS


class ChoiceView(BaseModel):
    """A code, and what it is called."""

    code: str
    zh: str
    en: str


class FoundingView(BaseModel):
    """`last_day_to_pay` is the last day on which a contribution may be due if the business were founded today (公司法
    Art. 47), None where the founders alone decide. Of several `standings` each founder chooses one (general or limited
    partner, farmer or other member); of one nobody is asked. Without `posts` nobody is asked for a post."""

    manners: tuple[ChoiceView, ...]
    posts: tuple[ChoiceView, ...]
    standings: tuple[ChoiceView, ...]
    last_day_to_pay: date | None
    most_shareholders: int
    most_others: int


def founding(filing: FilingType, today: date) -> FoundingView | None:
    """None for a filing that asks for no founders."""
    if not filing.fills_in(Section.PARTIES):
        return None
    kind = filing.entity_kind
    described = foundings.get(kind)
    return FoundingView(
        manners=tuple(
            ChoiceView(code=each, zh=MANNERS[each][0], en=MANNERS[each][1]) for each in allowed_manners(kind)
        ),
        posts=tuple(ChoiceView(code=each.post, zh=each.zh, en=each.en) for each in described.posts),
        standings=tuple(ChoiceView(code=each.standing, zh=each.zh, en=each.en) for each in described.standings),
        last_day_to_pay=last_day_to_pay(kind, today),
        most_shareholders=MOST_SHAREHOLDERS,
        most_others=MOST_OTHERS,
    )
