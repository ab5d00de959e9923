"""Files that are uploaded with a form: limits before, and the reason at its field after, without any script."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image

from catalogues import upload_limits
from tests.fixtures.pictures import ordinary
from tests.fixtures.wrong_pictures import noise, on_a_table, unusable
from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site


@pytest.fixture(scope="module")
def member(site: Site) -> Iterator[tuple[Visitor, str]]:
    """Somebody at the operator's page, whose name is settled."""
    with logged_in(site, 87) as visitor:
        number = visitor.open()
        visitor.settle_name(number)
        yield visitor, number


def _sent(member: tuple[Visitor, str], **files: bytes) -> str:
    """The page that answers to a form with these files."""
    visitor, number = member
    action = f"/my/cases/{number}/operator"
    visitor.go(action)
    given = {kind: (f"{kind}.jpg", content, "image/jpeg") for kind, content in files.items()}
    return visitor.send(action, given, name=visitor.person["name"]).text


def _at(page: str, kind: str) -> str:
    """What stands at the field of a kind."""
    found = re.search(rf'<div class="field upload[^"]*" data-upload="[^"]*/{kind}">.*?class="state"', page, re.DOTALL)
    assert found, page
    return found.group()


def test_limits_stand_at_each_field_before(member: tuple[Visitor, str]) -> None:
    """Kinds of files and the limit are told before anything is chosen."""
    visitor, number = member
    page = visitor.go(f"/my/cases/{number}/operator").text
    for kind in ("photo", "id_card_front", "id_card_back"):
        assert f"JPG 或 PNG，最大 {upload_limits.most_megabytes()} MB" in _at(page, kind)


def test_each_refusal_stands_at_its_field(member: tuple[Visitor, str]) -> None:
    """Several wrong files are told at once, each with its reason and what to do."""
    page = _sent(
        member,
        photo=b"",
        id_card_front=unusable("id_card_front")["blurred"],
        id_card_back=unusable("id_card_back")["white"],
    )
    for kind, reason in (("photo", "0 字节"), ("id_card_front", "模糊"), ("id_card_back", "没有可辨认的内容")):
        assert reason in _at(page, kind)
        assert "请重新拍摄或选择文件后上传" in _at(page, kind)


def test_a_file_that_is_too_large_names_the_limit(member: tuple[Visitor, str]) -> None:
    """Who sends fifteen megabytes learns how many may be sent."""
    page = _sent(member, photo=b"\xff\xd8\xff" + b"\0" * 15_000_000)
    assert "12 MB" in _at(page, "photo").partition('class="fault')[2]


def test_a_form_that_is_too_large_is_told_on_a_page(member: tuple[Visitor, str]) -> None:
    """Even what is never read is answered with the limit."""
    page = _sent(member, **dict.fromkeys(("photo", "id_card_front", "id_card_back"), b"\x00" * 14000000))
    assert "每个文件最大 12 MB" in page


def test_a_phones_photograph_needs_no_script(member: tuple[Visitor, str]) -> None:
    """Nine megabytes straight from a phone are taken and made smaller by the server."""
    visitor, number = member
    visitor_name, id_number = visitor.person["name"], visitor.person["id_number"]
    large = Image.open(io.BytesIO(on_a_table(ordinary("id_card_front", visitor_name, id_number)))).resize((3000, 4000))
    out = io.BytesIO()
    Image.blend(large, noise(large.size), 0.12).save(out, "JPEG", quality=95)
    assert 5_000_000 < len(out.getvalue()) < upload_limits.most_bytes()
    page = _sent(member, id_card_front=out.getvalue())
    assert "已上传" in page.partition('data-upload="/my/cases/' + number + '/attachments/id_card_front"')[2][:3000]
    kept = visitor.go(f"/my/cases/{number}/attachments/id_card_front").content
    assert max(Image.open(io.BytesIO(kept)).size) == upload_limits.of("id_card_front").kept_side
