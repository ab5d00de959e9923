"""What helps: whom to ask, questions and answers, why something is asked, large type, one's own licences."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.integration.portal.licensed import licensed
from tests.integration.portal.people import invented
from tests.integration.portal.visitor import Visitor, logged_in
from tests.site import Site


def test_everybody_finds_somebody_to_ask(visitor: Visitor) -> None:
    """Every page names the hotline and leads to the help; there the authority has telephone, hours, place and map."""
    assert 'href="tel:12345"' in visitor.go("/").text and 'href="/help"' in visitor.page.text
    page = visitor.go("/help?authority=14021300").text
    for said in ("大同市平城区市场监督管理局", "办公时间", "uri.amap.com/search", "要花钱吗？"):
        assert said in page
    visitor.go("/language/en?back=/help")
    assert "What does it cost?" in visitor.page.text
    assert visitor.http.head("/help?authority=0").status_code == 200


@pytest.mark.parametrize("path", ["/accessibility", "/help"])
def test_large_type_is_kept_until_it_is_turned_off(visitor: Visitor, path: str) -> None:
    visitor.go(f"/easy/on?back={path}")
    assert visitor.path == path and 'class="easy"' in visitor.page.text and "easy.js" in visitor.page.text
    visitor.go(f"/easy/off?back={path}")
    assert 'class="easy"' not in visitor.page.text and "easy.js" not in visitor.page.text


def test_fields_that_people_wonder_about_say_why(member: Visitor) -> None:
    number = member.open()
    member.go(f"/my/cases/{number}/name")
    assert "不用验资" in member.page.text
    assert "有问题找谁" in member.go(f"/my/cases/{number}").text


def test_own_licences_are_empty_then_shown_with_their_papers(site: Site, tmp_path: Path) -> None:
    """Nobody sees another person's licence there; a stranger can check one with its proof, asking nobody."""
    theirs = licensed(site)
    with logged_in(site, 47) as owner:
        assert "您还没有营业执照" in owner.go("/my/licences").text
        assert owner.go(f"/my/licences/{theirs.number}").status_code == 404
        number = owner.open()
        with Visitor(site) as phone:
            for room in owner.fill_in(number, phone):
                if room == "signing":  # the authentication can be looked at again
                    assert "认证成功" in owner.go(f"/my/cases/{number}/authentication").text
                    owner.go(f"/my/cases/{number}/signing")
        owner.await_licence(number)
        assert f'href="/my/licences/{number}"' in owner.go("/my/licences").text
        page = owner.go(f"/my/licences/{number}").text
        assert "接下来做什么" in page and 'id="papers"' in page and "一般要带的材料" in page
        assert verified_by_a_stranger(owner, f"/my/cases/{number}/licence.zip", tmp_path) == 0
        assert verified_by_a_stranger(owner, copied(owner, number), tmp_path) == 0


def copied(owner: Visitor, number: str) -> str:
    """Where the holder downloads the copy that they make of their file, once it is filed."""
    path, until = f"/my/cases/{number}/copies", time.monotonic() + 60
    while owner.go(path).status_code == 404 and time.monotonic() < until:
        time.sleep(0.5)
    refused = owner.send(path, purpose=" ", d1="yes")
    assert refused.status_code == 422 and 'name="d1" value="yes" checked' in refused.text
    made = owner.send(path, purpose="办理贷款", d1="yes")
    assert made.status_code == 200 and "办理贷款" in made.text
    return re.findall(rf"{path}/[0-9A-Z-]+\.zip", made.text)[0]


def verified_by_a_stranger(owner: Visitor, download: str, folder: Path) -> int:
    """The exit code for somebody who has nothing but the download, the authority's roots and the log's key."""
    until = time.monotonic() + 20
    while (answer := owner.http.get(download)).status_code == 503 and time.monotonic() < until:
        time.sleep(1)
    (folder / "licence.zip").write_bytes(answer.content)
    trust, log = owner.site.addresses["trust"], owner.site.addresses["transparency"]
    (folder / "believed.pem").write_bytes(httpx.get(f"{trust}/ca/roots.pem").content)
    key = httpx.get(f"{log}/log/key").text.strip()
    asked = ["--offline", "--roots", str(folder / "believed.pem"), "--log-key", key, "--home", str(folder)]
    return CliRunner().invoke(app, ["verify", str(folder / "licence.zip"), *asked]).exit_code


def test_words_that_no_scope_item_has_find_the_nearest(member: Visitor) -> None:
    """奶茶 is nobody's standard item; what milk tea shops register is offered."""
    found = httpx.get(f"{member.site.addresses['filing']}/scope-items", params={"q": "奶茶"}).json()["items"]
    assert found and all(item["nearest"] for item in found) and "餐饮服务" in {item["name"] for item in found}


def test_a_name_that_was_only_typed_is_there_on_another_device(member: Visitor) -> None:
    """Kept with the draft of the page; a name that is declared takes its place."""
    number = member.open()
    form = f"/my/cases/{number}/name"
    member.go(form)
    typed = {"needs_name": "yes", "trade_name": "好再来", "industry": "饺子", "organisation_form": "馆", "detail": "x"}
    member.http.post(f"/my/cases/{number}/draft/premises", data=member.hidden(form) | typed)
    assert 'value="好再来"' in member.go(form).text and 'value="饺子"' in member.page.text


def test_capital_in_the_wrong_unit_is_asked_about_once(member: Visitor) -> None:
    number, name = member.open(), invented(4)
    page = member.settle_name(number, trade_name=name, capital_amount="50000")
    assert "这里以万元计" in page.text and 'name="capital_confirmed"' in page.text
    member.settle_name(number, trade_name=name, capital_amount="50000", capital_confirmed="yes")
    assert member.path == f"/my/cases/{number}/operator"


def test_no_file_is_told_at_the_form_for_files(visitor: Visitor) -> None:
    """Not at the form for codes beside it."""
    visitor.go("/verify")
    page = visitor.http.post(
        "/verify", data=visitor.hidden("/verify") | {"by": "document"}, files={"document": ("", b"")}
    )
    assert page.status_code == 422 and "document-fault" in page.text and "uscc-fault" not in page.text
