"""What the Nu HTML checker and Lighthouse say of every page, logged in and staff's too; figures in docs/pages.md.

`python -m tests.e2e.quality --node FOLDER`, where FOLDER has `node_modules` with vnu-jar and lighthouse; wants Java,
Node and Chromium. KAIYE_E2E_HOME names a stack that runs; else one is started.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from tests.e2e.every_page import BUSINESS, OWN, PUBLIC, STAFF, STAGES
from tests.integration.portal.office import Clerk, referred
from tests.integration.portal.people import invented, opened
from tests.integration.portal.visitor import Visitor
from tests.site import Site, running_site
from tests.system.stack import ROOT

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_SESSION = "kaiye_session"
Seen = Callable[[str, str, str], None]
"""Told of each page: its name, its path, and the cookie of whoever sees it."""


def visit(site: Site, seen: Seen) -> None:
    """Every page a person can reach, while its case stands where the page belongs."""
    for path in PUBLIC:
        seen(path, path, "")
    with opened(site, None, invented(4)) as case, Visitor(site) as owner:
        owner.account = case.form.account["account_name"]
        owner.log_in()
        for stage, room in STAGES.items():
            if stage != "DRAFT":
                case.carry(stage)
            path = f"/my/cases/{case.number}/{room}".rstrip("/")
            seen(f"case {stage or 'ARCHIVED'}: {room or 'result'}", path, _cookie(owner))
        case.comes_to("ARCHIVED")
        uscc = case.case()["licence"]["uscc"]
        for path in (*OWN, *BUSINESS):
            seen(path, path.format(uscc=uscc, number=case.number), _cookie(owner))
    with referred(site) as case:
        for account, paths in STAFF.items():
            with Clerk(site) as clerk:
                clerk.begin_work(account)
                for path in paths:
                    seen(path, path, _cookie(clerk))
                if account == "examiner":
                    seen("/desk/…", f"/desk/{case.number}", _cookie(clerk))
                    clerk.claim(case.number)
                    seen("/desk/…/decision", f"/desk/{case.number}/decision", _cookie(clerk))


def _cookie(visitor: Visitor) -> str:
    return f"{_SESSION}={visitor.http.cookies.get(_SESSION)}"


def check_html(node: Path, pages: Mapping[str, str], room: Path) -> list[str]:
    """What the Nu checker says against the pages, by name."""
    room.mkdir(parents=True, exist_ok=True)
    files = {str(room / f"{number:03d}.html"): name for number, name in enumerate(pages)}
    for path, name in files.items():
        Path(path).write_text(pages[name], "utf-8")
    jar = node / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    told = subprocess.run(
        ["java", "-Xmx256m", "-jar", str(jar), "--format", "json", "--errors-only", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(told.stderr)["messages"]
    return [f"{files[each['url'].removeprefix('file:')]}: {each['message']}" for each in found]


@contextmanager
def browser() -> Iterator[int]:
    """Chromium that listens to whoever drives it; answers with its port. Lighthouse does not find it by itself here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "no chromium on this machine"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        running = subprocess.Popen(
            [
                *(program, "--headless=new", "--no-sandbox", "--disable-gpu", f"--remote-debugging-port={port}"),
                *(f"--user-data-dir={profile}", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(5)
            yield port
        finally:
            running.terminate()
            running.wait(20)


def rate(node: Path, port: int, address: str, cookie: str, report: Path) -> dict[str, int]:
    """Lighthouse's four figures on its phone, and in `report` what it found."""
    headers = json.dumps({"Cookie": cookie, "Accept-Language": "zh-CN"}) if cookie else "{}"
    subprocess.run(
        [
            *("node", str(node / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet"),
            *("--output", "json", "--output-path", str(report), "--extra-headers", headers),
            *("--only-categories", ",".join(CATEGORIES), "--port", str(port)),
        ],
        check=True,
    )
    categories = json.loads(report.read_text("utf-8"))["categories"]
    return {key: round(100 * (categories[key]["score"] or 0)) for key in CATEGORIES}


def lost(report: Path) -> list[str]:
    """The audits that cost a page something."""
    told = json.loads(report.read_text("utf-8"))
    weighed = {ref["id"] for key in CATEGORIES for ref in told["categories"][key]["auditRefs"] if ref["weight"]}
    audits = told["audits"]
    return [key for key in sorted(weighed) if audits[key]["score"] is not None and audits[key]["score"] < 0.9]


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--node", type=Path, required=True)
    wanted.add_argument("--html-only", action="store_true")
    given = wanted.parse_args()
    room = ROOT / "out" / "quality"
    room.mkdir(parents=True, exist_ok=True)
    pages: dict[str, str] = {}
    ratings: dict[str, tuple[Mapping[str, int], Sequence[str]]] = {}
    with running_site() as site, browser() as port:

        def seen(name: str, path: str, cookie: str) -> None:
            headers = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {})}
            answer = httpx.get(site.portal + path, headers=headers, follow_redirects=True)
            pages[name] = answer.text
            if not given.html_only and answer.status_code == 200:
                report = room / f"{re.sub('[^a-zA-Z0-9]+', '-', name).strip('-') or 'home'}.json"
                ratings[name] = rate(given.node, port, site.portal + path, cookie, report), lost(report)

        visit(site, seen)
    faults = check_html(given.node, pages, room / "html")
    table = Table("page", *CATEGORIES, "below 0.9", title="Lighthouse, phone")
    for name, (figures, audits) in ratings.items():
        table.add_row(name, *(str(figures[key]) for key in CATEGORIES), " ".join(audits))
    console = Console()
    console.print(table)
    console.print(f"Nu HTML checker: {len(pages)} pages, {len(faults)} errors")
    for fault in faults:
        console.print(fault)


if __name__ == "__main__":
    main()
