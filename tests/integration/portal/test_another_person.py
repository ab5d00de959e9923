"""An account applies for its own person only, which is told before anything is locked (条例 Art. 15)."""

from __future__ import annotations

import pytest

from cli.registration.http import Refused
from tests.integration.portal.people import invented, newcomer, opened
from tests.site import Site


def test_a_program_is_told_that_the_operator_is_somebody_else(site: Site) -> None:
    """At the fields, when it confirms the operator, whom it can still correct."""
    other = newcomer(site)
    with opened(site, None, invented(4)) as case:
        case.form.operator.update(name=other["name"], id_number=other["id_number"])
        with pytest.raises(Refused) as refused:
            case.carry()
        assert refused.value.code == "portal.not_the_account_holder"
        assert {each["pointer"] for each in refused.value.problem["errors"]} == {
            "/operator/name",
            "/operator/id_number",
        }
        assert case.stage == "NAME_RESERVED"
