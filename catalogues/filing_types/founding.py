"""How a kind of enterprise is founded: its words, who contributes, which posts there are, what its papers say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from catalogues import reading
from catalogues.errors import UnknownCode
from catalogues.filing_types.description import Described
from catalogues.filing_types.words import DocumentKind, EntityKind, SignerRole


class StandingDescribed(Described):
    """As what somebody contributes: a general or a limited partner, a member who is a farmer or is none. `role` is the
    one they are registered in."""

    standing: str
    role: SignerRole
    zh: str
    en: str


class PostDescribed(Described):
    """A post that is filed, what this kind calls it, and the role its holder is registered in."""

    post: str
    role: SignerRole
    zh: str
    en: str


class FoundingWords(Described):
    """What forms and licences of this kind call things. `sign` stands above the signatures of the others; where only
    one person founds it is empty, as `officers` is where nobody fills a post."""

    capital: str
    place: str
    amount: str
    contributions: str
    officers: str
    sign: str


class Chapter(Described):
    """Of a founding paper. An article may hold words in braces (`{name}`); `@contributions` is the table of them."""

    title: str
    articles: tuple[str, ...]


class FoundingDescribed(Described):
    """`business` is what it calls itself, `head` whoever stands for it, registered in `role`. Where there are several
    `standings` each contributor chooses one; where there are no `posts` nobody is asked for one. `papers` are the texts
    of documents that have no template of their own."""

    business: str
    head: str
    head_en: str
    role: SignerRole
    standings: tuple[StandingDescribed, ...]
    posts: tuple[PostDescribed, ...]
    words: FoundingWords
    promises: tuple[str, ...]
    papers: Mapping[DocumentKind, tuple[Chapter, ...]]

    def standing(self, standing: str | None) -> StandingDescribed:
        """The only one where there is one; the first for whoever has not chosen yet."""
        return next((each for each in self.standings if each.standing == standing), self.standings[0])

    def post(self, post: str) -> PostDescribed:
        """Raises UnknownCode for a post that this kind does not have."""
        for described in self.posts:
            if described.post == post:
                return described
        raise UnknownCode("posts", post)


@cache
def kinds() -> tuple[EntityKind, ...]:
    """The kinds that are founded with a contribution."""
    names = reading.file_names("founding/")
    return tuple(EntityKind(name.removeprefix("founding/").removesuffix(".json")) for name in names)


@cache
def get(kind: EntityKind | str) -> FoundingDescribed:
    """Raises UnknownCode for a kind that nobody founds with others: a sole trader."""
    name = f"founding/{kind}.json"
    if name not in reading.file_names("founding/"):
        raise UnknownCode("foundings", kind)
    return FoundingDescribed.model_validate(reading.document(name))
