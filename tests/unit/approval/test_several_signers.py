"""A family business: whoever signs beside the operator is held to the same as the operator."""

from __future__ import annotations

from typing import Any

import pytest

from services.approval.domain import registry
from tests.fixtures.approval.cases import parts, snapshot

MEMBER = {
    "ref": "family-1", "kind": "person", "roles": ["family_member"], "signs": True, "name": "王丽",
    "id_document_type": "10", "id_number": "140213199203041226",
}  # fmt: skip


def family(**person: Any) -> dict[str, Any]:
    """The valid case with a member who was authenticated and signed."""
    given = parts()
    given["application"] |= {
        "filing_type": "sole_trader.establishment",
        "filing_type_edition": "2025-07-15",
        "parties": [
            {
                **MEMBER, "ref": "operator", "roles": ["operator", "liaison"],
                "name": given["application"]["operator"]["name"],
                "id_number": given["application"]["operator"]["id_number"],
            },
            MEMBER,
        ],
    }  # fmt: skip
    operator = given["authentication"]["persons"][0]
    member = {**operator, "person_ref": "family-1", "role": "family_member"}
    member |= {name: MEMBER[name] for name in ("name", "id_document_type", "id_number")} | person
    given["authentication"]["persons"].append(member)
    signer = given["signatures"]["signers"][0]
    given["signatures"]["signers"].append(signer | {"person_ref": "family-1", "role": "family_member"})
    for document in given["signatures"]["documents"]:
        document["signed_by"] = ["operator", *(["family-1"] if document["kind"] == "application_form" else [])]
    return given


def said(rule_id: str, given: dict[str, Any]) -> tuple[str, str]:
    """The rule's outcome, and what it says."""
    (rule,) = [rule for rule in registry.ALL if rule.id == rule_id]
    result = rule.judge(snapshot(given))
    return result.outcome, result.zh


@pytest.mark.parametrize("rule_id", ["AR-02", "AR-03", "AR-06"])
def test_everybody_did(rule_id: str) -> None:
    """Everybody who signs was authenticated as the person named and signed what is theirs."""
    assert said(rule_id, family())[0] == "PASS"


def test_not_authenticated() -> None:
    """A member who signs is authenticated, too (实施细则 Art. 16)."""
    given = family()
    given["authentication"]["persons"].pop()
    outcome, words = said("AR-02", given)
    assert outcome == "CORRECT" and "王* 未进行实名认证" in words


def test_has_not_signed() -> None:
    """A member without a signature, and one whose signature is missing on a document of theirs, are named."""
    given = family()
    given["signatures"]["signers"].pop()
    assert said("AR-03", given)[0] == "CORRECT"
    given = family()
    given["signatures"]["documents"][0]["signed_by"] = ["operator"]
    outcome, words = said("AR-03", given)
    assert outcome == "CORRECT" and "缺少 王* 的签名" in words


def test_somebody_else() -> None:
    """Whoever was authenticated in a member's place is not the person named."""
    outcome, words = said("AR-06", family(name="王立"))
    assert outcome == "REFER" and "不一致" in words


def test_low_score() -> None:
    """Each face must be alike enough."""
    assert said("AR-06", family(face_score=0.5))[0] == "REFER"


def test_who_does_not_sign() -> None:
    """A party that does not sign is held to nothing of this."""
    given = family()
    given["application"]["parties"][1] = MEMBER | {"signs": False}
    given["authentication"]["persons"].pop()
    given["signatures"]["signers"].pop()
    assert [said(rule_id, given)[0] for rule_id in ("AR-02", "AR-03", "AR-06")] == ["PASS"] * 3
