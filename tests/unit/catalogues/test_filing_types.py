"""A kind of filing is described once, completely, and never altered."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from catalogues import (
    application_stages,
    approval_rules,
    archive,
    codes,
    event_schemas,
    organisation_forms,
    reading,
    timers,
)
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions, entity_kinds
from catalogues.filing_types.description import FilingType
from catalogues.filing_types.words import DocumentKind, EntityKind, Section, SignerRole, Stage

RELEASED = {
    "limited_company.establishment.2026-11-30": "47ad739312621f6f16ee70a828f370688f6a5b32116562a42150bac4a87660f1",
    "sole_proprietorship.establishment.2026-11-30": "b2ed11dac124007ec59e24d63fbe0cf29f2e27c876a89f1f4d663a5562bea317",
    "general_partnership.establishment.2026-11-30": "c4486f980704b5b918a5048a797da76b04a003ed3882b7ad64699c78b8c09d93",
    "special_partnership.establishment.2026-11-30": "66419d2d13a3a5744a6188a54cbe2546032e23c021f12057ff824d24306ee90d",
    "limited_partnership.establishment.2026-11-30": "31f2658be05b96ce7f32ad568d9b718411080d26e1c61829beeec7f135ff4812",
    "farmers_cooperative.establishment.2026-11-30": "dfb13bbf61619bfca08e866686f0f315599a132183504fc75bc2c74ca8b9e54a",
    "limited_company.operator_change.2026-11-30": "539f454a3759a8b7809e2bbbbf90a4bb51c238ee9be1907bd942a3b71256895c",
    "general_partnership.operator_change.2026-11-30": "2304e6f7c7496eee2bc8684cb715bea9b06fa8d79e4a60b28b425ac222228038",  # noqa: E501
    "special_partnership.operator_change.2026-11-30": "de6eaca72750148fc361b02b8ca771209499624f89ab31fcd83e3d694ff392b7",  # noqa: E501
    "limited_partnership.operator_change.2026-11-30": "6473176101d814aaa61c7ae8fddecea7db6e1328bffa76c24ec40dfacba1c19c",  # noqa: E501
    "farmers_cooperative.operator_change.2026-11-30": "1719b60452f0e957b13dd2835c0dc786bdf481e00542377f08b7264bc9e52d3a",  # noqa: E501
    "limited_company.change.2026-11-30": "c8961eeb4035a4ebae0e8917cec91ddb16ae1995f9441d89fd119ee21cce3332",
    "sole_proprietorship.change.2026-11-30": "bd7be3d4b2b88e9625cd2c136c2800ea88b2fbe930b7aed4f4d256e16c18167b",
    "general_partnership.change.2026-11-30": "7678c312d35a82ea7c90f50b3fac088af94f5314c0b6c3b4ba699c995fcfb087",
    "special_partnership.change.2026-11-30": "97bfb932e542302d9b2b9b27e9e63c9150d354a07c8a5d8d33fcd3df9676df93",
    "limited_partnership.change.2026-11-30": "52b4fe28502fd723535a5040cd52f0ad9ba325e795d43a4a032b4b1fe3bbc62a",
    "farmers_cooperative.change.2026-11-30": "1627010fc0bcd8333e2d5c69704f0328ce5af7bba9c96d4027dc9bc28c3e85f2",
    "sole_trader.establishment.2022-05-01": "cdb9ec2b88fc9aa6a6ddcc6dcb46552affad2a7e791aa7f7be4f833e28cbc716",
    "sole_trader.establishment.2025-07-15": "1590037b755bcedbd3ce679baadbc6d667ecbcabb874a73d0fc08a792705a18e",
    "sole_trader.establishment.2026-11-28": "6fccffcb9433ebc239a9063f24d6a2facafa37a539795b7debf5f4573b12e1d4",
    "sole_trader.establishment.2026-11-29": "6d47f14990c0a869f73e3d94c12ed715ff19025351ec65c1dc4f5c977664a256",
    "sole_trader.change.2026-11-29": "301eccfa6bca638de0ba895b27d6ffcb01217b17ba8c830b04b5ddf301357e67",
    "sole_trader.move.2026-11-30": "96eb4d03ca09f1b6bd8016d1a423df516079cd03aa3706f4ed41d39aeed9afe8",
    "sole_trader.deregistration.2026-11-29": "5248463cdbc67f1e2387e9d568d749b98780df0cdf8fcbd9cb2c963564655eb9",
    "sole_trader.revocation.2026-11-29": "3676de57389c2d9569ca5396e3a5b29ffad138277190350a7b9f8a492be7f950",
    "sole_trader.simple_deregistration.2026-11-29": "66dbfc70c2bb3cc5370299a00f33514590cc21c0063f3d7483067753008fe0c7",
    "sole_trader.replacement.2026-11-29": "396d1e728763d7c0be10798432d68d9da67d1d8f1c045798119131f806a8a0c0",
    "sole_trader.record.2026-11-29": "e6cc4a2c095c9efeff33a98c005a4bcc857c227177c010c7a46690abe6c7fb9c",
    "sole_trader.suspension.2026-11-29": "b8d71b2ec86bee0233a0a5ddd67fb1a63239c254fecb204481199ac59ebb1246",
    "sole_trader.resumption.2026-11-29": "c7cbbf48396f8dcb24a3193142dc326e5d202d329e5c33b6f1d322bc5d59cc2a",
    "sole_trader.operator_change.2026-11-29": "34623112fb25fdee8d623a5ef3e0fa89a1053e9de1ce7ccca10b26c87ea4a17a",
}
"""Cases run with these; whoever wants another content makes a new edition."""

every_edition = pytest.mark.parametrize("kind", editions.all(), ids=lambda kind: f"{kind.key} {kind.edition}")


def test_released_editions_stay_as_they_are() -> None:
    """What a running case was opened with is there, byte for byte."""
    file = "filing_types/{}.json"
    assert {day: hashlib.sha256(reading.content(file.format(day))).hexdigest() for day in RELEASED} == RELEASED


@every_edition
def test_file_is_named_for_its_edition(kind: FilingType) -> None:
    """The file of an edition is found by key and first day."""
    assert f"filing_types/{kind.key}.{kind.edition}.json" in reading.file_names("filing_types/")
    assert kind.in_force_from == date.fromisoformat(kind.edition)


@every_edition
def test_everything_it_refers_to_exists(kind: FilingType) -> None:
    """Timers, events, code tables, volumes and entity kinds are entries of their catalogues."""
    for name in kind.deadlines:
        assert kind.deadline(name) in timers.all()
        assert kind.deadline(name).amount and kind.deadline(name).unit and kind.deadline(name).basis
    assert all(event_schemas.get(subject) for subject in kind.events)
    assert kind.archive_category == codes.label("business_type", kind.business_type)
    assert kind.volume == archive.volume_of(kind.business_type)
    assert all(entity_kinds.get(entity) for entity in kind.entity_kinds)


@every_edition
def test_who_signs_a_document_is_a_signer(kind: FilingType) -> None:
    """Roles at documents are roles of the kind, and each of them signs something."""
    signing = {role for document in kind.documents for role in document.signers}
    assert signing == {signer.role for signer in kind.signers}


@every_edition
def test_sections_open_what_builds_on_them(kind: FilingType) -> None:
    """A section opens itself and later ones, never an earlier one; authentication is done anew by itself."""
    for place, described in enumerate(kind.sections):
        opened = [kind.order.index(section) for section in described.reopens]
        assert opened == sorted(opened) and all(section >= place for section in opened)
        assert bool(opened) == (described.section is not Section.AUTHENTICATION)
    assert kind.by_authority or kind.last_form.corrected_at is Stage.OPERATOR_LOCKED


def test_family_members_sign_since_2025() -> None:
    """The edition in force on a day decides who signs the application form."""
    before = editions.in_force(editions.ESTABLISHMENT, date(2025, 7, 14))
    since = editions.in_force(editions.ESTABLISHMENT, date(2025, 7, 15))
    assert before.document(DocumentKind.APPLICATION_FORM).signers == (SignerRole.OPERATOR,)
    assert since.document(DocumentKind.APPLICATION_FORM).signers == (SignerRole.OPERATOR, SignerRole.FAMILY_MEMBER)
    assert since.signer(SignerRole.FAMILY_MEMBER).label == "参加经营的家庭成员"


def test_receipt_extension_and_limit_of_a_correction_since_2026() -> None:
    """From 2026-11-28 on a referred case has a receipt, an extension a notice of its own, and a correction a limit."""
    before = editions.in_force(editions.ESTABLISHMENT, date(2026, 11, 27))
    since = editions.in_force(editions.ESTABLISHMENT, date(2026, 11, 28))
    assert since.title_of(DocumentKind.MATERIAL_RECEIPT) == "申请材料接收凭证"
    assert since.title_of(DocumentKind.EXTENSION_NOTICE) == "延期通知书"
    assert (since.deadline("correction").amount, since.deadline("correction").unit) == (6, "working_day")
    assert "correction_lapsed" in since.messages
    with pytest.raises(UnknownCode):
        before.deadline("correction")


def test_papers_of_a_review_since_2026() -> None:
    """From 2026-11-29 on what is asked of a person and what a second one says are documents with a title."""
    since = editions.in_force(editions.ESTABLISHMENT, date(2026, 11, 29))
    assert since.title_of(DocumentKind.REVIEW_REQUEST) == "人工审查申请书"
    assert since.title_of(DocumentKind.COUNTERSIGNATURES) == "复核意见书"
    assert since.title_of(DocumentKind.REVIEW_ANSWER) == "人工审查答复书"
    assert "review_answered" in since.messages


def test_case_keeps_its_edition() -> None:
    """An edition is found for good by its key and name; a case from before there were any has the first one."""
    first = editions.get(editions.ESTABLISHMENT, editions.FIRST_EDITION)
    assert editions.of_case(None, None) is first
    assert editions.of_case(editions.ESTABLISHMENT, "2025-07-15").edition == "2025-07-15"
    assert editions.of_business_type("01").key == editions.ESTABLISHMENT


def test_documents_of_the_name_are_signed_only_with_one() -> None:
    """A business without a name signs three documents, one with a name five."""
    kind = editions.in_force(editions.ESTABLISHMENT, date(2026, 11, 28))
    assert len(kind.to_sign(named=False)) == 3
    assert {d.kind for d in kind.to_sign(named=True)} - {d.kind for d in kind.to_sign(named=False)} == {
        DocumentKind.NAME_COMMITMENT,
        DocumentKind.NAME_NOTICE,
    }
    assert kind.title_of(DocumentKind.DECISION_NOTICE, "CORRECT") == "补正通知书"
    assert kind.title_of(DocumentKind.DECISION_NOTICE) == "登记决定通知书"


def test_unknown_ones_are_told() -> None:
    """Keys, editions, days before the first edition, sections, documents, roles and limits that do not exist."""
    kind = editions.of_case(None, None)
    asked: tuple[Callable[[], object], ...] = (
        lambda: editions.get("company.establishment", "2022-05-01"),
        lambda: editions.in_force(editions.ESTABLISHMENT, date(2022, 4, 30)),
        lambda: editions.of_business_type("99"),
        lambda: kind.section("charter"),
        lambda: kind.document("charter"),
        lambda: kind.signer(SignerRole.FAMILY_MEMBER),
        lambda: kind.deadline("publicity"),
        lambda: entity_kinds.get("company"),
    )
    for ask in asked:
        with pytest.raises(UnknownCode):
            ask()


def test_rules_say_which_filings_they_judge() -> None:
    """Every rule applies to a kind of filing there is, in a section it has, or where its form ends; what nobody can put
    right needs none."""
    for rule in approval_rules.all():
        for key in rule.applies_to:
            kind = editions.in_force(key, date(2026, 11, 30))
            assert rule in kind.rules
            ends = rule.section in {Section.DETAILS, Section.OPERATOR} and kind.last_form.section is Section.MATTER
            held = rule.section is Section.OPERATOR and kind.fills_in(Section.PARTIES)
            assert rule.section in kind.order or ends or held or rule.outcome in {"refer", "reject"}


@pytest.mark.parametrize("kind", entity_kinds.described())
def test_every_kind_of_business_is_described(kind: EntityKind) -> None:
    """Codes and forms it names are entries of their catalogues."""
    described = entity_kinds.get(kind)
    assert codes.label("entity_type", described.entity_type) == described.printed_type
    assert (described.composition_forms is None) == (kind is not EntityKind.SOLE_TRADER)
    assert described.composition_forms is None or codes.items(described.composition_forms)
    forms = described.organisation_forms
    assert forms == kind and (kind is EntityKind.SOLE_TRADER or organisation_forms.of_enterprise(kind).endings)


async def test_workflows_may_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read once, when first imported: a workflow finds its edition in the sandbox, where it may open no file."""
    (tmp_path / "asking_workflow.py").write_text(_ASKING)
    monkeypatch.syspath_prepend(str(tmp_path))
    asking = importlib.import_module("asking_workflow")
    assert editions.of_case(None, None) == asking.KIND
    SandboxedWorkflowRunner().prepare_workflow(workflow._Definition.must_from_class(asking.Asking))


_ASKING = """
from temporalio import workflow
with workflow.unsafe.imports_passed_through():
    from catalogues.filing_types import editions
KIND = editions.of_case(None, None)

@workflow.defn
class Asking:
    @workflow.run
    async def run(self) -> str:
        return KIND.edition
"""


def test_every_stage_has_a_label() -> None:
    """Everybody who shows where a case stands finds a word for it."""
    assert set(application_stages.LABELS) == set(Stage)
