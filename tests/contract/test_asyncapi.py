"""What agencies read about events is what the code does, and what was released only grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.local.nats_accounts import CHECKPOINTS, permissions
from kernel.tlog.notes import Checkpoint, Signer
from services.notice.domain.events import CONTENT, subject
from services.notice.domain.from_agencies import TYPES, Unreadable, read_message
from services.notice.domain.schemas import schemas
from services.notice.domain.trial_events import TEST, content_of_test
from services.transparency.clients.agencies import SUBJECT
from tests.unit.notice import facts

ROOT = Path(__file__).resolve().parents[2]
PAGE = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text("utf-8"))
PARSER = ROOT / "tests" / "contract" / "asyncapi"
RELEASED = {
    path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "tests/contract/released").glob("*.json")
}
NOW = {name: json.loads(text) for name, text in schemas().items()}
SIGNER = Signer("kaiye.example/log", bytes(range(32)))
FILES = "../services/notice/schemas/"


def test_the_page_for_agencies_names_every_type() -> None:
    """Whatever is published, and whatever an agency may send."""
    text = (ROOT / "docs" / "agencies.md").read_text("utf-8")
    assert [kind for kind in (*CONTENT, *TYPES) if f"`{kind}`" not in text and f"[{kind}]" not in text] == []


def test_it_is_asyncapi() -> None:
    """The page is AsyncAPI 3.0.0 by the standard's own JSON Schema (package @asyncapi/specs 6.11.1, Apache-2.0)."""
    standard = json.loads((ROOT / "tests/contract/standards/asyncapi-3.0.0.json").read_text("utf-8"))
    jsonschema.Draft7Validator(standard).validate(PAGE)


@pytest.mark.skipif(not (PARSER / "node_modules").exists(), reason="`make test` installs the parser, where npm works")
def test_the_parser_of_asyncapi_reads_it() -> None:
    """The parser that agencies' tools are made with finds neither an error nor a warning, references resolved."""
    done = subprocess.run(
        ["node", PARSER / "validate.mjs", ROOT / "docs" / "asyncapi.yaml"],
        env={**os.environ, "PATH": f"{os.environ['PATH']}:{Path(sys.executable).parent}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer = json.loads(done.stdout)
    assert answer["parsed"] and [each for each in answer["found"] if each["severity"] < 2] == []


def test_every_subject() -> None:
    """The addresses are those on which events are published, and those that an agency's user may hear and use."""
    addresses = {channel["address"] for channel in PAGE["channels"].values()}
    events = {subject(kind) for kind in CONTENT}
    events |= {subject(prefix + kind, "{agency}") for kind in CONTENT for prefix in ("", TEST)}
    assert addresses == events | {"receipts.{agency}", "answers.{agency}", CHECKPOINTS}
    allowed = permissions("{agency}")
    assert {"receipts.{agency}"} == {each for each in allowed["publish"] if not each.startswith(("$JS.", "KAIYE.API."))}
    assert {"answers.{agency}", "events.{agency}.>", CHECKPOINTS} < set(allowed["subscribe"])


def test_every_message() -> None:
    """Each type that travels is a message with the schema of its name, and every schema is used."""
    messages = PAGE["components"]["messages"].values()
    assert {each["name"] for each in messages} == {
        *CONTENT,
        *(TEST + kind for kind in CONTENT),
        *TYPES,
        "answer.v1",
        SUBJECT,
    }
    used = set()
    for each in messages:
        kind = each["name"].removeprefix(TEST)
        if kind in CONTENT:
            envelope, content = each["payload"]["allOf"]
            assert content["properties"]["type"] == {"const": each["name"]}
            used |= {envelope["$ref"], content["properties"]["data"]["$ref"]}
            assert content["properties"]["data"]["$ref"] == f"{FILES}{kind}.json"
        elif kind != SUBJECT:
            used.add(each["payload"]["$ref"])
            assert each["payload"]["$ref"] == f"{FILES}{kind}.json"
    assert used == {f"{FILES}{name}.json" for name in NOW}


def test_a_head_of_the_log_is_what_is_described() -> None:
    """The note as the log signs it; one without a signature is none."""
    note = SIGNER.sign(Checkpoint("kaiye.example/log", 7, bytes(32)).text)
    described = PAGE["components"]["messages"]["checkpoint"]["payload"]
    assert SUBJECT == CHECKPOINTS == PAGE["channels"]["checkpoints"]["address"]
    jsonschema.validate(note, described)
    assert not jsonschema.Draft202012Validator(described).is_valid(note.partition("— ")[0])


@pytest.mark.parametrize("kind", CONTENT)
def test_events_are_what_their_schemas_say(kind: str) -> None:
    """Every field that is sent is described, and none besides; also in a test event."""
    jsonschema.Draft202012Validator.check_schema(NOW[kind])
    for content in (CONTENT[kind](facts.registration()), content_of_test(kind)):
        assert set(content) == set(NOW[kind]["properties"])
        jsonschema.validate(content, NOW[kind], cls=jsonschema.Draft202012Validator)


RECEIPT: dict[str, Any] = {"event_id": "e-1", "outcome": "ACCEPTED", "received_at": "2026-11-29T10:00:00+08:00"}
SAID: list[tuple[str, dict[str, Any]]] = [
    ("receipt.v1", {"data": RECEIPT}),
    ("receipt.v1", {"data": {**RECEIPT, "reason": None, "more": 1}}),
    ("receipt.v1", {"data": {**RECEIPT, "outcome": "PERHAPS"}}),
    ("receipt.v1", {"data": {**RECEIPT, "event_id": "a b"}}),
    ("receipt.v1", {"data": {**RECEIPT, "reason": 7}}),
    ("receipt.v1", {"data": {"outcome": "ACCEPTED"}}),
    ("receipt.v1", {"data": RECEIPT, "id": ""}),
    ("receipt.v1", {"data": RECEIPT, "specversion": "0.3"}),
    ("receipt.v1", {}),
    ("request.test.v1", {}),
    ("request.test.v1", {"id": "x" * 201}),
    ("request.replay.v1", {}),
    ("request.replay.v1", {"data": {"from_sequence": 1}}),
    ("request.replay.v1", {"data": {"from_sequence": 0}}),
    ("request.replay.v1", {"data": {"from_sequence": "first"}}),
]


@pytest.mark.parametrize(("kind", "changes"), SAID)
def test_what_the_schemas_allow_is_read(kind: str, changes: dict[str, Any]) -> None:
    """The service reads what the schema of a receipt or request allows, and nothing else."""
    message = {"specversion": "1.0", "id": "m-1", "type": kind, **changes}
    read = not isinstance(read_message("receipts.tax", json.dumps(message).encode()), Unreadable)
    assert jsonschema.Draft202012Validator(NOW[kind]).is_valid(message) is read


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_released_schemas_only_grow(name: str) -> None:
    """All that was released is there unchanged, in nested objects too; what came later may be left out."""
    assert _shrunk(RELEASED[name], NOW[name], "") == []


def _shrunk(before: dict[str, Any], now: dict[str, Any], place: str) -> list[str]:
    wrong = [f"{place}: required"] if sorted(before.get("required", [])) != sorted(now.get("required", [])) else []
    if now.get("additionalProperties", True) is not True:
        wrong.append(f"{place}: closed")
    for name, old in before.get("properties", {}).items():
        new = now.get("properties", {}).get(name)
        if new is None:
            wrong.append(f"{place}/{name}: gone")
        elif "properties" in old:
            wrong += _shrunk(old, new, f"{place}/{name}")
        elif _meaning(old) != _meaning(new):
            wrong.append(f"{place}/{name}: changed")
    return wrong


def _meaning(described: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in described.items() if key != "description"}


def test_growth_is_told_from_shrinking() -> None:
    """The comparison itself: an optional field passes; one gone, changed or newly required does not."""
    old = {"required": ["a"], "properties": {"a": {"type": "string"}}}
    grown = {"required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    assert _shrunk(old, grown, "") == []
    assert _shrunk(grown, old, "") == ["/b: gone"]
    assert _shrunk(old, {**grown, "required": ["a", "b"]}, "") == [": required"]
    assert _shrunk(old, {"required": ["a"], "properties": {"a": {"type": "integer"}}}, "") == ["/a: changed"]
    assert _shrunk(old, {**old, "additionalProperties": False}, "") == [": closed"]
