"""The words every service and workflow shares about filings: each a closed list, and nowhere a bare string."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class EntityKind(StrEnum):
    """What kind of business an entity is (市场主体登记管理条例 Art. 2). Never read from the prefix of a code."""

    SOLE_TRADER = "sole_trader"
    LIMITED_COMPANY = "limited_company"
    JOINT_STOCK_COMPANY = "joint_stock_company"
    SOLE_PROPRIETORSHIP = "sole_proprietorship"
    GENERAL_PARTNERSHIP = "general_partnership"
    SPECIAL_PARTNERSHIP = "special_partnership"
    LIMITED_PARTNERSHIP = "limited_partnership"
    FARMERS_COOPERATIVE = "farmers_cooperative"
    COOPERATIVE_UNION = "cooperative_union"
    BRANCH = "branch"


class Section(StrEnum):
    """One page of a filing that is filled in, locked and opened again as a whole."""

    NAME = "name"
    PREMISES = "premises"
    OPERATOR = "operator"
    PARTIES = "parties"
    """Who founds an enterprise, with what, and who fills its organs."""
    DETAILS = "details"
    AUTHENTICATION = "authentication"
    MATTER = "matter"
    """What a filing about a business asks for, besides or instead of what is registered."""


class SignerRole(StrEnum):
    """In which role a person is authenticated and signs (实施细则 Art. 15, 16)."""

    OPERATOR = "operator"
    FORMER_OPERATOR = "former_operator"
    FAMILY_MEMBER = "family_member"
    LIAISON = "liaison"
    AGENT = "agent"
    LEGAL_REPRESENTATIVE = "legal_representative"
    SHAREHOLDER = "shareholder"
    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    INVESTOR = "investor"
    EXECUTING_PARTNER = "executing_partner"
    GENERAL_PARTNER = "general_partner"
    LIMITED_PARTNER = "limited_partner"
    MEMBER = "member"

    @property
    def registers(self) -> bool:
        """Whether whoever has this role belongs to the business once the filing is granted: who hands it in for another
        and who leaves the business do not."""
        return self not in {SignerRole.AGENT, SignerRole.FORMER_OPERATOR}


IN_CHARGE = frozenset(
    {
        SignerRole.OPERATOR,
        SignerRole.LEGAL_REPRESENTATIVE,
        SignerRole.INVESTOR,
        SignerRole.EXECUTING_PARTNER,
    }
)
"""Who stands for a business, and applies for it: a sole trader's operator, the legal representative of a company or
cooperative, the investor of a sole proprietorship, the partner who executes a partnership's business. Each business
has one such person."""

HOLDERS = frozenset(
    {
        SignerRole.SHAREHOLDER,
        SignerRole.INVESTOR,
        SignerRole.GENERAL_PARTNER,
        SignerRole.LIMITED_PARTNER,
        SignerRole.MEMBER,
    }
)
"""Who founds an enterprise with a contribution, by whatever word its kind has for them."""


def stands_for(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles stands for the business."""
    return not IN_CHARGE.isdisjoint(roles)


class DocumentKind(StrEnum):
    """The documents of a file; titles and signers are in the filing types."""

    APPLICATION_FORM = "application_form"
    IDENTITY_DOCUMENT = "identity_document"
    PREMISES_COMMITMENT = "premises_commitment"
    NAME_COMMITMENT = "name_commitment"
    NAME_NOTICE = "name_notice"
    REVIEW_SHEET = "review_sheet"
    DECISION_NOTICE = "decision_notice"
    MATERIAL_RECEIPT = "material_receipt"
    EXTENSION_NOTICE = "extension_notice"
    REVIEW_REQUEST = "review_application"
    COUNTERSIGNATURES = "countersignatures"
    REVIEW_ANSWER = "review_answer"
    LICENCE = "licence"
    LICENCE_APPLICATION = "licence_application"
    VOID_DECLARATION = "void_declaration"
    DEREGISTRATION_APPLICATION = "deregistration_application"
    DEREGISTRATION_PROMISE = "deregistration_promise"
    REVOCATION_NOTICE = "revocation_letter"
    REVOCATION_PUBLICITY = "revocation_announcement"
    REVOCATION_RECORD = "revocation_record"
    REVOCATION_DECISION = "revocation_decision"
    RECORD_APPLICATION = "record_application"
    OPERATOR_CHANGE_APPLICATION = "operator_change_application"
    OPERATOR_CHANGE_PROMISE = "operator_change_promise"
    SUSPENSION_APPLICATION = "suspension_application"
    SERVICE_ADDRESS = "service_address_confirmation"
    RESUMPTION_APPLICATION = "resumption_application"
    COMPANY_APPLICATION = "company_application"
    CHARTER = "charter"
    MOVE_LETTER = "move_letter"
    MOVE_MANIFEST = "move_manifest"
    MOVE_RECEIPT = "move_receipt"
    APPOINTMENTS = "appointment_paper"
    PARTNERSHIP_AGREEMENT = "partnership_agreement"
    COOPERATIVE_CHARTER = "cooperative_charter"
    FOUNDING_MINUTES = "founding_minutes"
    RESOLUTION = "shareholders_resolution"


class PartKind(StrEnum):
    """What one service leaves for others in the exchange."""

    NAME = "name"
    APPLICATION = "application"
    AUTHENTICATION = "authentication"
    PERSON_FACTS = "person_facts"
    SIGNATURES = "signatures"
    FILING_FACTS = "filing_facts"
    REGISTER_FACTS = "register_facts"
    DECISION = "decision"
    EXTENSION = "extension"
    REVIEW_ANSWER = "review_answer"
    ENTITY = "entity"
    ENTITY_BEFORE = "entity_before"
    LICENCE = "licence"
    LICENCE_VOIDED = "licence_voided"
    REPLIES = "replies"
    CODES = "codes"
    CONTACT = "contact"
    MARK = "mark"
    REVOCATION = "revocation"

    @property
    def author(self) -> str:
        """The one service that leaves such parts, and that signs them; nobody takes them from another."""
        return next(author for author, kinds in _LEFT_BY.items() if self in kinds)


_LEFT_BY: Mapping[str, frozenset[PartKind]] = {
    "identity": frozenset({PartKind.AUTHENTICATION, PartKind.PERSON_FACTS}),
    "naming": frozenset({PartKind.NAME}),
    "filing": frozenset({PartKind.APPLICATION, PartKind.FILING_FACTS, PartKind.CONTACT}),
    "signing": frozenset({PartKind.SIGNATURES}),
    "approval": frozenset({PartKind.DECISION, PartKind.EXTENSION, PartKind.REVIEW_ANSWER, PartKind.REVOCATION}),
    "register": frozenset({PartKind.REGISTER_FACTS, PartKind.ENTITY, PartKind.ENTITY_BEFORE}),
    "licence": frozenset({PartKind.LICENCE, PartKind.LICENCE_VOIDED, PartKind.CODES}),
    "notice": frozenset({PartKind.REPLIES, PartKind.MARK}),
}
AUTHORS = frozenset(_LEFT_BY)
"""The services that leave parts."""


class Stage(StrEnum):
    """Where a case stands."""

    DRAFT = "DRAFT"
    NAME_RESERVED = "NAME_RESERVED"
    OPERATOR_LOCKED = "OPERATOR_LOCKED"
    INFO_READY = "INFO_READY"
    AUTH_PENDING = "AUTH_PENDING"
    SIGN_PENDING = "SIGN_PENDING"
    SIGNED = "SIGNED"
    LAPSED = "LAPSED"
    SUBMITTED = "SUBMITTED"
    DEPARTMENTS_ASKED = "DEPARTMENTS_ASKED"
    FILE_REQUESTED = "FILE_REQUESTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    CORRECTION_REQUIRED = "CORRECTION_REQUIRED"
    MANUAL_REVIEW = "MANUAL_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    LICENSED = "LICENSED"
    ENTERED = "ENTERED"
    ARCHIVED = "ARCHIVED"
    ABANDONED = "ABANDONED"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"


class RegisterEffect(StrEnum):
    """What a filing does to the register once it is approved."""

    CREATE = "create"
    ALTER = "alter"
    CLOSE = "close"
    MOVE = "move"
    MARK = "mark"
    SUSPEND = "suspend"
    RESUME = "resume"
    NONE = "none"


class LicenceAction(StrEnum):
    """What becomes of the licence."""

    ISSUE = "issue"
    REPLACE = "replace"
    VOID = "void"
    NONE = "none"


class Actor(StrEnum):
    """Whom a case waits for."""

    APPLICANT = "applicant"
    EXAMINER = "examiner"
    DEPARTMENT = "department"
    SYSTEM = "system"
    NOBODY = "nobody"
