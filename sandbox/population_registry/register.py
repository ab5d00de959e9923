"""The register's answers: who a number belongs to, and what the lists say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.persons import DocumentNumber, normal_document_number, same_name
from sandbox.journal import Journal
from sandbox.population_registry.persons import Facts, Person, fictitious_persons
from sandbox.serving import Conflict


class VerificationRequest(BaseModel):
    """`face` is the token of a live capture; `request_id` the idempotency key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=100)
    id_number: DocumentNumber = Field(min_length=1, max_length=32)
    id_document_type: str = Field(min_length=1, max_length=8)
    purpose: str = Field(min_length=1, max_length=64)
    request_id: str = Field(min_length=1, max_length=128)
    face: str | None = Field(default=None, min_length=1, max_length=4096)


class Flags(BaseModel):
    """`live_capture` is None without a face, False when the capture looks forged."""

    alive: bool | None
    document_valid: bool | None
    live_capture: bool | None


class Verification(BaseModel):
    """`result` compares name and number only; the reader of `face_score` (0–1) sets their own threshold."""

    result: Literal["MATCH", "MISMATCH", "NOT_FOUND"]
    reference_no: str
    face_score: float | None
    flags: Flags
    checked_at: datetime


class PopulationRegister:
    """Holds persons in memory; additions, captures and answers given are journalled and survive a restart."""

    def __init__(self, home: Path, today: date) -> None:
        self._persons: dict[tuple[str, str], Person] = {}
        self._facts: dict[str, Facts] = {}
        self._captures: dict[str, str] = {}
        self._answers: dict[str, tuple[str, Verification]] = {}
        self._added = Journal(home / "persons.jsonl")
        self._captured = Journal(home / "captures.jsonl")
        self._answered = Journal(home / "verifications.jsonl")
        for entry in self._added.entries():
            self._hold(Person.model_validate(entry))
        for entry in self._captured.entries():
            self._captures[entry["token"]] = entry["id_number"]
        for entry in self._answered.entries():
            self._answers[entry["request_id"]] = (entry["digest"], Verification.model_validate(entry["answer"]))
        self.add(person for person in fictitious_persons(today) if _key(person) not in self._persons)

    def _hold(self, person: Person) -> None:
        self._persons[_key(person)] = person
        self._facts[person.id_number] = person.facts

    def add(self, persons: Iterable[Person]) -> int:
        """Adds or replaces by document type and number; returns how many."""
        count = 0
        for person in persons:
            self._hold(person)
            self._added.append(person.model_dump(mode="json", exclude_defaults=True))
            count += 1
        return count

    def persons(self) -> Iterable[Person]:
        return self._persons.values()

    def record_capture(self, token: str, id_number: str) -> None:
        """From now on `token` shows the face of the person with `id_number`."""
        self._captures[token] = id_number
        self._captured.append({"token": token, "id_number": id_number})

    def facts(self, id_number: str) -> Facts:
        """The lists hold listed persons only, so an unknown number is on none of them."""
        return self._facts.get(id_number, Facts())

    def verify(self, request: VerificationRequest, now: datetime, *, mismatch: bool = False) -> Verification:
        """Idempotent by `request_id`. Raises Conflict when the id was used for another question."""
        digest = hashlib.sha256(json.dumps(request.model_dump(), sort_keys=True).encode()).hexdigest()
        if request.request_id in self._answers:
            known, answer = self._answers[request.request_id]
            if known != digest:
                raise Conflict
            return answer
        person = self._persons.get(_key(request))
        result: Literal["MATCH", "MISMATCH", "NOT_FOUND"] = "NOT_FOUND"
        flags = Flags(alive=None, document_valid=None, live_capture=None)
        score = None
        if person is not None:
            result = "MATCH" if same_name(request.name, person.name) and not mismatch else "MISMATCH"
            valid_until = person.document_valid_until
            forged = request.face is not None and request.face.startswith("spoof")
            flags = Flags(
                alive=person.alive,
                document_valid=valid_until is None or valid_until >= now.date(),
                live_capture=None if request.face is None else not forged,
            )
            score = None if request.face is None else self._score(request.face, person, forged)
        reference = f"PR{now:%Y%m%d}{len(self._answers) + 1:08d}"
        answer = Verification(result=result, reference_no=reference, face_score=score, flags=flags, checked_at=now)
        self._answers[request.request_id] = (digest, answer)
        self._answered.append(
            {"request_id": request.request_id, "digest": digest, "answer": answer.model_dump(mode="json")}
        )
        return answer

    def _score(self, token: str, person: Person, forged: bool) -> float:
        """A recorded capture resembles its own person only; any other token counts as the person present."""
        if forged:
            return 0.0
        spread = hashlib.sha256(f"{token}/{person.id_number}".encode()).digest()[0] / 255
        other_face = self._captures.get(token, person.id_number) != person.id_number
        return round(0.05 + 0.30 * spread if other_face else 0.90 + 0.09 * spread, 4)

    def close(self) -> None:
        for journal in (self._added, self._captured, self._answered):
            journal.close()


def _key(person: Person | VerificationRequest) -> tuple[str, str]:
    return person.id_document_type, normal_document_number(person.id_document_type, person.id_number)
