"""The words in which the register says how an entity stands, and who belongs to it."""

from catalogues import entity_states
from catalogues.filing_types.words import SignerRole

STATES = tuple(status.value for status in entity_states.all())

ROLES = {
    SignerRole.OPERATOR: "经营者",
    SignerRole.FORMER_OPERATOR: "原经营者",
    SignerRole.FAMILY_MEMBER: "家庭成员",
    SignerRole.LIAISON: "登记联络员",
}


def mood(state: str) -> str:
    """How a state is coloured; what has ended, or may not trade, is bad."""
    return entity_states.get(state).mood
