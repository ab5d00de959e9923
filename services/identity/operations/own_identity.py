"""What an account holds about its person."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlmodel import Session

from kernel.errors import not_found
from kernel.persons import person_key, same_name
from services.identity.operations.resources import Resources
from services.identity.store import accounts

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, repr=False)
class OwnIdentity:
    """In full; only for the person concerned."""

    account_id: str
    account_name: str
    roles: tuple[str, ...]
    authority: str | None
    real_name: str | None
    identity_type: str | None
    id_document_type: str | None
    id_number: str | None
    mobile: str | None
    verified: bool


def read_account(resources: Resources, account_id: str) -> OwnIdentity:
    """What the account holds, to be masked before it is shown. Refusal `account.not_found`."""
    with resources.database.reading() as session:
        return _identity(resources, _existing(session, account_id))


def reveal_identity(resources: Resources, account_id: str, reason: str) -> OwnIdentity:
    """The same in full, for the person concerned; the audit trail keeps who asked and why."""
    with resources.database.transaction() as session:
        account = _existing(session, account_id)
        identity = _identity(resources, account)
        resources.record(session, "identity_revealed", actor_ref=account_id, object_ref=account_id, reason=reason)
    log.info("identity_revealed", actor_ref=account_id)
    return identity


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a name and a document are those of the account; None where the account holds none."""

    same_name: bool | None
    same_document: bool | None


def compare_identity(
    resources: Resources, account_id: str, name: str, id_document_type: str, id_number: str
) -> Comparison:
    """Whether somebody is the account's own person, without telling who that is. Refusal `account.not_found`."""
    with resources.database.transaction() as session:
        own = _identity(resources, _existing(session, account_id))
    named = own.real_name is not None
    documented = own.id_document_type is not None and own.id_number is not None
    return Comparison(
        same_name=same_name(own.real_name or "", name) if named else None,
        same_document=person_key(own.id_document_type or "", own.id_number or "")
        == person_key(id_document_type, id_number)
        if documented
        else None,
    )


def _existing(session: Session, account_id: str) -> accounts.Account:
    account = accounts.by_id(session, account_id)
    if account is None:
        raise not_found("account", "账号不存在", "There is no such account")
    return account


def _identity(resources: Resources, account: accounts.Account) -> OwnIdentity:
    def opened(column: str, encrypted: str | None) -> str | None:
        return resources.ring.decrypt_text(encrypted, f"account:{column}:{account.account_id}") if encrypted else None

    return OwnIdentity(
        account_id=account.account_id,
        account_name=account.account_name,
        roles=tuple(account.roles),
        authority=account.authority,
        real_name=opened("name", account.name_encrypted),
        identity_type=account.identity_type,
        id_document_type=account.id_document_type,
        id_number=opened("id_number", account.id_number_encrypted),
        mobile=opened("mobile", account.mobile_encrypted),
        verified=account.verified_at is not None,
    )
