"""The envelope of an event: CloudEvents 1.0 in structured JSON mode, signed as a whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from kernel.canonical import canonical_json
from services.notice.domain.sm2 import Sm2Key

SOURCE = "/kaiye/notice"
SCHEMA_VERSION = "1"


def write_event(
    *,
    event_id: str,
    event_type: str,
    application_no: str,
    uscc: str,
    sequence: int,
    occurred_at: datetime,
    data: dict[str, Any],
    schema: str,
    key: Sm2Key,
) -> bytes:
    """The event as it travels. `sequence` counts the events about one entity for one agency from 1 (CloudEvents
    sequence extension: text that sorts like the number). `schema` is the address of the JSON Schema of `data`.

    `signature` is over the canonical form (RFC 8785) of everything else in the envelope, so that neither content
    nor id, type, subject or order can be changed.
    """
    attributes: dict[str, Any] = {
        "id": event_id,
        "source": SOURCE,
        "type": event_type,
        "subject": uscc,
        "time": occurred_at.astimezone(UTC),
        "datacontenttype": "application/json",
        "dataschema": schema,
        "applicationno": application_no,
        "schemaversion": SCHEMA_VERSION,
        "sequence": f"{sequence:010d}",
        "signaturekeyid": key.key_id,
    }
    signed = canonical_json(json.loads(JSONFormat().write(CloudEvent(dict(attributes), data))))
    return JSONFormat().write(CloudEvent({**attributes, "signature": key.sign(signed)}, data))
