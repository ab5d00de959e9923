"""Every text of the pages is there in English too."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from catalogues import application_stages, codes, form_fields, registered_items, sole_trader_types
from catalogues.entity_states import EntityStatus
from catalogues.filing_types import editions
from catalogues.filing_types.words import EntityKind, Section
from services.archive.domain.metadata import RETENTION
from services.licence.domain.states import LABELS, LicenceState
from services.portal.api.rendering import CATALOGUES, TEMPLATES, _environment
from services.portal.domain import (
    accessibility,
    archive_room,
    bindings,
    desk,
    entity_states,
    file_moves,
    heat,
    kinds,
    licence_office,
    matters,
    one_time_notice,
    pages,
    printer,
    revocations,
    stored_checks,
    task_list,
    temporal_web,
    trail_words,
)
from services.portal.domain.forms import HELPERS, OPERATOR_FORM

_HAN = re.compile(r"[㐀-鿿]")
_TABLES = (
    "id_document_type",
    "identity_type",
    "political_status",
    "education",
    "sex",
    "composition_form",
    "employment_status_before_application",
)


def _number(business_type: str) -> str:
    """Of an application of a kind of filing."""
    return f"140213{business_type}202611280000017"


def _asked_for() -> set[str]:
    """What templates say, and what they look up by a value."""
    environment: Any = _environment("zh")
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        for _, _, message in environment.extract_translations(path.read_text(encoding="utf-8")):
            found |= {text for text in (message if isinstance(message, tuple) else (message,)) if text}
    found |= {
        *application_stages.LABELS.values(),
        *pages.OUTCOMES.values(),
        pages.PERSONS_CONFIRMED,
        pages.DEREGISTERED,
    }
    found |= set(pages.AGENCIES.values())
    found |= {each.title for each in pages.PAGES} | {"一般项目", "许可项目", "未签名", "已签名", "经营者"}
    found |= {"未认证", "认证中", "认证成功", "认证失败", "已过期"}
    found |= {*desk.STATES.values(), *dict(one_time_notice.PLACES).values(), *one_time_notice.OUTCOMES.values()}
    found |= {one_time_notice.FOUND, *(title for title, _ in one_time_notice.GROUPS)}
    for words in (licence_office.STATUSES, licence_office.REASONS, licence_office.DELIVERIES, licence_office.MANNERS):
        found |= set(words.values())
    found |= {*licence_office.RETURNS.values(), *licence_office.SIGNED.values()}
    found |= set(HELPERS.values()) | {*printer.OFFSETS.values(), *printer.FORMS.values()}
    found |= {*licence_office.STATES.values(), *entity_states.STATES, *entity_states.ROLES.values()}
    found |= {kind.title for kind in editions.all()} | {*archive_room.CATEGORIES}
    found |= {
        registered_items.NAME,
        registered_items.COMPOSITION_FORM,
        registered_items.OPERATOR,
        registered_items.PREMISES,
        registered_items.SCOPE,
        *registered_items.heads(),
        *registered_items.of_contributions(),
    }
    found |= {each.title for key in {kind.business_type for kind in editions.all()} for each in pages.of(_number(key))}
    found |= {pages.in_charge(_number(kind.business_type)) for kind in editions.all() if pages.is_establishment(kind)}
    found |= {*licence_office.STEPS.values(), *licence_office.COPIES, *heat.SPANS}
    found |= {*archive_room.READERS.values(), *archive_room.VIEWS.values(), RETENTION}
    found |= {
        *archive_room.OUTCOMES.values(),
        *archive_room.INFORMATION.values(),
        *archive_room.STATUSES,
        *archive_room.MEDIA,
    }
    found |= {said(kind) for kind in EntityKind for said in (kinds.capital, kinds.capital_label, kinds.place)}
    found |= set(bindings.DECLINED.values())
    found |= {each.words for several in bindings.BINDINGS.values() for each in several}
    found |= {
        *accessibility.WAYS.values(),
        *desk.CLOSED.values(),
        *(word for _, word in desk.RISKS.values()),
        *trail_words.every(),
        *stored_checks.STORED.values(),
    }
    found |= {*task_list.MOODS, *(title for _, title in task_list.TASKS)}
    found |= set(sole_trader_types.categories()) | {view.title for view in temporal_web.views(datetime.now(UTC))}
    found |= {*archive_room.PROPERTIES, *archive_room.GROUPS}
    found |= {group.label for groups in archive_room.GROUPS.values() for group in groups}
    found |= {field.label for field in form_fields.get(OPERATOR_FORM).fields if field.is_typed}
    asked = [field for kind in editions.all() if kind.fills_in(Section.MATTER) for field in matters.fields(kind.key)]
    found |= {field.label for field in asked} | {word for field in asked for _, word in matters.options(field)}
    for said in (revocations.STAGES, revocations.ORIGINS, revocations.CLOCKS, revocations.ENTRIES, revocations.PAPERS):
        found |= set(said.values())
    found |= {*revocations.FOR_APPLICANT.values(), *revocations.OPENED.values()}
    found |= {revocations.RESPONSIBLE, *revocations.WORDS.values()} | {
        field.label for act in revocations.ACTS.values() for field in act
    }
    for moved in (file_moves.STATUSES, file_moves.SIDES, file_moves.ACTS, file_moves.WAYS):
        found |= set(moved.values())
    for table in _TABLES:
        found |= set(codes.items(table).values())
    return found


def test_states_are_those_of_the_services() -> None:
    """Whatever the licence service or the register answers, the pages have a word for it."""
    assert {
        state: label for state, label in LABELS.items() if state is not LicenceState.PREPARED
    } == licence_office.STATES
    assert list(entity_states.STATES) == [status.value for status in EntityStatus]


def _words() -> dict[str, str]:
    return {text: english for words in _catalogues() for text, english in words.items()}


def _catalogues() -> list[dict[str, str]]:
    found = []
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            found.append({str(m.id): str(m.string) for m in read_po(file, locale="en") if m.id})
    return found


def test_no_text_is_translated_twice() -> None:
    """Each text has its English words in one catalogue, so that nobody can be told two things."""
    counted = Counter(text for words in _catalogues() for text in words)
    assert [text for text, times in counted.items() if times > 1] == []


def test_every_text_is_translated() -> None:
    """A text without English words is a mistake, whether it stands in a template or in a table."""
    words = _words()
    assert sorted(text for text in _asked_for() if not words.get(text)) == []


def test_no_translation_is_left_over_from_a_text_that_went() -> None:
    """The catalogue holds what the pages say and nothing else; the choices for premises come out of a list."""
    choices = {"自有", "租赁", "无偿使用", "商业", "办公", "住宅", "工业", "其他"}
    assert sorted(set(_words()) - _asked_for() - choices) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_say_nothing_outside_the_catalogue(path: Path) -> None:
    """Chinese outside `_(…)` would stay Chinese on the English page; only the face of the licence is meant to."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'<section class="licence".*?</section>', "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r">中文<", "", text)
    assert [line.strip() for line in text.splitlines() if _HAN.search(line)] == []


def test_translations_keep_their_gaps() -> None:
    """What is filled into a Chinese text is filled into the English one."""
    for chinese, english in _words().items():
        gaps = set(re.findall(r"%\((\w+)\)s", chinese))
        assert gaps == set(re.findall(r"%\((\w+)\)s", english)), chinese


def test_the_end_of_a_day_is_said_in_one_way() -> None:
    """24:00 of its last day, as `kernel.deadlines` says it; no page has words of its own for it."""
    own = re.compile(r"24\s*时|零时|0:00 前|午夜")
    assert [path.name for path in TEMPLATES.rglob("*.html") if own.search(path.read_text("utf-8"))] == []
