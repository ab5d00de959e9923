"""The identity card with a phone's camera and on a wide screen: made smaller, read, taken over, looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.e2e.applicants import prepared
from tests.e2e.walking import Walk
from tests.fixtures.wrong_pictures import noise
from tests.site import Site

_SIDEWAYS = 6
"""EXIF orientation: the picture must be turned a quarter to the right to stand upright."""


@contextmanager
def at_the_operators_page(site: Site, page: Page, folder: str) -> Iterator[tuple[Walk, str]]:
    """Somebody whose name is settled, and the form's address."""
    with prepared(site, "NAME_RESERVED") as case:
        walk = case.walk(page, folder)
        form = f"/my/cases/{case.number}/operator"
        walk.go(form)
        yield walk, form


def photographed(paper: FilePayload) -> FilePayload:
    """The same paper as a phone takes it when it is held upright: four thousand pixels, lying on its side."""
    upright = Image.open(io.BytesIO(paper["buffer"])).resize((4000, 2520), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x0112] = _SIDEWAYS
    out = io.BytesIO()
    upright = Image.blend(upright.convert("RGB"), noise(upright.size), 0.06)
    upright.rotate(90, expand=True).save(out, "JPEG", quality=97, exif=exif)
    return {**paper, "buffer": out.getvalue()}


def test_phone_takes_the_card_with_its_camera(site: Site, phone: BrowserContext) -> None:
    """The camera is offered, the picture leaves the phone smaller and upright, is read, and fills the form."""
    page = phone.new_page()
    with at_the_operators_page(site, page, "identity-card-phone") as (walk, form):
        for kind in ("id_card_front", "id_card_back"):
            box = page.locator(f"[data-upload$={kind}]")
            camera = box.locator("input[capture=environment]")
            expect(camera.locator("xpath=following-sibling::span")).to_be_visible()
            taken = photographed(walk.paper(kind))
            with page.expect_request(f"**/attachments/{kind}") as sent:
                camera.set_input_files(taken)
            assert int(sent.value.all_headers()["content-length"]) < len(taken["buffer"]) / 2
            expect(box.locator("[data-state]")).to_contain_text("已上传")
        kept = Image.open(
            io.BytesIO(
                page.request.get(f"{site.portal}/my/cases/{form.split('/')[3]}/attachments/id_card_front").body()
            )
        )
        assert max(kept.size) <= 2000 and kept.width > kept.height
        page.get_by_role("button", name="填入表单").click()
        expect(page.locator("#residence")).not_to_have_value("")
        walk.reach("#residence")
        expect(page.locator("#residence-read")).to_be_visible()
        walk.look("read")
        page.fill("#residence", "山西省大同市平城区大庆路街道虚构巷9号")
        expect(page.locator("#residence-read")).to_be_hidden()
        assert walk.faults == []


def test_the_card_stands_beside_the_form_on_a_wide_screen(site: Site, desktop: Page) -> None:
    """As soon as it is uploaded, and after the page is opened again; no camera button where there is a mouse."""
    with at_the_operators_page(site, desktop, "identity-card-wide") as (walk, form):
        shown = desktop.locator("[data-beside=id_card_front] img")
        expect(shown).to_have_count(0)
        walk.bring("id_card_front")
        expect(shown).to_be_visible()
        walk.go(form)
        expect(shown).to_be_visible()
        field, picture = desktop.locator("#residence").bounding_box(), shown.bounding_box()
        assert field and picture and picture["x"] >= field["x"] + field["width"]
        desktop.locator("#residence").scroll_into_view_if_needed()
        expect(shown).to_be_in_viewport()
        expect(desktop.locator(".camera").first).to_be_hidden()
        walk.look("beside")
        assert walk.faults == []
