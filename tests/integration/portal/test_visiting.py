"""What every visitor meets: pages, languages, refusals, the session."""

from __future__ import annotations

import re

import pytest

from catalogues.filing_types import editions
from kernel.clock import SystemClock, local_date
from kernel.numbers import is_uscc
from tests.integration.portal.visitor import PASSWORD, Visitor

UNKNOWN = next(code for end in map(str, range(1000)) if is_uscc(code := f"92140213MA99999{end:0>3}"))


@pytest.mark.parametrize(
    "path", ["/", "/rules", "/verify", "/progress", "/login", "/register", "/password", "/apply", "/sign"]
)
def test_pages_are_open_and_keep_scripts_out(visitor: Visitor, path: str) -> None:
    """Every page forbids inline scripts and styles, and has none."""
    page = visitor.go(path)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", page.text)


def test_the_other_language_is_kept(visitor: Visitor) -> None:
    """Chinese at first, English once it was chosen, on the page where one was."""
    assert "一次坐下，开一家店" in visitor.go("/").text
    visitor.go("/language/en?back=/verify")
    assert visitor.path == "/verify"
    assert "Open your shop in one sitting" in visitor.go("/").text


def test_every_kind_of_filing_is_under_supervision(visitor: Visitor) -> None:
    """The page for everybody has a line of figures for each kind of filing, and says what counts as on time."""
    kinds = [each.title for each in editions.in_force_on(local_date(SystemClock().now()))]
    for language, counted in (("zh", "办结件数"), ("en", "of the day on which the material is complete")):
        visitor.go(f"/language/{language}?back=/openness")
        page = visitor.page.text
        figures = page[page.index('id="efficiency"') : page.index("<h2>", page.index('id="efficiency"'))]
        assert len(kinds) > 10 and all(f">{kind}</th>" in figures for kind in kinds) and counted in figures


def test_people_and_programs_are_told_differently(visitor: Visitor) -> None:
    """A page that does not exist is a page for people and a problem document for programs."""
    assert "没有找到这个页面" in visitor.go("/nowhere").text
    assert visitor.http.get("/nowhere", headers={"Accept": "*/*"}).json()["code"] == "http.404"


def test_a_page_can_be_asked_for_its_headers(visitor: Visitor) -> None:
    """As link checkers and chats do before they show a link: HEAD answers as GET does, without content."""
    shown, asked = visitor.http.get("/verify"), visitor.http.head("/verify")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-type"] == shown.headers["content-type"]
    assert visitor.http.head("/nowhere").status_code == 404


def test_htmx_comes_with_what_it_fetches(visitor: Visitor) -> None:
    """A page on which nothing is fetched does without half of its weight."""
    for path, fetches in (("/", False), ("/verify", False), ("/register", False), ("/apply", True)):
        page = visitor.go(path).text
        assert ("data-hx-" in page, "htmx-config" in page) == (fetches, fetches), path


def test_pages_travel_compressed(visitor: Visitor) -> None:
    """To browsers that take it; the others get the same page as it is."""
    packed = visitor.http.get("/rules", headers={"Accept-Encoding": "gzip"})
    plain = visitor.http.get("/rules", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.num_bytes_downloaded * 3 < plain.num_bytes_downloaded


def test_a_form_from_elsewhere_is_refused(visitor: Visitor) -> None:
    """Without the token of this visitor's session nothing is done."""
    typed = {"account_name": "somebody", "password": PASSWORD}
    assert visitor.http.post("/login", data=typed).status_code == 403
    assert visitor.http.post("/login", data=typed | {"csrf": "x" * 32}).status_code == 403


def test_a_page_of_ones_own_asks_for_the_login_first(visitor: Visitor) -> None:
    """And leads back to where one wanted to go."""
    visitor.go("/my/cases")
    assert visitor.path == "/login"
    assert visitor.page.url.params["next"] == "/my/cases"


def test_a_wrong_password_is_told_on_the_page(visitor: Visitor, member: Visitor) -> None:
    """The name stays in its field, the password does not."""
    visitor.go("/login")
    page = visitor.send("/login", account_name=member.account, password="Wrong#2026")
    assert page.status_code == 422
    assert member.account in page.text and "Wrong#2026" not in page.text


def test_the_first_step_names_everything_that_is_wrong(visitor: Visitor) -> None:
    """Each fault beside its field, and no way on."""
    visitor.go("/register")
    page = visitor.send("/register", account_name="1a", password="short", password_confirm="other")
    assert page.status_code == 422
    assert all(f'id="{name}-fault"' in page.text for name in ("account_name", "password", "agreement_accepted"))


def test_a_wrong_captcha_brings_a_new_one_and_loses_nothing(visitor: Visitor) -> None:
    """What was typed is still there."""
    visitor.go("/register")
    typed = {"account_name": visitor.account, "password": PASSWORD, "password_confirm": PASSWORD}
    visitor.send("/register", **typed, agreement_accepted="yes")
    before = visitor.hidden("/register")["captcha_id"]
    person = {"real_name": "穆禾", "identity_type": "1", "id_document_type": "10", "id_number": "140102198801011232"}
    wrong = {"mobile": visitor.mobile, **person, "captcha_answer": "000000"}
    visitor.page = visitor.http.post("/register/code", data=visitor.hidden("/register") | wrong)
    assert visitor.hidden("/register")["captcha_id"] != before
    assert "穆禾" in visitor.page.text and visitor.mobile in visitor.page.text


def test_the_cookie_is_closed_to_scripts_and_other_sites(member: Visitor) -> None:
    """And holds nothing that can be read."""
    answer = member.http.get("/login", follow_redirects=False)
    assert answer.status_code == 303
    with Visitor(member.site) as fresh:
        cookie = fresh.go("/login").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert member.account not in str(member.http.cookies)


def test_logging_out_ends_the_session(site: object, visitor: Visitor) -> None:
    """The cookie of before is worth nothing, even where it was kept."""
    visitor.register(2)
    visitor.log_in()
    left = visitor.http.post("/logout", data=visitor.hidden("/logout"), follow_redirects=False)
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    visitor.go("/my/cases")
    assert visitor.path == "/login"


@pytest.mark.parametrize(("uscc", "status"), [("123", 422), (UNKNOWN, 404)])
def test_an_unknown_licence_is_said_plainly(visitor: Visitor, uscc: str, status: int) -> None:
    """Malformed and unknown are two different answers."""
    visitor.go("/verify")
    page = visitor.http.post("/verify", data=visitor.hidden() | {"uscc": uscc})
    assert page.status_code == status
    assert 'role="alert"' in page.text


def test_a_list_is_leafed_through(visitor: Visitor) -> None:
    """Types of business come page by page: on to the last, each once, and back again; what was searched for stays."""

    def types() -> list[str]:
        return re.findall(r'href="/apply/(GT[0-9]+)"', visitor.page.text)

    def leads(manner: str) -> str | None:
        found = re.search(rf'<a href="([^"]+)" rel="{manner}">', visitor.page.text)
        return f"/apply{found.group(1)}" if found else None

    visitor.go("/apply?q=店")
    pages = [types()]
    while following := leads("next"):
        assert "q=%E5%BA%97" in following
        visitor.go(following.replace("&amp;", "&"))
        pages.append(types())
    seen = [each for page in pages for each in page]
    assert len(pages) > 1 and len(seen) == len(set(seen))
    for page in reversed(pages[:-1]):
        before = leads("prev")
        assert before
        visitor.go(before.replace("&amp;", "&"))
        assert types() == page
    assert leads("prev") is None
    assert visitor.go("/apply?cursor=none-of-ours").status_code == 422
