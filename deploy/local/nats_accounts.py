"""Accounts of NATS: one for the notice service, where everything is kept, and one for each agency.

An agency's account knows the subjects that it imports and no others. What it names as the place for an answer lies in
its own account too, so that nobody can have the server write where somebody else reads.
"""

from __future__ import annotations

from typing import Any

STREAM = "EVENTS"
NOTICE = "notice"
OWN_ACCOUNT = "KAIYE"
SYSTEM_ACCOUNT = "SYS"
HOW_IT_KEEPS = "$SYS.REQ.SERVER.PING.JSZ"
"""What the notice service asks every server: whether what it acknowledges is on disk."""
LOG, CHECKPOINTS = "transparency", "log.checkpoint"
"""Who says how far the log has come, and where every agency hears it."""
AGENCIES = ("publicity", "tax")


def accounts(passwords: dict[str, str]) -> dict[str, Any]:
    """All there are, by name; `passwords` holds one of `notice`, one of the log and one of each agency, by user."""
    ours = {user: passwords[user] for user in (NOTICE, LOG)}
    agencies = {account_of(user): account(user, password) for user, password in passwords.items() if user not in ours}
    return {SYSTEM_ACCOUNT: _system(), OWN_ACCOUNT: _own(ours), **agencies}


def _system() -> dict[str, Any]:
    """Nobody's user: of what servers say of themselves, ours may ask one thing."""
    return {"exports": [{"service": HOW_IT_KEEPS, "response_type": "stream", "accounts": [OWN_ACCOUNT]}]}


def _own(passwords: dict[str, str]) -> dict[str, Any]:
    """The same whoever is enrolled: what an agency gets of it, its own account imports."""
    return {
        "jetstream": "enabled",
        "users": [
            {"user": user, "password": password, "permissions": permissions(user)}
            for user, password in passwords.items()
        ],
        "exports": [
            {"service": f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.*", "response_type": "stream"},
            {"service": f"$JS.API.CONSUMER.INFO.{STREAM}.*"},
            {"service": f"$JS.ACK.{STREAM}.*.>"},
            {"service": "receipts.*"},
            {"stream": "events.*.>"},
            {"stream": "answers.*"},
            {"stream": CHECKPOINTS},
        ],
        "imports": [{"service": {"account": SYSTEM_ACCOUNT, "subject": HOW_IT_KEEPS}}],
    }


def account_of(user: str) -> str:
    return f"AGENCY_{user.upper()}"


def account(user: str, password: str) -> dict[str, Any]:
    """What an agency may ask, and what it hears; its user may use just that."""
    asks, hears = _asks(user), [f"events.{user}.>", f"answers.{user}", CHECKPOINTS]
    return {
        "users": [{"user": user, "password": password, "permissions": permissions(user)}],
        "imports": [
            *({"service": {"account": OWN_ACCOUNT, "subject": subject}, "to": _known_as(subject)} for subject in asks),
            *({"stream": {"account": OWN_ACCOUNT, "subject": subject}} for subject in hears),
        ],
        "mappings": {subject: _known_as(subject) for subject in asks if _known_as(subject) != subject},
    }


def _known_as(subject: str) -> str:
    """In an agency's account. A server answers `$JS.API` of any account itself, that there is no JetStream in it."""
    return subject.replace("$JS.API.", "KAIYE.API.")


def inbox_prefix(user: str) -> str:
    """The inbox prefix an agency's client must use (`nats.connect(inbox_prefix=...)`)."""
    return f"_INBOX_{user}"


def replay_consumer(user: str) -> str:
    """Where the notice service lets an agency read its events again."""
    return f"{user}-replay"


def permissions(user: str) -> dict[str, Any]:
    """An agency reads its own consumers, hears its events and answers as they are published, and sends receipts; it
    cannot see another agency's events or make anything."""
    if user == NOTICE:
        return {
            "publish": ["events.>", "answers.*", "$JS.API.>", "$JS.ACK.>", HOW_IT_KEEPS],
            "subscribe": ["receipts.>", "_INBOX.>"],
        }
    if user == LOG:
        return {"publish": [CHECKPOINTS], "subscribe": ["_INBOX.>"]}
    return {
        # What a client asks is looked at under the name that its account has for it.
        "publish": [_known_as(subject) for subject in _asks(user)],
        "subscribe": [f"{inbox_prefix(user)}.>", f"events.{user}.>", f"answers.{user}", CHECKPOINTS],
    }


def _asks(user: str) -> list[str]:
    consumers = (user, replay_consumer(user))
    return [
        *(f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{consumer}" for consumer in consumers),
        *(f"$JS.API.CONSUMER.INFO.{STREAM}.{consumer}" for consumer in consumers),
        f"$JS.ACK.{STREAM}.{user}.>",
        f"receipts.{user}",
    ]
