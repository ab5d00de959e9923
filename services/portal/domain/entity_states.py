"""The words in which the register says how an entity stands."""

STATES = ("存续", "歇业", "迁出中", "另册", "吊销未注销", "已注销", "已撤销")

_MOODS = {"存续": "good", "歇业": "wait", "迁出中": "wait", "另册": "wait"}


def mood(state: str) -> str:
    """How a state is coloured; what has ended, or may not trade, is bad."""
    return _MOODS.get(state, "bad")
