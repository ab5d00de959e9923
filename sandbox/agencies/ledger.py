"""An agency's own books: each accepted event once, and each refusal, on disk before it is acknowledged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.journal import Journal


@dataclass(frozen=True)
class Decision:
    """`turn` counts the decisions on one event: the first is 1, one on the event sent anew is 2 …"""

    event_id: str
    outcome: str
    reason: str | None
    received_at: str
    sequence: int
    turn: int = 1

    @property
    def receipt_id(self) -> str:
        return f"{self.event_id}/receipt" if self.turn == 1 else f"{self.event_id}/receipt/{self.turn}"


class Ledger:
    """Two files: `<agency>.jsonl` holds accepted CloudEvents as they came, with the extensions `receivedat`,
    `streamsequence` and `turn`; `<agency>.refused.jsonl` holds refusals without content."""

    def __init__(self, home: Path, agency: str) -> None:
        self._accepted = Journal(home / f"{agency}.jsonl")
        self._refused = Journal(home / f"{agency}.refused.jsonl")
        self._events: dict[str, dict[str, Any]] = {}
        self._acceptances: dict[str, Decision] = {}
        self._refusals: dict[str, list[Decision]] = {}
        for entry in self._accepted.entries():
            self._events[entry["id"]] = entry
            self._acceptances[entry["id"]] = Decision(
                entry["id"], "ACCEPTED", None, entry["receivedat"], entry["streamsequence"], entry["turn"]
            )
        for entry in self._refused.entries():
            self._refusals.setdefault(entry["event_id"], []).append(Decision(**entry))

    def refusal(self, event_id: str, sequence: int) -> Decision | None:
        """The refusal of this very message (by stream sequence); an event sent anew is looked at anew."""
        return next((one for one in self._refusals.get(event_id, []) if one.sequence == sequence), None)

    def acceptance(self, event_id: str) -> Decision | None:
        return self._acceptances.get(event_id)

    def holds_other_content(self, event: dict[str, Any]) -> bool:
        """True when an event of the same id and with other data was accepted."""
        held = self._events.get(event["id"])
        return held is not None and _digest(held) != _digest(event)

    def accept(self, event: dict[str, Any], sequence: int, now: datetime) -> Decision:
        decision = Decision(event["id"], "ACCEPTED", None, now.isoformat(), sequence, self._next_turn(event["id"]))
        entry = {**event, "receivedat": decision.received_at, "streamsequence": sequence, "turn": decision.turn}
        self._accepted.append(entry, on_disk=True)
        self._events[event["id"]] = entry
        self._acceptances[event["id"]] = decision
        return decision

    def refuse(self, event_id: str, reason: str, sequence: int, now: datetime) -> Decision:
        decision = Decision(event_id, "REJECTED", reason, now.isoformat(), sequence, self._next_turn(event_id))
        self._refused.append(vars(decision), on_disk=True)
        self._refusals.setdefault(event_id, []).append(decision)
        return decision

    def _next_turn(self, event_id: str) -> int:
        return len(self._refusals.get(event_id, [])) + (event_id in self._acceptances) + 1

    def accepted(self) -> list[dict[str, Any]]:
        return list(self._events.values())

    def refused(self) -> list[Decision]:
        return [decision for decisions in self._refusals.values() for decision in decisions]

    def close(self) -> None:
        self._accepted.close()
        self._refused.close()


def _digest(event: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(event.get("data"), sort_keys=True).encode()).hexdigest()
