"""The register's answers: whether a place exists, and who owns or may use it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.addresses import address_key
from kernel.persons import DocumentNumber
from sandbox.journal import Journal

Right = Literal["OWNER", "USER", "NONE"]


class Place(BaseModel):
    """A place with the numbers of those who own it and those who may use it. At a `shared_address` many businesses are
    registered together (集群登记地址、集中办公区)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    county_code: str = Field(pattern=r"^[0-9]{6}$")
    street_name: str = Field(min_length=1, max_length=50)
    detail: str = Field(min_length=1, max_length=100)
    owners: tuple[DocumentNumber, ...] = ()
    users: tuple[DocumentNumber, ...] = ()
    shared_address: bool = False

    @property
    def key(self) -> str:
        return address_key(self.county_code, self.street_name, self.detail)


class Question(BaseModel):
    """Does the place exist, and may the person with this number use it?"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    county_code: str = Field(pattern=r"^[0-9]{6}$")
    street_name: str = Field(min_length=1, max_length=50)
    detail: str = Field(min_length=1, max_length=100)
    id_number: DocumentNumber = Field(min_length=1, max_length=32)


class Answer(BaseModel):
    """`right` is NONE where nothing is known of one."""

    exists: bool
    right: Right
    shared_address: bool


class PremisesRegister:
    """Holds places in memory; what is added is journalled and survives a restart."""

    def __init__(self, home: Path) -> None:
        self._places: dict[str, Place] = {}
        self._added = Journal(home / "places.jsonl")
        for entry in self._added.entries():
            place = Place.model_validate(entry)
            self._places[place.key] = place

    def add(self, places: Iterable[Place]) -> int:
        """Adds or replaces by address; returns how many."""
        count = 0
        for place in places:
            self._places[place.key] = place
            self._added.append(place.model_dump(mode="json", exclude_defaults=True))
            count += 1
        return count

    def places(self) -> list[Place]:
        return list(self._places.values())

    def answer(self, question: Question, *, wrong: bool = False) -> Answer:
        """`wrong`: nothing exists."""
        key = address_key(question.county_code, question.street_name, question.detail)
        place = None if wrong else self._places.get(key)
        if place is None:
            return Answer(exists=False, right="NONE", shared_address=False)
        owns, uses = question.id_number in place.owners, question.id_number in place.users
        right: Right = "OWNER" if owns else "USER" if uses else "NONE"
        return Answer(exists=True, right=right, shared_address=place.shared_address)

    def close(self) -> None:
        self._added.close()
