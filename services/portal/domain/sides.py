"""Two sides of the portal: people apply from outside, staff work inside (外网申请、内网审核)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kernel.errors import Refusal
from kernel.tokens import Role


class Side(StrEnum):
    """Which pages a deployment carries: those of applicants, those of staff, or both, as on a machine of one's own."""

    PUBLIC = "public"
    STAFF = "staff"
    BOTH = "both"

    @property
    def carries_public(self) -> bool:
        return self is not Side.STAFF

    @property
    def carries_staff(self) -> bool:
        return self is not Side.PUBLIC

    def admit(self, roles: Iterable[str], *, at_window: bool = False) -> None:
        """Raises Refusal `portal.other_side` (403) for an account whose work is on the other side; a ticket has no role
        and is for applicants. An applicant for whom a clerk acts `at_window` is inside, where the clerk is."""
        given = {Role(role) for role in roles}
        staff = at_window or bool(given - {Role.APPLICANT})
        if not (self.carries_staff if staff else self.carries_public):
            raise _only_inside() if staff else _only_outside()


def _only_inside() -> Refusal:
    return Refusal(
        "portal.other_side",
        "工作人员请在内网登录工作平台",
        "Staff log in on the inner network, at an address of its own",
        status=403,
    )


def _only_outside() -> Refusal:
    return Refusal(
        "portal.other_side",
        "本平台仅供工作人员使用，办理登记请登录公众办事大厅",
        "This address is for staff; to register a business please go to the public portal",
        status=403,
    )
