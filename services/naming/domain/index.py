"""The names of one authority in memory, found by the same keys as those in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.naming.domain.comparison import Neighbour, compare
from services.naming.domain.keys import NameKeys

_Found = dict[tuple[str, ...], list[Neighbour]]


@dataclass
class NameIndex:
    """Grows by `add`; `neighbours` answers with every name that shares a key, so that `compare` sees all conflicts."""

    _by_key: _Found = field(default_factory=lambda: defaultdict(list))

    def add(self, neighbour: Neighbour) -> None:
        keys = neighbour.keys
        for key in _own_keys(keys):
            self._by_key[key].append(neighbour)

    def neighbours(self, keys: NameKeys) -> tuple[Neighbour, ...]:
        """Each once, in the order of `add` within each key."""
        found = (name for key in _sought_keys(keys) for name in self._by_key.get(key, ()))
        return tuple(dict.fromkeys(found))

    def free(self, wanted: Iterable[NameKeys], today: date) -> Iterator[int]:
        """The places of those names that nobody has and nobody has a similar one to."""
        return (place for place, keys in enumerate(wanted) if not compare(keys, self.neighbours(keys), today))


def _own_keys(keys: NameKeys) -> Sequence[tuple[str, ...]]:
    kept: set[tuple[str, ...]] = {("full", keys.full), ("order", keys.order_key), ("trade", keys.trade_name)}
    kept |= {("sound", reading, keys.family) for reading in keys.readings}
    kept |= {("fragment", fragment, keys.family) for fragment in keys.fragments}
    return (*kept, ("shape", keys.shape, keys.family))


def _sought_keys(keys: NameKeys) -> Iterator[tuple[str, ...]]:
    yield from (("full", keys.full), ("order", keys.order_key), ("trade", keys.trade_name))
    yield from (("sound", reading, keys.family) for reading in keys.readings)
    yield ("shape", keys.shape, keys.family)
    yield ("fragment", keys.trade_name, keys.family)
    yield from (("trade", fragment) for fragment in keys.fragments)
