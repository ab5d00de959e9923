"""What a filing type promises is what the services do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from catalogues import form_fields
from catalogues.filing_types import editions
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import EntityKind, Section
from services.filing.domain.matters.kinds import MATTERS
from services.filing.operations.sections import SectionKind
from services.notice.contract import MessageApplicant, Reminder
from services.notice.domain.events import CONTENT

TEMPLATES = Path(__file__).resolve().parents[2] / "services" / "filing" / "templates"
every_edition = pytest.mark.parametrize("kind", editions.all(), ids=lambda kind: f"{kind.key} {kind.edition}")


@every_edition
def test_events_and_messages(kind: FilingType) -> None:
    """The events are of those the notice service makes, in their order, the messages those it has words for: in the
    editions of today all of them, but for reminders, which belong to every kind. The first says that it is done."""
    templates, reminders = get_args(MessageApplicant.model_fields["template"].annotation)
    assert reminders is Reminder
    said = set(get_args(templates))
    assert list(kind.events) == [event for event in CONTENT if event in kind.events]
    assert set(kind.messages) <= said
    latest = [editions.of_business_type(each.business_type) for each in editions.all()]
    assert {message for each in latest for message in each.messages} == said
    assert {event for each in latest for event in each.events} == set(CONTENT)


@every_edition
def test_documents_to_sign_have_templates(kind: FilingType) -> None:
    """Each document that is signed has a template, and calls itself what the filing type calls it."""
    for document in kind.to_sign(named=True):
        text = (TEMPLATES / f"{document.kind}.typ").read_text("utf-8")
        printed = rf'^  title: (.*"{re.escape(document.title)}"|data\.title)'  # or what the filing type says
        assert re.search(printed, text, re.MULTILINE)


@every_edition
def test_every_form_belongs_to_a_section(kind: FilingType) -> None:
    """The pages that can be saved are locked and opened with some section; who the operator is stands fast where the
    kind does not ask. What has a matter of its own asks for that, by a form of its name, and
    who takes a business over for who they are, while its places stay; what officials do of
    themselves asks nothing."""
    forms = {form for section in kind.sections for form in section.forms}
    if kind.asks_for(Section.MATTER):
        assert forms & set(get_args(SectionKind)) - ({Section.OPERATOR} if kind.changes_operator else set()) == {
            Section.MATTER
        }
        assert kind.key in MATTERS and form_fields.get(kind.key).fields
        return
    if not kind.sections:
        assert not kind.signers
        return
    unasked = {Section.MATTER} if kind.asks_for(Section.OPERATOR) else {Section.MATTER, Section.OPERATOR}
    unasked |= {Section.PARTIES} if kind.entity_kind is EntityKind.SOLE_TRADER else set()
    unasked |= {Section.PREMISES} if kind.changes_operator else set()
    assert set(get_args(SectionKind)) - unasked == forms & set(get_args(SectionKind))
