"""The answer to what an agency published: what became of it, or what must be put right."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.notice.domain.envelope import SOURCE
from services.notice.domain.from_agencies import Problem

ANSWER = "answer.v1"

Result = Literal["RECORDED", "DONE", "UNKNOWN_EVENT", "UNREADABLE", "REFUSED"]


@dataclass(frozen=True)
class Answer:
    """`message_id` is of the message answered, None when none could be read; `event_ids` are test events that are on
    their way, `consumer` is where a replay is read."""

    message_id: str | None
    result: Result
    problems: tuple[Problem, ...] = ()
    event_ids: tuple[str, ...] = ()
    consumer: str | None = None


def write_answer(answer: Answer, *, sequence: int, at: datetime, schema: str) -> bytes:
    """The answer as it travels. `sequence` is that of the message answered in its stream; `schema` the address of the
    JSON Schema."""
    content = {name: value for name, value in asdict(answer).items() if value or name in {"message_id", "problems"}}
    attributes = {
        "id": f"answer-{sequence}",
        "source": SOURCE,
        "type": ANSWER,
        "time": at,
        "datacontenttype": "application/json",
        "dataschema": schema,
    }
    # Tuples become lists on the way through JSON.
    return JSONFormat().write(CloudEvent(attributes, json.loads(json.dumps({"sequence": sequence, **content}))))
