"""The auditor's page: what is asked of which service, what is shown, and what is refused at its field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import Refusal
from kernel.tokens import Principal, Role
from kernel.trails import KEEPERS
from services.approval.domain import acts
from services.archive.operations import views as archive_views
from services.portal.api.rendering import Faults, page
from services.portal.api.visits import Visit
from services.portal.clients.services import File
from services.portal.domain import auditing as words
from services.portal.domain import trail_words
from services.portal.domain.auditing import SHOWN, Asked
from services.portal.operations import auditing
from services.portal.operations.resources import Resources
from services.register.operations import views as register_views

_NO = "14021301202611280000017"
_LINE = {
    **{"book": "acts", "at": "2026-12-01T00:00:01Z", "event": "section_saved", "about": _NO, "actor": "account-1"},
    **{"role": "applicant", "object": "operator", "origin": "0" * 64, "result": "done"},
    **{"before_digest": "1" * 64, "after_digest": "2" * 64},
}


class _Service:
    """Keeps what it was asked; knows a person under `of`."""

    def __init__(self, name: str, of: tuple[str, ...] = ()) -> None:
        self.name, self.of = name, of
        self.asked: list[dict[str, Any]] = []
        self.bodies: list[Any] = []

    def fetch(self, path: str, token: str, **query: Any) -> File:
        self.asked.append(query)
        told = [{"trail": "1", "service": self.name}, *([_LINE] if self.name == "filing" else []), {"signature": "x"}]
        return File(b"".join(json.dumps(line).encode() + b"\n" for line in told), "application/x-ndjson")

    def post(self, path: str, token: str, body: Any) -> Any:
        self.bodies.append(body)
        return {"of": list(self.of)}


def _resources(**of: tuple[str, ...]) -> Resources:
    names = (*KEEPERS, "naming", "notice", "transparency")
    return Resources(**{name: _Service(name, of.get(name, ())) for name in names})  # type: ignore[arg-type]


def _shown(asked: Asked, **more: Any) -> str:
    mine = Principal(subject="auditor-1", roles=frozenset({Role.AUDITOR}))
    visit = Visit("/audit", "POST", principal=mine)
    shown: dict[str, Any] = {
        "asked": asked,
        "found": None,
        "words": words,
        "trail": trail_words,
        "faults": Faults(),
    } | more
    return bytes(page(visit, "audit.html", **shown).body).decode()


def test_every_service_is_asked_and_the_newest_line_stands_first() -> None:
    """With what was typed and no more lines than a page has; in words, with both digests."""
    resources = _resources()
    found = auditing.find(resources, "token", Asked(about=_NO, since="2026-11-30", until="2026-12-01"))
    query = {"about": _NO, "most": SHOWN, "since": "2026-11-30T00:00:00+08:00", "until": "2026-12-02T00:00:00+08:00"}
    assert all(getattr(resources, name).asked == [query] for name in KEEPERS)
    text = _shown(Asked(about=_NO), found=found)
    assert "保存填写内容" in text and "1" * 64 in text and "2" * 64 in text and 'action="/audit"' in text


_OTHERS = {
    "identity": {"book": "accounts", "at": "2026-12-01T00:00:02Z", "number": 1, "event": "login_failed", "about": "a",
                 "actor": "unknown", "reason": "password", "digest": "3" * 64},
    "approval": {"book": "review", "at": "2026-12-01T00:00:03Z", "number": 1, "event": "case_read", "about": _NO,
                 "actor": "account-2", "object": "sheet", "role": "head", "digest": "4" * 64},
    "register": {"book": "views", "id": "1", "at": "2026-12-01T00:00:04Z", "event": "list", "actor": "account-2",
                 "role": "examiner"},
    "archive": {"book": "edits", "at": "2026-12-01T00:00:05Z", "number": 1, "about": "v", "event": "edit",
                "actor": "account-3", "fields": "place", "after_digest": "5" * 64},
}  # fmt: skip


def test_the_lines_of_every_service_are_shown() -> None:
    """Each has fields of its own and leaves out what it has nothing to say of."""
    found = [line for name, told in _OTHERS.items() for line in words.lines_of(name, json.dumps(told).encode())]
    text = _shown(Asked(about=_NO), found=found)
    for said in ("登录失败", "password", "查看案件", "负责人", "查询登记簿", "修改归档信息", "5" * 64):
        assert said in text
    assert "已完成" in _shown(Asked(about=_NO), found=words.lines_of("filing", json.dumps(_LINE).encode()))


def test_a_person_is_asked_for_by_references_only() -> None:
    """The number goes in bodies to the services that know persons, and in no query."""
    resources = _resources(identity=("account-1",), filing=(_NO,), register=())
    auditing.find(resources, "token", Asked(person="140102198801011232"))
    assert resources.identity.bodies == [{"id_number": "140102198801011232"}]  # type: ignore[attr-defined]
    queries = [getattr(resources, name).asked[0] for name in KEEPERS]
    assert all(query["of"] == ["account-1", _NO] and "140102198801011232" not in str(query) for query in queries)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(), "about"),
        (Asked(person="140102198801011232"), "person"),
        (Asked(about=_NO, since="1. Dezember"), "since"),
        (Asked(about=_NO, until="0001-01-01"), "until"),
    ],
    ids=["nothing asked", "a person nobody knows", "no day", "no such day"],
)
def test_what_is_wrong_is_said_at_its_field(asked: Asked, field: str) -> None:
    """Nothing is asked of the services then, and what was typed stays."""
    resources = _resources()
    with pytest.raises(Refusal) as refused:
        auditing.find(resources, "token", asked)
    assert not resources.licence.asked  # type: ignore[attr-defined]
    assert f'id="{field}-fault"' in _shown(asked, faults=Faults(refused.value))


def test_the_file_is_what_the_services_signed() -> None:
    """One trail after the other, byte for byte."""
    content, media_type = auditing.file_of(_resources(), "token", Asked(about=_NO))
    assert media_type == "application/x-ndjson" and content.count(b'{"signature"') == len(KEEPERS)


def test_what_services_write_down_has_words() -> None:
    """Each event of each service, and each role."""
    rooms = Path(__file__).resolve().parents[3] / "services"
    noted = r'(?:note\(\s*session|seen\(\s*resources\.database|record\(\s*session),\s*"([a-z_]+)"'
    written = {
        (service, event)
        for service in ("filing", "signing", "licence", "identity")
        for path in (rooms / service).rglob("*.py")
        for event in re.findall(noted, path.read_text())
    }
    assert {("filing", "section_saved"), ("licence", "issued"), ("identity", "staff_added")} <= written
    written |= {("approval", event) for event in (*acts.WHAT, *acts.READINGS)}
    written |= {("archive", view) for view in (*archive_views.View, "edit")}
    written |= {("register", view) for view in (*register_views.View, "trail", "person")}
    told = [trail_words.said({"service": service, "event": event}) for service, event in written]
    assert [word for word in told if re.search("[a-z]", word)] == []
    assert set(Role) <= trail_words.ROLES.keys() and set(KEEPERS) == trail_words.SERVICES.keys()
