"""What the identity service found out about the persons who must sign."""

from __future__ import annotations

from datetime import date, datetime

from services.approval.domain.snapshot.seen import Seen


class PersonFacts(Seen):
    barred_profession: bool
    serious_violation: bool
    restricted_until: date | None
    litigation: bool


class Person(Seen):
    """`identified_by`: the number of the clerk who compared face and card at the window, where nothing was scored."""

    of_some_releases = frozenset({"identified_by"})

    person_ref: str
    role: str
    name: str
    id_document_type: str
    id_number: str
    face_score: float | None
    authenticated_at: datetime
    valid_until: datetime
    facts: PersonFacts
    identified_by: str | None = None


class PersonAsked(Seen):
    person_ref: str
    facts: PersonFacts


class PersonsAsked(Seen):
    """What the lists said of the same persons at a later moment."""

    application_no: str
    asked_at: datetime
    persons: tuple[PersonAsked, ...]


class LiaisonVerified(Seen):
    """`mobile_confirmed`: a code reached the liaison person there; None from before codes were sent."""

    of_some_releases = frozenset({"mobile", "mobile_confirmed"})

    name: str
    id_document_type: str
    id_number: str
    result: str
    mobile: str = ""
    mobile_confirmed: bool | None = None


class Authentication(Seen):
    """What the identity service found out about the persons who must sign. `asked_at` is when the lists were asked
    again, after the authentication."""

    of_some_releases = frozenset({"asked_at", "liaison"})

    application_no: str
    window: int
    account_subject: str
    account_verified: bool
    account_is_operator: bool
    persons: tuple[Person, ...]
    liaison: LiaisonVerified | None = None
    asked_at: datetime | None = None

    def and_asked(self, asked: PersonsAsked) -> Authentication:
        """With what the lists said later in place of what they had said."""
        later = {each.person_ref: each.facts for each in asked.persons}
        persons = tuple(
            person.model_copy(update={"facts": later.get(person.person_ref, person.facts)}) for person in self.persons
        )
        return self.model_copy(update={"persons": persons, "asked_at": asked.asked_at})
