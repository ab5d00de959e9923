"""Examples of the rules on a limited company."""

from __future__ import annotations

from typing import Any

from tests.unit.approval.example import Example, id_number, passes

DUE = "2031-11-20"
"""Five years after the valid case is decided, to the day."""


def party(number: int, *roles: str, amount: str | None = None, due_on: str | None = DUE) -> dict[str, Any]:
    """Somebody of the company; number 0 represents it. Without an amount no shareholder."""
    given = {"amount": amount, "manner": "货币", "due_on": due_on}
    return {
        **{"ref": f"party-{number}" if number else "operator", "roles": list(roles), "signs": True, "name": "张晓禾"},
        **{"id_document_type": "10", "id_number": id_number("19900101", f"{100 + number}")},
        **({"contribution": given} if amount else {}),
    }


def founded(*parties: dict[str, Any], capital: str = "100") -> tuple[tuple[str, Any], ...]:
    """A company of these; without any, of two shareholders as the law has it."""
    running = party(0, "legal_representative", "shareholder", "director", amount="60")
    return (
        ("/application/capital_amount", capital),
        ("/application/parties", list(parties) or [running, party(1, "shareholder", "supervisor", amount="40")]),
    )


REPRESENTS = party(0, "legal_representative", "shareholder", "director", amount="60")
COMPANY = (
    ("/application/filing_type", "limited_company.establishment"),
    ("/application/filing_type_edition", "2026-11-30"),
)
NAMED = (("/name/organisation_form", "有限公司"),)


def _fails(rule_id: str, *parties: dict[str, Any], capital: str = "100", kind: str = "fail") -> Example:
    return Example(rule_id, kind, "CORRECT", founded(*parties, capital=capital), "/parties", "operator")


EXAMPLES = [
    passes("AR-61", *COMPANY),
    Example("AR-61", "fail", "REFER", (), "/operator"),
    passes("AR-62", *founded()),
    _fails("AR-62", REPRESENTS, party(1, "shareholder", amount="40", due_on="2031-11-21"), kind="boundary"),
    _fails("AR-62", REPRESENTS, party(1, "shareholder", amount="39.99"), kind="boundary"),
    _fails("AR-62", REPRESENTS, party(1, "shareholder")),
    _fails("AR-62", party(0, "legal_representative", "director")),
    passes("AR-63", *founded()),
    passes("AR-63", *founded(REPRESENTS, party(1, "director"), party(2, "director"))),
    _fails("AR-63", REPRESENTS, party(1, "director"), kind="boundary"),
    _fails("AR-63", party(0, "legal_representative", "shareholder", amount="100"), party(1, "director")),
    _fails("AR-63", REPRESENTS, party(1, "manager", "supervisor")),
    _fails("AR-63", party(0, "legal_representative", "manager")),
    passes("AR-64", *founded(), *NAMED),
    Example("AR-64", "fail", "CORRECT", founded(), "/name/organisation_form", "name"),
    passes("AR-64", *founded(), ("/name", None), ("/application/name_sha256", None)),
]
