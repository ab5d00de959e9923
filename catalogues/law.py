"""The law in force on a day: instruments, the articles that texts cite, and texts that change with the law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from catalogues import reading
from catalogues.errors import UnknownCode

STATE = "中华人民共和国"
AS_OF = date(2026, 11, 28)
"""The day on which the law and all citations of it were last gone through."""

OWN_CHOICE = "自定"
"""Says of a number or word that no law gives it."""

_DIGITS = "一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[一二三四五六七八九十百千零]+"
ARTICLES = re.compile(f"第(?P<first>{_NUMERAL}(?:、{_NUMERAL})*)条(?:至第(?P<last>{_NUMERAL})条)?")
_BRACKET = re.compile(r"^（[^）]*(?:号|先照后证)[^）]*）")
_PLACE = re.compile(
    rf"^(?:{ARTICLES.pattern.replace('?P<first>', '?:').replace('?P<last>', '?:')}"
    rf"|第{_NUMERAL}款|第{_NUMERAL}项|（{_NUMERAL}）(?:[0-9]*)|{_NUMERAL}(?=（|$)|[0-9]+(?:\.[0-9]+)*|[–至、 ])*$"
)
_SENTENCES = re.compile("[；;]")


@dataclass(frozen=True, slots=True)
class Moved:
    """An article that has another number from a day on."""

    since: date
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, order, notice or standard. It holds from `in_force_from` to the day before `repealed_on`;
    one with a `province` (two digits) only there. `read` are the articles that were compared with the text."""

    title: str
    short: tuple[str, ...]
    number: str
    issuer: str
    in_force_from: date
    repealed_on: date | None
    repealed_by: str
    province: str
    moved: tuple[Moved, ...]
    read: tuple[int, ...]
    source: str
    certainty: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called in our texts."""
        return tuple(dict.fromkeys((self.title, self.title.removeprefix(STATE), *self.short)))

    @property
    def usual_name(self) -> str:
        """The title without the name of the state."""
        return self.title.removeprefix(STATE)

    def holds(self, on: date) -> bool:
        return self.in_force_from <= on and (self.repealed_on is None or on < self.repealed_on)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place of an instrument: `text` as written, `articles` the numbers in it."""

    instrument: Instrument
    text: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a citation on a day: `unknown`, `unreadable`, `not_yet`, `repealed` or `moved`."""

    kind: str
    text: str


@cache
def all() -> tuple[Instrument, ...]:
    """Every instrument in catalogue order."""
    return tuple(_instrument(entry) for entry in reading.document("law.json"))


def _instrument(entry: dict[str, Any]) -> Instrument:
    repealed = entry.get("repealed_on")
    return Instrument(
        title=entry["title"],
        short=tuple(entry["short"]),
        number=entry["number"],
        issuer=entry["issuer"],
        in_force_from=date.fromisoformat(entry["in_force_from"]),
        repealed_on=date.fromisoformat(repealed) if repealed else None,
        repealed_by=entry.get("repealed_by", ""),
        province=entry.get("province", ""),
        moved=tuple(
            Moved(date.fromisoformat(each["from"]), each["old"], each["new"]) for each in entry.get("moved", ())
        ),
        read=tuple(entry["read"]),
        source=entry["source"],
        certainty=entry["certainty"],
    )


@cache
def _by_name() -> dict[str, Instrument]:
    return {name: instrument for instrument in all() for name in instrument.names}


def get(name: str) -> Instrument:
    """The instrument of a title or short form. Raises UnknownCode."""
    try:
        return _by_name()[name]
    except KeyError:
        raise UnknownCode("law", name) from None


@lru_cache(maxsize=4096)
def _read(sentence: str) -> Citation | Fault:
    text = sentence.replace("《", "").replace("》", "")
    longest = max((name for name in _by_name() if text.startswith(name)), key=len, default="")
    if not longest:
        return Fault("unknown", sentence)
    place = _BRACKET.sub("", text.removeprefix(longest)).strip()
    if not _PLACE.match(place):
        return Fault("unreadable", sentence)
    return Citation(_by_name()[longest], sentence, tuple(articles_in(place)))


def articles_in(place: str) -> Iterator[int]:
    """The numbers of the articles in a place such as 第十四、十六条 or 第五条至第九条."""
    for found in ARTICLES.finditer(place):
        several = [_number(numeral) for numeral in found["first"].split("、")]
        yield from several
        if found["last"]:
            yield from range(several[-1] + 1, _number(found["last"]) + 1)


def _number(numeral: str) -> int:
    total = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS.index(character) + 1
        elif character != "零":
            total, digit = total + (digit or 1) * _UNITS[character], 0
    return total + digit


def _sentences(text: str) -> Iterator[str]:
    yield from filter(None, (part.strip() for part in _SENTENCES.split(text)))


def citations(text: str) -> tuple[Citation, ...]:
    """What a text such as 企业名称登记管理规定第六条；条例第十五条 cites, in its order; what cannot be read is left to
    `faults`."""
    return tuple(found for part in _sentences(text) if isinstance(found := _read(part), Citation))


def faults(text: str, on: date) -> tuple[Fault, ...]:
    """Whatever in a text of citations is not the law of a day."""
    return tuple(fault for part in _sentences(text) if part != OWN_CHOICE for fault in _faults(part, on))


def _faults(sentence: str, on: date) -> Iterator[Fault]:
    found = _read(sentence)
    if isinstance(found, Fault):
        yield found
    else:
        yield from (Fault(kind, sentence) for kind in no_law(found.instrument, found.articles, on))


def no_law(instrument: Instrument, articles: Iterable[int], on: date) -> tuple[str, ...]:
    """Why articles of an instrument are no law on a day, in the words of `Fault`; nothing when they are."""
    if not instrument.holds(on):
        return ("not_yet" if on < instrument.in_force_from else "repealed",)
    gone = {moved.old if on >= moved.since else moved.new for moved in instrument.moved}
    return ("moved",) if gone & set(articles) else ()


def of_province(text: str, division: str) -> str:
    """A text of citations without what other provinces alone ordered; `division` begins with the province's digits."""
    kept = (part for part in _sentences(text) if _holds_in(part, division))
    return "；".join(kept)


def _holds_in(sentence: str, division: str) -> bool:
    found = _read(sentence)
    return isinstance(found, Fault) or division.startswith(found.instrument.province)


@dataclass(frozen=True, slots=True)
class DatedText:
    """`text` counts from `first` to `last`, both days included; None where it always did, or still does."""

    first: date | None
    last: date | None
    text: str

    def counts(self, on: date) -> bool:
        return (self.first or on) <= on <= (self.last or on)


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that changes with the law: one for every day."""

    texts: tuple[DatedText, ...]

    @classmethod
    def of(cls, value: str | Sequence[dict[str, str]]) -> Dated:
        """From a catalogue: a text, or a list of `{"from": DATE?, "until": DATE?, "text": …}` in the order of the
        days, `until` being the last one. Raises ValueError for a day with two texts or none between the first and
        the last."""
        if isinstance(value, str):
            return cls((DatedText(None, None, value),))
        texts = tuple(DatedText(_day(each.get("from")), _day(each.get("until")), each["text"]) for each in value)
        for earlier, later in pairwise(texts):
            if earlier.last is None or later.first != earlier.last + timedelta(days=1):
                raise ValueError(f"the days do not follow one another: {later.text}")
        return cls(texts)

    def on(self, day: date, division: str | None = None) -> str:
        """The text of a day; with a division, only what holds in its province. Raises UnknownCode."""
        for each in self.texts:
            if each.counts(day):
                return each.text if division is None else of_province(each.text, division)
        raise UnknownCode("texts of law", day.isoformat())

    @property
    def starts(self) -> tuple[date, ...]:
        """The days on which another text begins to count."""
        return tuple(each.first for each in self.texts if each.first)

    def followed_by(self, other: Dated) -> Dated:
        """Both texts one after the other, each as of its days."""
        return joined((self, other))


def joined(texts: Iterable[Dated]) -> Dated:
    """All texts one after the other, each as of its days."""
    several = tuple(texts)
    days = sorted({day for dated in several for day in dated.starts})
    firsts: list[date | None] = [None, *days]
    lasts: list[date | None] = [*(day - timedelta(days=1) for day in days), None]
    return Dated(
        tuple(
            DatedText(first, last, "；".join(dict.fromkeys(dated.on(first or last or date.max) for dated in several)))
            for first, last in zip(firsts, lasts, strict=True)
        )
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
