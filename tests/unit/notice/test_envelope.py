"""The signed envelope of an event."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import gmssl_pyx
import pytest
from cloudevents.core.formats.json import JSONFormat

from kernel.canonical import canonical_json
from kernel.errors import Defect
from services.notice.domain.envelope import write_event
from services.notice.domain.sm2 import Sm2Key, public_pem

KEY = Sm2Key.generate()


def written(**changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "event_id": "e-1",
        "event_type": "tax.registration.v1",
        "application_no": "A1",
        "uscc": "92140213MA0MU7MP45",
        "sequence": 7,
        "occurred_at": datetime(2022, 2, 22, 2, tzinfo=UTC),
        "data": {"name": "穆静", "empnum": 2, "opto": None, "oploc": 'a"b\\c\n'},
        "schema": "https://kaiye.example/schemas/tax.registration.v1.json",
        "key": KEY,
    }
    event: dict[str, Any] = json.loads(write_event(**{**arguments, **changes}))
    return event


def verifies(event: dict[str, Any], public: bytes = KEY.public) -> bool:
    """As an agency does it: everything but the signature, in canonical form."""
    signature = base64.b64decode(event["signature"])
    content = {name: value for name, value in event.items() if name != "signature"}
    return bool(gmssl_pyx.sm2_verify(public, canonical_json(content), signature))


def test_attributes() -> None:
    """A CloudEvent 1.0 about the entity, with application number, schema version and a sequence that sorts."""
    event = written()
    assert {name: value for name, value in event.items() if name not in {"signature", "data"}} == {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/kaiye/notice",
        "type": "tax.registration.v1",
        "subject": "92140213MA0MU7MP45",
        "time": "2022-02-22T02:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": "https://kaiye.example/schemas/tax.registration.v1.json",
        "applicationno": "A1",
        "schemaversion": "1",
        "sequence": "0000000007",
        "signaturekeyid": KEY.key_id,
    }
    assert JSONFormat().read(None, json.dumps(event)).get_id() == "e-1"


def test_signature() -> None:
    """The signature holds for the event as it travels, under the published key and no other."""
    event = written()
    assert verifies(event)
    assert not verifies(event, Sm2Key.generate().public)


@pytest.mark.parametrize("attribute", ["id", "type", "subject", "sequence", "time", "applicationno", "source"])
def test_signed_as_a_whole(attribute: str) -> None:
    """No attribute can be changed."""
    assert not verifies({**written(), attribute: "x"})


def test_signed_content() -> None:
    """No content can be changed."""
    event = written()
    assert not verifies({**event, "data": {**event["data"], "empnum": 3}})


def test_key_is_read_back() -> None:
    """A key written as text is the same key."""
    assert Sm2Key.parse(KEY.text) == KEY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64",
        base64.b64encode(b"short").decode(),
        base64.b64encode(b"\x01" * 96).decode(),
        base64.b64encode(KEY.private + Sm2Key.generate().public).decode(),
    ],
)
def test_malformed_key(text: str) -> None:
    """What is no key, or two halves of different ones, is refused without being quoted."""
    with pytest.raises(Defect) as raised:
        Sm2Key.parse(text)
    assert raised.value.code == "notice.sm2_key_malformed"
    assert not text or text not in str(raised.value)


def test_key_shows_nothing() -> None:
    """A key that is printed shows no key."""
    assert KEY.private.hex() not in repr(KEY) and str(KEY.private) not in repr(KEY)


def test_public_pem() -> None:
    """The PEM holds the point behind the curve's object identifier."""
    lines = public_pem(KEY.public).splitlines()
    der = base64.b64decode("".join(lines[1:-1]))
    assert der.endswith(b"\x04" + KEY.public)
    assert bytes.fromhex("06082a811ccf5501822d") in der
