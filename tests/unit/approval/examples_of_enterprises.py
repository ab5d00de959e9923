"""Examples of the rules on a limited company."""

from __future__ import annotations

from typing import Any

from tests.unit.approval.example import Example, id_number, passes

DUE = "2031-11-20"
"""Five years after the valid case is decided, to the day."""


def party(
    number: int, *roles: str, amount: str | None = None, due_on: str | None = DUE, standing: str | None = None
) -> dict[str, Any]:
    """Somebody of the company; number 0 represents it. Without an amount no shareholder."""
    given = {"amount": amount, "manner": "货币", "due_on": due_on}
    return {
        **{"ref": f"party-{number}" if number else "operator", "roles": list(roles), "signs": True, "name": "张晓禾"},
        **{"id_document_type": "10", "id_number": id_number("19900101", f"{100 + number}")},
        **({"contribution": given} if amount else {}),
        **({"standing": standing} if standing else {}),
    }


def of_kind(kind: str, *parties: dict[str, Any], capital: str = "100") -> tuple[tuple[str, Any], ...]:
    """An enterprise of a kind, founded by these."""
    return (
        ("/application/filing_type", f"{kind}.establishment"),
        ("/application/filing_type_edition", "2026-11-30"),
        ("/application/capital_amount", capital),
        ("/application/parties", list(parties)),
    )


def founded(*parties: dict[str, Any], capital: str = "100") -> tuple[tuple[str, Any], ...]:
    """A company of these; without any, of two shareholders as the law has it."""
    running = party(0, "legal_representative", "shareholder", "director", amount="60")
    both = (running, party(1, "shareholder", "supervisor", amount="40"))
    return of_kind("limited_company", *(parties or both), capital=capital)


def changed(own: str) -> tuple[tuple[str, Any], ...]:
    """A company whose capital is to be 200, of which whoever represents it holds this."""
    running = party(0, "legal_representative", "shareholder", "director", amount=own)
    stated = founded(running, party(1, "shareholder", "supervisor", amount="40"), capital="200")
    return (*stated, ("/application/filing_type", "limited_company.change"))


def partnership(kind: str, *roles: str, head: str = "general_partner") -> tuple[tuple[str, Any], ...]:
    """A partnership of whoever executes its business and others in these roles."""
    others = (party(number, role, amount="1", due_on=None) for number, role in enumerate(roles, 1))
    first = party(0, "executing_partner", head, amount="1", due_on=None)
    return of_kind(kind, first, *others, capital=str(1 + len(roles)))


def cooperative(*standings: str, chair: tuple[str, ...] = ("member", "director")) -> tuple[tuple[str, Any], ...]:
    """A cooperative of its chair, a farmer, and others."""
    others = (
        party(number, "member", amount="1", due_on=None, standing=each) for number, each in enumerate(standings, 1)
    )
    first = party(0, "legal_representative", *chair, amount="1", due_on=None, standing="farmer")
    return of_kind("farmers_cooperative", first, *others, capital=str(1 + len(standings)))


def proprietorship(*others: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A sole proprietorship of its investor."""
    investor = party(0, "investor", amount="10", due_on=None)
    return of_kind("sole_proprietorship", investor, *others, capital="10")


REPRESENTS = party(0, "legal_representative", "shareholder", "director", amount="60")
COMPANY = (
    ("/application/filing_type", "limited_company.establishment"),
    ("/application/filing_type_edition", "2026-11-30"),
)
NAMED = (("/name/organisation_form", "有限公司"),)


FARMERS = ("farmer",) * 3


def _wrong(rule_id: str, changes: tuple[tuple[str, Any], ...], kind: str = "fail") -> Example:
    return Example(rule_id, kind, "CORRECT", changes, "/parties", "operator")


def _fails(rule_id: str, *parties: dict[str, Any], capital: str = "100", kind: str = "fail") -> Example:
    return Example(rule_id, kind, "CORRECT", founded(*parties, capital=capital), "/parties", "operator")


def _with_organisation(answer: str | None) -> tuple[tuple[str, Any], ...]:
    """A company of which an organisation has shares; `answer` is the register's, None where it was not asked."""
    held = party(1, "shareholder", amount="40") | {
        "organisation": {"name": "大同市平城区禾源商贸有限公司", "uscc": "91140213MA0KHNK20X"}
    }
    return (*founded(REPRESENTS, held), ("/facts/organisations", {"party-1": answer} if answer else None))


def _named(full_name: str, kind: str = "sole_proprietorship") -> tuple[tuple[str, Any], ...]:
    parts = {"division": "大同市平城区", "trade_name": "禾源", "industry": "餐饮", "organisation_form": "服务部"}
    about = [("/name/full_name", full_name), *((f"/name/{part}", word) for part, word in parts.items())]
    return (
        ("/application/filing_type", f"{kind}.establishment"),
        ("/application/filing_type_edition", "2026-11-30"),
        *about,
    )


EXAMPLES = [
    passes("AR-20", *_named("大同市平城区禾源餐饮服务部（个人独资）")),
    passes("AR-20", *_named("禾源（大同市平城区）餐饮服务部（个人独资）")),
    Example("AR-20", "fail", "CORRECT", _named("大同市平城区禾源餐饮服务部"), "/name", "name"),
    Example("AR-20", "fail", "CORRECT", _named("大同市平城区禾源餐饮服务部（普通合伙）"), "/name", "name"),
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
    passes("AR-62", *partnership("general_partnership", "general_partner")),
    passes("AR-62", *proprietorship()),
    _wrong("AR-62", of_kind("sole_proprietorship", party(0, "investor", amount="9.99"), capital="10"), "boundary"),
    passes("AR-64", *proprietorship(), ("/name/full_name", "大同市平城区禾源面馆（个人独资）")),
    Example("AR-64", "fail", "CORRECT", proprietorship(), "/name/organisation_form", "name"),
    passes("AR-65", *founded()),
    _fails("AR-65", REPRESENTS, *(party(n, "shareholder", amount="1") for n in range(1, 51)), kind="boundary"),
    passes("AR-65", *founded(REPRESENTS, *(party(n, "shareholder", amount="1") for n in range(1, 50)))),
    passes("AR-65", *proprietorship()),
    _wrong("AR-65", proprietorship(party(1, "investor", amount="1")), "boundary"),
    passes("AR-65", *partnership("general_partnership", "general_partner")),
    _wrong("AR-65", partnership("general_partnership"), "boundary"),
    _wrong("AR-65", partnership("general_partnership", "limited_partner")),
    _wrong("AR-65", partnership("special_partnership", "limited_partner")),
    passes("AR-65", *partnership("limited_partnership", "limited_partner")),
    passes("AR-65", *partnership("limited_partnership", *(["limited_partner"] * 49))),
    _wrong("AR-65", partnership("limited_partnership", *(["limited_partner"] * 50)), "boundary"),
    _wrong("AR-65", partnership("limited_partnership", "general_partner")),
    _wrong("AR-65", partnership("limited_partnership", "limited_partner", head="limited_partner")),
    passes("AR-65", *cooperative(*FARMERS, "citizen")),
    _wrong("AR-65", cooperative(*FARMERS), "boundary"),
    _wrong("AR-65", cooperative(*FARMERS[1:], "citizen", "citizen"), "boundary"),
    passes("AR-62", *changed("160")),
    _wrong("AR-62", changed("150")),
    passes("AR-64", *changed("160"), *NAMED),
    passes("AR-68", *founded()),
    passes("AR-68", *_with_organisation("REPRESENTED")),
    Example("AR-68", "fail", "REFER", _with_organisation("NOT_REPRESENTED"), "/parties"),
    Example("AR-68", "fail", "REFER", _with_organisation("UNKNOWN"), "/parties"),
    Example("AR-68", "boundary", "REFER", _with_organisation(None), "/parties"),
    _wrong("AR-68", _with_organisation("OTHER_NAME")),
    _wrong("AR-68", _with_organisation("ENDED")),
    passes("AR-66", *proprietorship()),
    passes("AR-66", *partnership("limited_partnership", "limited_partner")),
    _wrong("AR-66", partnership("limited_partnership", "general_partner", head="limited_partner")),
    _wrong("AR-66", of_kind("general_partnership", party(1, "general_partner", amount="1"))),
    passes("AR-66", *cooperative(*FARMERS, "citizen")),
    _wrong("AR-66", cooperative(*FARMERS, "citizen", chair=("member",))),
    _wrong("AR-66", cooperative(*FARMERS, "citizen", chair=("director",))),
]
