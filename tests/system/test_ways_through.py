"""Every way a case can take, over HTTP and on real servers."""

from __future__ import annotations

import json

import pytest

from kernel.pdf.verification import verify
from tests.system.conftest import Ended
from tests.system.documents import attached_data
from tests.system.people import signed_in
from tests.system.stack import RunningStack


def test_refusal_says_why(rejected: Ended) -> None:
    """A restricted person is refused with rule, article and remedy, and told until when a person can be asked."""
    assert rejected.case["stage"] == "REJECTED"
    (reason,) = rejected.case["decision"]["reasons"]
    assert (reason["rule_id"], reason["outcome"]) == ("AR-12", "REJECT")
    assert reason["article"] and reason["remedy_zh"]
    assert rejected.case["licence"] is None
    assert rejected.case["decision"]["review_request_until"]
    assert any("不予登记" in text and "申请人工审查" in text for text in rejected.texts)


def test_the_submission_shows_a_restriction_at_once(restricted_meanwhile: Ended) -> None:
    """The lists are asked when an application is handed in: who was restricted since they signed is refused by the
    decision that follows at once, with article and remedy, in a written notice, and may ask for a person. A submission
    that was not received would leave them without all of that."""
    assert restricted_meanwhile.stages[-3:] == ["SUBMITTED", "UNDER_REVIEW", "REJECTED"]
    decision = restricted_meanwhile.case["decision"]
    (reason,) = [reason for reason in decision["reasons"] if reason["rule_id"] == "AR-12"]
    assert reason["outcome"] == "REJECT" and "第四十条" in reason["article"] and reason["remedy_zh"]
    assert decision["review_request_until"] and "decision_notice" in {each["kind"] for each in decision["documents"]}
    assert restricted_meanwhile.case["licence"] is None


def test_refused_case_is_kept_for_a_review(rejected: Ended) -> None:
    """Until the period ends, name and file wait for a person's review."""
    assert rejected.case["name"]["status"] == "held"
    assert rejected.case["file"] is None


def test_refusal_by_a_person_is_final(reviewed: Ended) -> None:
    """Reviewed by a person and refused by two: filed, the name free, the applicant told each time."""
    assert reviewed.stages[-3:] == ["REJECTED", "MANUAL_REVIEW", "REJECTED"]
    assert reviewed.case["decision"]["automatic"] is False
    assert reviewed.case["decision"]["human_review"] is None
    assert reviewed.case["file"]["volume_name"]
    assert reviewed.case["name"] is None or reviewed.case["name"]["status"] == "released"
    told = " ".join(reviewed.texts)
    assert "人工审查申请" in told and "审查期限延长至" in told and "须向作出限制决定的机关核实" in told


def test_withdrawal(withdrawn: Ended) -> None:
    """Withdrawn while an examiner had it: no licence, both in the timeline, the applicant was told of the referral."""
    assert withdrawn.case["stage"] == "WITHDRAWN"
    assert withdrawn.stages[-2:] == ["MANUAL_REVIEW", "WITHDRAWN"]
    assert withdrawn.case["licence"] is None
    assert any("人工" in text for text in withdrawn.texts)


def test_referral_is_decided_by_an_examiner(examined: Ended) -> None:
    """Claimed, proposed and decided with a second factor; then licensed and archived like any other."""
    assert examined.case["stage"] == "ARCHIVED"
    stages = examined.stages
    assert stages.index("MANUAL_REVIEW") < stages.index("APPROVED") < stages.index("LICENSED")
    assert examined.case["decision"]["automatic"] is False
    assert any(examined.case["licence"]["uscc"] in text for text in examined.texts)


def test_correction_leads_to_the_licence(corrected: Ended) -> None:
    """Told once what is missing, completed, signed again, licensed; the second submission was decided."""
    stages = corrected.stages
    assert stages.count("SUBMITTED") == 2
    assert stages.index("CORRECTION_REQUIRED") < stages.index("LICENSED")
    assert corrected.case["decision"]["submission"] == 2
    assert any("补正" in text for text in corrected.texts)


def test_the_volume_holds_what_was_returned(corrected: Ended) -> None:
    """The first signed set with its notice of correction, behind what was granted; the answers named the limit."""
    lines = [(line["subgroup"], line["title"]) for line in corrected.case["file"]["inventory"]]
    first = [title for subgroup, title in lines if subgroup == "第1次提交"]
    assert {"申请人签署的《个体工商户登记申请书》", "设立登记审核表", "补正通知书"} <= set(first)
    assert "准予登记通知书" in [title for _, title in lines]
    assert any("24:00前补正" in text for text in corrected.texts)


def test_what_was_not_changed_was_signed_once(corrected: Ended) -> None:
    """The identity document stayed as it was handed in: it stands among what was granted, with its first signature, and
    the application form of both submissions was signed."""
    lines = [(line["subgroup"], line["title"]) for line in corrected.case["file"]["inventory"]]
    first = [title for subgroup, title in lines if subgroup == "第1次提交"]
    named = [title for _, title in lines]
    identity = next(title for title in named if "身份" in title)
    assert named.count(identity) == 1 and identity not in first
    assert len([title for title in named if "申请书" in title]) == 2


def test_the_volume_holds_the_receipt(examined: Ended) -> None:
    """What the applicant was given when the case was not decided on the spot (条例 Art. 19)."""
    assert "申请材料接收凭证" in [line["title"] for line in examined.case["file"]["inventory"]]
    assert "material_receipt" in [document["kind"] for document in examined.case["decision"]["documents"]]


def test_the_volume_holds_the_extension(reviewed: Ended) -> None:
    """The written notice that a review took longer (条例 Art. 19), and both examinations of the case."""
    lines = [line["title"] for line in reviewed.case["file"]["inventory"]]
    assert "延期通知书" in lines and lines.count("设立登记审核表") == 2
    assert "extension_notice" in [document["kind"] for document in reviewed.case["decision"]["documents"]]


def test_business_without_a_name(nameless: Ended) -> None:
    """Licensed without a name (民法典 Art. 54)."""
    assert nameless.case["stage"] == "ARCHIVED"
    assert nameless.case["licence"]["name"] is None
    assert nameless.case["name"] is None


def test_rare_name_is_printed(stack: RunningStack, rare: Ended) -> None:
    """A character beyond the basic plane stands in the licence's data as it is written, and the seal is genuine."""
    assert rare.case["stage"] == "ARCHIVED"
    session = stack.ask(
        "POST",
        "identity",
        "/sessions",
        json={key: rare.form.account[key] for key in ("account_name", "password")},
    ).json()
    pdf = stack.ask("GET", "licence", f"/licences/{rare.number}/document", session["access_token"]).content
    roots = stack.ask("GET", "trust", "/ca/roots.pem").content
    assert verify(pdf, [roots]).ok
    assert "𠮷田梅" in json.loads(attached_data(pdf))["operator"]


@pytest.mark.parametrize("way", ["rejected", "reviewed", "withdrawn", "examined", "corrected", "nameless", "rare"])
def test_timelines_are_in_order(way: str, request: pytest.FixtureRequest) -> None:
    """Every entry of every timeline is later than the one before."""
    ended: Ended = request.getfixturevalue(way)
    times = [line["at"] for line in ended.case["timeline"]["entries"]]
    assert times == sorted(times)
    assert ended.stages[0] == "DRAFT"


def test_family_business(stack: RunningStack, family: Ended) -> None:
    """Operator and spouse each signed the application form; both signatures verify, and the business is licensed."""
    assert family.case["licence"]["composition_form"] == "家庭经营"
    with signed_in(stack, family.form) as person:
        listed = stack.ask("GET", "signing", f"/sessions/{family.number}/documents", person.token).json()["documents"]
        pdf = stack.ask("GET", "signing", f"/sessions/{family.number}/documents/application_form", person.token).content
    (form,) = [document for document in listed if document["kind"] == "application_form"]
    assert [len(form["signatures"]), sum(signature["valid"] for signature in form["signatures"])] == [2, 2]
    services = stack.services()
    roots = services.fetch("trust", "/ca/roots.pem")
    services.close()
    verification = verify(pdf, [roots])
    assert verification.ok and {one.field for one in verification.signatures} == {"operator", "family-1"}
