"""The invented applicants of the bench are people whose registration needs no clerk."""

from __future__ import annotations

from pathlib import Path

from catalogues import sole_trader_types
from catalogues.names.composition import compose
from cli.bench.population import applicants
from cli.registration.form import RegistrationForm
from services.naming.domain.judging import examine

EXAMPLE = Path(__file__).parents[3] / "examples/dumpling-restaurant.json"


def test_no_invented_name_needs_a_registrar() -> None:
    """Of two thousand names made of lucky characters none says something that a person looks at (清真)."""
    names = [form.name for form, _ in applicants(RegistrationForm.read(EXAMPLE), 2_000, seed=7)]
    kind = sole_trader_types.get("GT002")
    for name in names:
        assert name
        parts = compose("140213", name["trade_name"], name["industry"], name["organisation_form"])
        assert all(objection.severity == "note" for objection in examine(parts, kind)), parts.trade_name
