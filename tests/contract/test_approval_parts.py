"""What the approval service reads of other services' parts is what their contracts deposit."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from services.approval.contract import DecisionPart, RuleResultPart
from services.approval.domain import registry
from services.approval.domain.snapshot.application import Application
from services.approval.domain.snapshot.authentication import Authentication
from services.approval.domain.snapshot.facts import FilingFacts, RegisterFacts
from services.approval.domain.snapshot.name import Name
from services.approval.domain.snapshot.signatures import Signatures
from services.filing.contract.parts import ApplicationPart, FilingFactsPart
from services.identity.contract import AuthenticationPart
from services.naming.contract import NamePart
from services.register.contract.parts import RegisterFactsPart
from services.signing.contract import SignaturesPart
from tests.fixtures.approval.cases import case, finding, parts, registered

PAIRS = {
    "application": (ApplicationPart, Application),
    "name": (NamePart, Name),
    "authentication": (AuthenticationPart, Authentication),
    "signatures": (SignaturesPart, Signatures),
    "facts": (FilingFactsPart, FilingFacts),
    "register_facts": (RegisterFactsPart, RegisterFacts),
}


def _given(kind: str) -> dict[str, Any]:
    if kind == "register_facts":
        return registered(parts()["application"]["application_no"])
    given: dict[str, Any] = parts()[kind]
    if kind == "name":
        given["findings"] = [finding("N-61", "confirm")]
    if kind == "application":
        given["operator"]["family_members"] = [
            {"name": "李四", "id_document_type": "10", "id_number": "1", "relation": "配偶"}
        ]
    return given


@pytest.mark.parametrize(("kind", "giver", "reader"), [(k, *pair) for k, pair in PAIRS.items()], ids=list(PAIRS))
def test_a_deposited_part_is_understood(kind: str, giver: type[BaseModel], reader: type[BaseModel]) -> None:
    """The giver's part, as it lies in the exchange, has everything the reader asks for, with the same values."""
    deposited = giver.model_validate(_given(kind))
    read = reader.model_validate_json(deposited.model_dump_json()).model_dump()
    assert _within(read, deposited.model_dump())


@pytest.mark.parametrize(("giver", "reader"), PAIRS.values(), ids=list(PAIRS))
def test_the_reader_wants_no_more_than_is_promised(giver: type[BaseModel], reader: type[BaseModel]) -> None:
    """Every field the reader requires is a field of the giver's contract."""
    wanted = {name for name, field in reader.model_fields.items() if field.is_required()}
    assert wanted <= giver.model_fields.keys()


def test_own_results_fit_the_own_part() -> None:
    """Every rule's result can be deposited as the contract says."""
    results = registry.judge(case()).results
    told = tuple(RuleResultPart.model_validate(result, from_attributes=True) for result in results)
    assert [result.rule_id for result in told] == [result.rule_id for result in results]
    assert DecisionPart.model_fields["results"].is_required()


def _within(read: Any, given: Any) -> bool:
    if isinstance(read, dict):
        return all(_within(value, given[name]) for name, value in read.items())
    if isinstance(read, tuple):
        return len(read) == len(given) and all(_within(*pair) for pair in zip(read, given, strict=True))
    return bool(read == given)
