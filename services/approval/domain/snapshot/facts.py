"""What other applications and the register say about this one."""

from __future__ import annotations

from services.approval.domain.snapshot.seen import Seen


class RegisterFacts(Seen):
    """What is registered besides."""

    application_no: str
    entities_at_premises: int
    duplicates: int
    marks: tuple[str, ...] = ()
    organisations: dict[str, str] | None = None


class PremisesCheck(Seen):
    """What the premises registry said of a place; place 0 is the main one. `shared_address`: it is one where many
    are registered together (集群登记地址、集中办公区)."""

    place: int
    answer: str
    shared_address: bool = False


class FilingFacts(Seen):
    """What other applications and the register say about this one; counts are of others, under way or registered."""

    of_some_releases = frozenset({"premises_checks", "marks", "organisations"})

    application_no: str
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool
    premises_checks: tuple[PremisesCheck, ...] = ()
    marks: tuple[str, ...] = ()
    organisations: dict[str, str] | None = None

    def answer_about(self, place: int) -> str | None:
        """What the premises registry said of a place; None where it was not asked."""
        return next((check.answer for check in self.premises_checks if check.place == place), None)

    def and_registered(self, registered: RegisterFacts) -> FilingFacts:
        """With what is registered counted in. A case from before there was a register has it counted already."""
        return self.model_copy(
            update={
                "entities_at_premises": self.entities_at_premises + registered.entities_at_premises,
                "duplicates": self.duplicates + registered.duplicates,
                **({"marks": registered.marks} if registered.marks else {}),
                **({"organisations": registered.organisations} if registered.organisations else {}),
            }
        )
