"""What becomes of a case that is not simply approved: refused and reviewed, corrected, lapsed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.local.environment import compute
from deploy.local.generated_secrets import SecretFile
from deploy.local.running import read_run
from services.filing.contract.messages import FixDocuments
from services.filing.main import open_resources
from services.filing.operations import documents
from services.filing.settings import FilingSettings
from tests.e2e.applicants import Prepared, prepared
from tests.site import Site

_WINDOW = timedelta(seconds=25)


def test_refusal_is_explained_and_brought_before_a_person(site: Site, desktop: Page) -> None:
    """Reasons with article and remedy; the request for a person's review is refused empty and taken with a reason."""
    with prepared(site, None, "限制四") as case:
        walk = case.walk(desktop, "refused")
        walk.go(f"/my/cases/{case.number}")
        expect(desktop.get_by_text("不予登记").first).to_be_visible()
        reason = desktop.locator(".card ol.list li").first
        expect(reason).to_contain_text("AR-12")
        expect(reason.locator("small")).to_contain_text("第")
        assert reason.locator(".icon").count() == 1, "no remedy"
        walk.look("refused")
        desktop.get_by_role("link", name="申请人工审查").click()
        desktop.fill("#statement", "  ")
        walk.next("申请人工审查")
        expect(desktop.locator("#statement-fault")).to_be_visible()
        walk.look("statement-missing")
        desktop.fill("#statement", "限制已经解除，请人工核实。")
        walk.next("申请人工审查")
        expect(desktop.get_by_text("已转人工审查")).to_be_visible()
        walk.look("under-review")
        assert case.case()["stage"] == "MANUAL_REVIEW"
    assert walk.faults == []


def test_correction_marks_what_to_change(site: Site, desktop: Page, phone: BrowserContext) -> None:
    """Sent back for two addresses in one field: the field is marked, everything else is kept; then licensed."""
    with prepared(site, None, detail="迎宾街18号；迎宾街20号") as case:
        walk = case.walk(desktop, "corrected")
        walk.go(f"/my/cases/{case.number}")
        walk.look("told")
        walk.press("去修改：经营场所")
        desktop.wait_for_url("**/name#detail")
        expect(desktop.locator(".field.wrong #detail")).to_have_value("迎宾街18号；迎宾街20号")
        expect(desktop.locator("#detail")).to_be_focused()
        walk.look("marked")
        desktop.fill("#detail", f"迎宾街{int(case.number[-5:])}号")
        name = case.form.name or {}
        desktop.fill("#trade_name", name["trade_name"])
        desktop.fill("#industry", name["industry"])
        desktop.select_option("#organisation_form", name["organisation_form"])
        expect(desktop.locator("#verdict .name")).to_be_visible()
        if desktop.locator("[name=similar_confirmed]").count():
            desktop.check("[name=similar_confirmed]")
        desktop.check("#commitment_accepted")
        walk.next()
        desktop.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"))
        expect(desktop.locator("#correction .badge.good")).to_have_count(1)
        walk.look("changed")
        walk.next("改好了，重新提交")
        walk.shop = f"山西省大同市平城区{case.form.premises['street_name']}迎宾街{int(case.number[-5:])}号"
        if desktop.locator("#faults a").count():  # the lease names the address that was wrong
            walk.look("left-wanting")
            desktop.locator("#faults a").first.click()
            desktop.wait_for_url("**/details#premises_proof")
            with desktop.expect_response(lambda answer: "premises_proof" in answer.url):
                walk.bring("premises_proof")
            walk.next("保存并生成材料")
            desktop.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"))
            walk.next("改好了，重新提交")
        desktop.wait_for_url("**/preview")
        walk.preview()
        walk.authenticate()
        walk.sign(phone)
        walk.submit()
        expect(desktop.locator(".licence .code")).to_be_visible(timeout=30_000)
        walk.look("licensed")
    assert walk.faults == []


def test_lapse_and_new_window(site: Site, desktop: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """The open page tells of the lapse by itself; after a new authentication the signer has six working days anew."""
    with prepared(site, "INFO_READY") as case:
        walk = case.walk(desktop, "lapsed")
        _begin_window_that_ends_soon(site, case, monkeypatch)
        walk.go(f"/my/cases/{case.number}/preview")
        walk.read_documents()
        desktop.check("#documents_confirmed")
        walk.next("提交")
        desktop.wait_for_url("**/authentication")
        walk.authenticate()
        expect(desktop.get_by_text("逾期未提交设立登记申请，需重新认证！").first).to_be_visible()
        desktop.wait_for_url(re.compile(r"/my/cases/[0-9]{23}$"), timeout=90_000)
        expect(desktop.locator(".badge").first).to_have_text("逾期失效")
        walk.look("lapsed")
        walk.next("重新认证")
        desktop.wait_for_url("**/authentication")
        walk.authenticate()
        expect(desktop.get_by_text("未签名")).to_be_visible()
        last_day = date.fromisoformat(case.case()["application"]["signing"]["last_day"])
        assert last_day >= date.today() + timedelta(days=6)
        expect(desktop.locator(".red").first).to_contain_text(f"{last_day:%Y年%m月%d日}前（6个工作日内）")
        walk.look("new-window")
    assert walk.faults == []


def _begin_window_that_ends_soon(site: Site, case: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix the documents as the filing service does, but as if almost six working days ago. The step that the
    applicant takes then finds them fixed: a deadline once told is told again."""
    run = read_run(site.home)
    assert run
    own = compute(SecretFile(site.home / "secrets.json"), run.ports, site.home).of("filing")
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    ends = datetime.now(UTC) + _WINDOW
    resources = open_resources(FilingSettings())
    try:
        with monkeypatch.context() as then:
            then.setattr(documents, "_window", lambda *_: (ends, ends.date()))
            documents.fix_documents(resources, FixDocuments(application_no=case.number, revision=1, entries=()))
    finally:
        resources.typesetter.close()
        resources.database.close()
