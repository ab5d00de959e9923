"""What other applications and the register say about this one."""

from __future__ import annotations

from services.approval.domain.snapshot.seen import Seen


class RegisterFacts(Seen):
    """What is registered besides."""

    application_no: str
    entities_at_premises: int
    duplicates: int


class FilingFacts(Seen):
    """What other applications and the register say about this one; counts are of others, under way or registered."""

    application_no: str
    entities_at_premises: int
    recent_days: int
    recent_applications_of_operator: int
    duplicates: int
    authority_registers: bool

    def and_registered(self, registered: RegisterFacts) -> FilingFacts:
        """With what is registered counted in. A case from before there was a register has it counted already."""
        return self.model_copy(
            update={
                "entities_at_premises": self.entities_at_premises + registered.entities_at_premises,
                "duplicates": self.duplicates + registered.duplicates,
            }
        )
