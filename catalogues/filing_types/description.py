"""What a kind of filing consists of: its sections, documents and signers, its limits, and what it does in the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from catalogues import approval_rules, event_schemas, timers
from catalogues.approval_rules import ApprovalRule
from catalogues.errors import UnknownCode
from catalogues.filing_types.words import (
    IN_CHARGE,
    DocumentKind,
    EntityKind,
    LicenceAction,
    RegisterEffect,
    Section,
    SignerRole,
    Stage,
)
from catalogues.timers import Timer


class Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionDescribed(Described):
    """`forms` are the pages filled in for it. It is locked when the case enters `locked_at`; a defect in it leads the
    applicant back to `corrected_at` and opens again what `reopens` names: itself and all that builds on it."""

    section: Section
    forms: tuple[Section, ...]
    locked_at: Stage
    corrected_at: Stage
    reopens: tuple[Section, ...]


class DocumentDescribed(Described):
    """`titles` has another title by outcome where the document has one. Without `signers` it is the authority's.
    `only_with_name`: where a name is held for the filing; `only_with_premises`: where it states premises anew;
    `only_when_declared`: where it declares the licence void."""

    kind: DocumentKind
    title: str
    titles: Mapping[str, str] = {}
    signers: tuple[SignerRole, ...] = ()
    only_with_name: bool = False
    only_with_premises: bool = False
    only_when_declared: bool = False


class SignerDescribed(Described):
    role: SignerRole
    label: str
    label_en: str


class FilingType(Described):
    """One edition of one kind of filing. Never altered: a change is a new edition, from its first day on.

    `business_type` are digits 7–8 of the application number; `deadlines` name timers of `catalogues/timers.py`;
    `events` are subjects, `messages` templates to the applicant. `by_authority`: no applicant opens or fills in one.
    """

    key: str
    edition: str
    title: str
    business_type: str
    entity_kinds: tuple[EntityKind, ...]
    sections: tuple[SectionDescribed, ...]
    signers: tuple[SignerDescribed, ...]
    documents: tuple[DocumentDescribed, ...]
    deadlines: Mapping[str, str]
    register_effect: RegisterEffect
    licence_action: LicenceAction
    events: tuple[str, ...]
    messages: tuple[str, ...]
    archive_category: str
    volume: str
    by_authority: bool = False

    @property
    def in_force_from(self) -> date:
        """An edition is called by its first day."""
        return date.fromisoformat(self.edition)

    @property
    def entity_kind(self) -> EntityKind:
        """What kind of business it is about."""
        return self.entity_kinds[0]

    @property
    def in_charge(self) -> SignerRole:
        """In which role whoever stands for the business signs."""
        return next(described.role for described in self.signers if described.role in IN_CHARGE)

    @property
    def order(self) -> tuple[Section, ...]:
        """The sections as they are filled in."""
        return tuple(described.section for described in self.sections)

    @property
    def rules(self) -> tuple[ApprovalRule, ...]:
        """The rules of automatic approval that apply to it."""
        return approval_rules.applying_to(self.key)

    def section(self, section: Section | str) -> SectionDescribed:
        """Raises UnknownCode for a section that this kind of filing does not have."""
        for described in self.sections:
            if described.section == section:
                return described
        raise UnknownCode("sections", section)

    def document(self, kind: DocumentKind | str) -> DocumentDescribed:
        """Raises UnknownCode for a document that does not belong to this kind of filing."""
        for described in self.documents:
            if described.kind == kind:
                return described
        raise UnknownCode("documents", kind)

    def title_of(self, kind: DocumentKind | str, outcome: str | None = None) -> str:
        """What a document is called; with the outcome of a decision, what the document that tells it is called."""
        described = self.document(kind)
        return described.titles.get(outcome or "", described.title)

    def asks_for(self, section: Section | str) -> bool:
        """Whether its applicant fills this section in; what is not asked for stays as it is registered."""
        return any(described.section == section for described in self.sections)

    @property
    def leaves_register(self) -> bool:
        """Whether the version in force stays the one it was."""
        return self.register_effect is RegisterEffect.NONE

    @property
    def closes_register(self) -> bool:
        """Whether the business ends with it."""
        return self.register_effect is RegisterEffect.CLOSE

    @property
    def alters_facts(self) -> bool:
        """Whether other facts are registered of a business after it than before."""
        return self.register_effect in {RegisterEffect.ALTER, RegisterEffect.MOVE}

    @property
    def moves(self) -> bool:
        """Whether another authority is responsible for the business after it, which has its file handed over."""
        return self.register_effect is RegisterEffect.MOVE

    @property
    def asks_departments(self) -> bool:
        """Whether departments are heard before it is decided."""
        return any(event_schemas.asks(event) for event in self.events)

    @property
    def hears_others(self) -> bool:
        """Whether a submission waits for somebody else before it is decided: departments, or another authority."""
        return self.asks_departments or self.moves

    @property
    def changes_operator(self) -> bool:
        """Whether somebody else stands for the business after it, who applies for it."""
        return self.asks_for(Section.OPERATOR) and self.register_effect is RegisterEffect.ALTER

    @property
    def prints_licence(self) -> bool:
        """Whether there is another licence after it."""
        return self.licence_action in {LicenceAction.ISSUE, LicenceAction.REPLACE}

    @property
    def last_form(self) -> SectionDescribed:
        """The section that is filled in last."""
        return [described for described in self.sections if described.forms][-1]

    def holding(self, form: Section) -> SectionDescribed:
        """The section that a page is filled in for, with which it is locked. Raises UnknownCode."""
        for described in self.sections:
            if form in described.forms:
                return described
        raise UnknownCode("forms", form)

    def fills_in(self, form: Section) -> bool:
        """Whether a page is one of those that its applicant fills in."""
        return any(form in described.forms for described in self.sections)

    def to_sign(self, *, named: bool, placed: bool = True, declared: bool = True) -> tuple[DocumentDescribed, ...]:
        """The documents the applicant's side signs, in the order of the file; `placed`: premises are stated anew;
        `declared`: the licence is declared void."""
        return tuple(
            described
            for described in self.documents
            if described.signers
            and (named or not described.only_with_name)
            and (placed or not described.only_with_premises)
            and (declared or not described.only_when_declared)
        )

    def is_signed_by(self, role: SignerRole | str) -> bool:
        """Whether whoever has this role signs any of the documents."""
        return any(described.role == role for described in self.signers)

    def signer(self, role: SignerRole | str) -> SignerDescribed:
        """Raises UnknownCode for a role nobody signs in."""
        for described in self.signers:
            if described.role == role:
                return described
        raise UnknownCode("signer roles", role)

    def deadline(self, name: str) -> Timer:
        """Length, unit and article of a limit such as `signing`. Raises UnknownCode."""
        try:
            return timers.get(self.deadlines[name])
        except KeyError:
            raise UnknownCode("deadlines", name) from None
