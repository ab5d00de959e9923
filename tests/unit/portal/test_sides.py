"""Who works inside is not let in outside, and the other way round."""

from __future__ import annotations

import pytest

from kernel.errors import Refusal
from kernel.tokens import Role
from services.portal.domain.sides import Side

_STAFF = [role for role in Role if role is not Role.APPLICANT]


@pytest.mark.parametrize("role", _STAFF)
def test_staff_are_not_let_in_outside(role: Role) -> None:
    """Whatever else the account may do; inside, and on a machine of one's own, they are."""
    for roles in ({role}, {role, Role.APPLICANT}):
        with pytest.raises(Refusal) as raised:
            Side.PUBLIC.admit(roles)
        assert (raised.value.status, raised.value.code) == (403, "portal.other_side")
        Side.STAFF.admit(roles)
        Side.BOTH.admit(roles)


@pytest.mark.parametrize("roles", [{Role.APPLICANT}, set()])
def test_applicants_are_not_let_in_inside(roles: set[Role]) -> None:
    """Nor is whoever follows an application with a ticket, which has no role."""
    with pytest.raises(Refusal, match=r"portal\.other_side"):
        Side.STAFF.admit(roles)
    Side.PUBLIC.admit(roles)
    Side.BOTH.admit(roles)
