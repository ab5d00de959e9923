"""What it means that a trade name is also the name of a division (企业名称登记管理规定 Art. 8)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from catalogues import divisions, reading
from catalogues.divisions import COUNTY, PROVINCE, Division

Standing = Literal["none", "word", "doubtful", "place"]


def standing(word: str, division: str) -> Standing:
    """How a trade name stands to the divisions that are called so: `none` is; it is a `word` like others, as 和平 far
    from any 和平区; `doubtful` where it is a word and they are near or as large as a city, or where nobody can tell;
    or nothing but a `place`. `division` is the head of the name.
    """
    if divisions.division_part(word) == word and word not in divisions.short_names():
        return "place"
    namesakes = _by_short_name().get(word, ())
    if not namesakes:
        return "none"
    if any(place.level == PROVINCE for place in namesakes):
        return "place"
    if is_word(word):
        far = all(place.level == COUNTY and not _near(place, division) for place in namesakes)
        return "word" if far else "doubtful"
    smaller = all(place.level == COUNTY for place in namesakes)
    unclear = word in _listed("places_and_more") or bool(chosen_characters().intersection(word))
    return "doubtful" if smaller and unclear and not any(_near(place, division) for place in namesakes) else "place"


@cache
def is_word(word: str) -> bool:
    """True for what a dictionary has as a common word, and for what is made of characters chosen for trade names."""
    return word in _listed("words") or (len(word) > 1 and chosen_characters().issuperset(word))


@cache
def chosen_characters() -> frozenset[str]:
    """The characters that people choose for trade names."""
    return frozenset("".join(reading.document("trade_name_characters.json").values()))


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(reading.document("trade_names_with_other_meaning.json")[kind])


@cache
def _by_short_name() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for place in divisions.real():
        found.setdefault(divisions.short_name(place), []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def _near(place: Division, division: str) -> bool:
    """The division at the head of a name is this one, lies in it, or is of the same city."""
    city = divisions.city_of(place.code)
    return place.name in division or (city is not None and city.name in division)
