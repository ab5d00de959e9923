"""The states of a registered business: what each lets be filed, what it is called in public, whether it has ended."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from catalogues import reading


class EntityStatus(StrEnum):
    """The states of an entity. Standing on a list (经营异常名录, 严重违法失信名单, 另册管理) is a mark, not a state."""

    ACTIVE = "存续"
    SUSPENDED = "歇业"
    MOVING_OUT = "迁出中"
    MOVED_OUT = "迁出"
    LICENCE_WITHDRAWN = "吊销未注销"
    WITHDRAWN_DEREGISTERED = "吊销已注销"
    DEREGISTERED = "已注销"
    REVOKED = "已撤销"


class EntityState(BaseModel):
    """`code` is that of the publicity system (table `entity_status`); `trades`: it may do business now. What has ended
    stands at no premises and is never changed again. `bars` names the kinds of filing that nobody may open about a
    business in this state, those of several kinds of business with `*`; `remedy` what to do instead, in Chinese and
    English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: EntityStatus
    english: str
    code: str
    mood: str
    trades: bool
    ended: bool
    bars: tuple[str, ...]
    remedy: tuple[str, str]
    basis: str
    certainty: str

    def lets_file(self, filing_type: str) -> bool:
        """Whether a filing of this kind may be opened."""
        return not any(fnmatchcase(filing_type, barred) for barred in self.bars)


@cache
def all() -> Mapping[EntityStatus, EntityState]:
    """Every state, in the order in which a business comes to them."""
    found = [EntityState.model_validate(entry) for entry in reading.document("entity_states.json")]
    return MappingProxyType({each.state: each for each in found})


def get(status: EntityStatus | str) -> EntityState:
    """Raises ValueError for a state that nobody knows."""
    return all()[EntityStatus(status)]


def lets_file(status: str | None, filing_type: str) -> bool:
    """Whether a business of this state may have such a filing; none of an unknown state may."""
    state = next((state for known, state in all().items() if known == status), None)
    return state is not None and state.lets_file(filing_type)


@cache
def ended() -> frozenset[EntityStatus]:
    """Nothing of such a business can change any more, and it stands at no premises."""
    return frozenset(status for status, state in all().items() if state.ended)
