"""The words in which the register says how an entity stands, and who belongs to it."""

from catalogues import entity_states
from catalogues.filing_types.words import SignerRole

STATES = tuple(status.value for status in entity_states.all())

ROLES = {
    SignerRole.OPERATOR: "经营者",
    SignerRole.FORMER_OPERATOR: "原经营者",
    SignerRole.FAMILY_MEMBER: "家庭成员",
    SignerRole.LIAISON: "登记联络员",
    SignerRole.AGENT: "代理人",
    SignerRole.LEGAL_REPRESENTATIVE: "法定代表人",
    SignerRole.SHAREHOLDER: "股东",
    SignerRole.DIRECTOR: "董事",
    SignerRole.SUPERVISOR: "监事",
    SignerRole.MANAGER: "经理",
    SignerRole.INVESTOR: "投资人",
    SignerRole.EXECUTING_PARTNER: "执行事务合伙人",
    SignerRole.GENERAL_PARTNER: "普通合伙人",
    SignerRole.LIMITED_PARTNER: "有限合伙人",
    SignerRole.MEMBER: "成员",
}


def has_ended(state: str) -> bool:
    """Whether nothing can be filed about it any more."""
    return entity_states.get(state).ended


def mood(state: str) -> str:
    """How a state is coloured; what has ended, or may not trade, is bad."""
    return entity_states.get(state).mood
