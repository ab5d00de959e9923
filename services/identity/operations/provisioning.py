"""Accounts of staff, opened by those who run the service."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from uuid_utils import uuid7

from kernel.database import violated_constraint
from kernel.errors import Defect
from kernel.tokens import Role
from services.identity.domain import registration
from services.identity.domain.persons import account_key
from services.identity.domain.staff import OF_AN_AUTHORITY
from services.identity.operations.accounts import AccountRegistered
from services.identity.operations.resources import Resources
from services.identity.store import accounts


@dataclass(frozen=True, slots=True, repr=False)
class ProvisionAccount:
    account_name: str
    password: str
    roles: frozenset[Role]
    authority: str | None = None
    name: str | None = None
    staff_no: str | None = None
    totp_secret: str | None = None


def provision_account(resources: Resources, request: ProvisionAccount) -> AccountRegistered:
    """Open an account for staff. Idempotency key: account name in lower case; an existing account stays as it is.

    Raises Defect for an account name or password against the rules, a missing authority or, where staff need it, a
    missing second factor.
    """
    if not registration.is_account_name(request.account_name):
        raise Defect("identity.staff_account_name_malformed")
    if registration.check_password(request.password, request.password):
        raise Defect("identity.staff_password_weak")
    if request.roles & OF_AN_AUTHORITY and not request.authority:
        raise Defect("identity.staff_without_authority")
    if resources.second_factor and not request.totp_secret:
        raise Defect("identity.staff_without_second_factor")
    account_id = str(uuid7())
    encrypt = resources.ring.encrypt_text
    account = accounts.Account(
        account_id=account_id,
        account_name=request.account_name,
        account_name_key=account_key(request.account_name),
        password_hash=resources.passwords.hash(request.password),
        roles=sorted(request.roles),
        authority=request.authority,
        staff_no=request.staff_no,
        name_encrypted=encrypt(request.name, f"account:name:{account_id}") if request.name else None,
        totp_encrypted=encrypt(request.totp_secret, f"account:totp:{account_id}") if request.totp_secret else None,
        totp_confirmed_at=resources.clock.now() if request.totp_secret else None,
        created_at=resources.clock.now(),
    )
    try:
        with resources.database.transaction() as session:
            known = accounts.by_name(session, account.account_name_key)
            if known is None:
                session.add(account)
                session.flush()
                resources.record(session, "account_provisioned", actor_ref="system", object_ref=account_id)
    except IntegrityError as error:
        if violated_constraint(error) != accounts.NAME_TAKEN:
            raise
        with resources.database.reading() as session:
            known = accounts.by_name(session, account.account_name_key)
    kept = known or account
    return AccountRegistered(kept.account_id, kept.account_name)
