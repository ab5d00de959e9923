"""The fictitious population."""

from __future__ import annotations

from datetime import date

from kernel.numbers import ResidentId
from kernel.persons import age_on
from sandbox.population_registry.persons import fictitious_persons

TODAY = date(2026, 11, 21)
PERSONS = fictitious_persons(TODAY)


def test_every_number_is_valid() -> None:
    """Every number is a valid resident ID number that says the person's birth date and sex."""
    for person in PERSONS:
        parsed = ResidentId.parse(person.id_number, on=TODAY)
        assert (parsed.number, parsed.birth_date, parsed.sex) == (person.id_number, person.birth_date, person.sex)


def test_numbers_are_distinct() -> None:
    """At least 200 people, no two with one number."""
    assert len({person.id_number for person in PERSONS}) == len(PERSONS) >= 200


def test_same_people_every_day() -> None:
    """Only the people at age limits depend on the day."""
    tomorrow = {person.id_number for person in fictitious_persons(date(2026, 11, 22))}
    assert sum(person.id_number not in tomorrow for person in PERSONS) == 8


def test_ages_at_the_limits() -> None:
    """On any day, a leap day included, there are people of the ages at which the law changes."""
    for today in (TODAY, date(2028, 2, 29), date(2027, 3, 1), date(2026, 12, 31)):
        ages = [age_on(person.birth_date, today) for person in fictitious_persons(today) if person.birth_date]
        assert {15, 16, 17, 18, 70} <= set(ages)


def test_the_notice_person() -> None:
    """穆静 has the valid form of the number printed in the notice."""
    assert any(p.name == "穆静" and p.id_number == "140102198801011232" and p.sex == "1" for p in PERSONS)


def test_names_that_break_systems() -> None:
    """Rare Han characters and names with the separating dot are among them."""
    names = "".join(person.name for person in PERSONS)
    assert all(character in names for character in "𠮷䶮㛃𰻝·")
