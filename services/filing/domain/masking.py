"""What an examiner sees of an application before a reason is given to see more."""

from __future__ import annotations

from collections.abc import Callable

from kernel import masking
from services.filing.domain.delivery import Delivery
from services.filing.domain.details import Details
from services.filing.domain.enterprise.parties import Parties
from services.filing.domain.helper import Helper
from services.filing.domain.liaison import Liaison
from services.filing.domain.matters.kinds import Matter
from services.filing.domain.matters.record import Record
from services.filing.domain.matters.replacement import Replacement
from services.filing.domain.matters.suspension import Suspension
from services.filing.domain.operator import FamilyMember, Operator
from services.filing.domain.premises import Premises


def masked_operator(operator: Operator) -> Operator:
    """The name stays: it will be published. Numbers, contacts and home are hidden."""
    return operator.model_copy(
        update={
            "id_number": _hidden(operator.id_number, masking.mask_id_number),
            "email": _hidden(operator.email, masking.mask_email),
            "mobile": _hidden(operator.mobile, masking.mask_mobile),
            "contact_phone": _hidden(operator.contact_phone, masking.mask_phone),
            "residence": _hidden(operator.residence, masking.mask_address),
            "family_members": tuple(map(_masked_member, operator.family_members)),
            "liaison": operator.liaison and _masked_liaison(operator.liaison),
            "helper": operator.helper and _masked_helper(operator.helper),
            "birth_date": None,
            "political_status": None,
            "ethnicity": None,
        }
    )


def masked_parties(parties: Parties) -> Parties:
    """Who founds and runs an enterprise will be published, by name and amount; their numbers are hidden."""
    others = (
        other.model_copy(
            update={
                "id_number": _hidden(other.id_number, masking.mask_id_number),
                "mobile": _hidden(other.mobile, masking.mask_mobile),
            }
        )
        for other in parties.others
    )
    return parties.model_copy(update={"others": tuple(others)})


def masked_premises(premises: Premises) -> Premises:
    """Places will be published; whose they are will not."""
    further = (
        place.model_copy(update={"owner": _hidden(place.owner, masking.mask_name)}) for place in premises.further
    )
    return premises.model_copy(update={"further": tuple(further)})


def masked_details(details: Details) -> Details:
    commitment = details.premises_commitment
    return details.model_copy(
        update={
            "premises_commitment": commitment.model_copy(
                update={"owner": _hidden(commitment.owner, masking.mask_name)}
            ),
            "delivery": details.delivery and _masked_delivery(details.delivery),
        }
    )


def masked_matter(matter: Matter) -> Matter:
    """Why something is filed is for who decides; who is named by it, and where paper is sent, is not."""
    if isinstance(matter, Record):
        return matter.model_copy(
            update={
                "liaison": matter.liaison and _masked_liaison(matter.liaison),
                "family_members": tuple(map(_masked_member, matter.family_members)),
            }
        )
    if isinstance(matter, Suspension):
        return matter.model_copy(update={"service_address": _hidden(matter.service_address, masking.mask_address)})
    if not isinstance(matter, Replacement):
        return matter
    return matter.model_copy(update={"delivery": matter.delivery and _masked_delivery(matter.delivery)})


def _masked_delivery(delivery: Delivery) -> Delivery:
    return delivery.model_copy(
        update={
            "recipient": _hidden(delivery.recipient, masking.mask_name),
            "phone": _hidden(delivery.phone, masking.mask_phone),
            "address": _hidden(delivery.address, masking.mask_address),
        }
    )


def _masked_member(member: FamilyMember) -> FamilyMember:
    return member.model_copy(
        update={
            "name": _hidden(member.name, masking.mask_name),
            "id_number": _hidden(member.id_number, masking.mask_id_number),
            "mobile": _hidden(member.mobile, masking.mask_mobile),
        }
    )


def _masked_helper(helper: Helper) -> Helper:
    return helper.model_copy(
        update={
            "name": _hidden(helper.name, masking.mask_name),
            "mobile": _hidden(helper.mobile, masking.mask_mobile),
        }
    )


def _masked_liaison(liaison: Liaison) -> Liaison:
    return liaison.model_copy(
        update={
            "name": _hidden(liaison.name, masking.mask_name),
            "id_number": _hidden(liaison.id_number, masking.mask_id_number),
            "mobile": _hidden(liaison.mobile, masking.mask_mobile),
            "email": _hidden(liaison.email, masking.mask_email),
        }
    )


def _hidden(value: str | None, mask: Callable[[str], str]) -> str | None:
    return None if value is None else mask(value)
