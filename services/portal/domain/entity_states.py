"""The words in which the register says how an entity stands, and who belongs to it."""

from catalogues.filing_types.words import SignerRole

STATES = ("存续", "歇业", "迁出中", "另册", "吊销未注销", "已注销", "已撤销")

ROLES = {
    SignerRole.OPERATOR: "经营者",
    SignerRole.FAMILY_MEMBER: "家庭成员",
    SignerRole.LIAISON: "登记联络员",
}

_MOODS = {"存续": "good", "歇业": "wait", "迁出中": "wait", "另册": "wait"}


def mood(state: str) -> str:
    """How a state is coloured; what has ended, or may not trade, is bad."""
    return _MOODS.get(state, "bad")
