"""What the pages cost a visitor: bytes at first load, time to first paint, the server's time while people work.

`python -m tests.e2e.page_figures`; the last figures stand in docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
from playwright.sync_api import Browser, Page
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console
from rich.table import Table

from tests.e2e.applicants import prepared
from tests.e2e.every_page import BUSINESS, OWN, PUBLIC, STAFF, STAGES, take_over
from tests.e2e.walking import PHONE, chromium
from tests.integration.portal.office import Clerk
from tests.integration.portal.visitor import Visitor
from tests.site import Site, running_site
from tests.system.stack import ROOT

_KILOBYTES, _PAINT_SECONDS, _ANSWER_SECONDS, _ANSWER_SHARE = 150, 1.0, 0.2, 0.95
_FOLLOWED = "/my/cases/{number}/events"
_PAINTED = """() => new Promise(told => new PerformanceObserver((list, self) => {
  const painted = list.getEntriesByName('first-contentful-paint');
  if (painted.length) { self.disconnect(); told(painted[0].startTime / 1000); }
}).observe({type: 'paint', buffered: true}))"""

Buckets = dict[float, float]


class Scale:
    """A browser that has never been here: weighs each page and times its first paint."""

    def __init__(self, page: Page, repeats: int) -> None:
        self.page = page
        self._repeats = repeats
        self._protocol = page.context.new_cdp_session(page)
        self._protocol.send("Network.enable")
        self._protocol.on("Network.loadingFinished", self._arrived)
        self._bytes = 0.0
        self.pages: dict[str, dict[str, float]] = {}

    def _arrived(self, event: Mapping[str, float]) -> None:
        self._bytes += event["encodedDataLength"]

    def at(self, address: str, name: str) -> None:
        """The heaviest and the median of several loads with nothing kept."""
        paints, sizes = [], []
        for _ in range(self._repeats):
            self.page.goto("about:blank")
            self._protocol.send("Network.clearBrowserCache")
            self._bytes = 0
            self.page.goto(address, wait_until="load")
            paints.append(float(self.page.evaluate(_PAINTED)))
            sizes.append(self._bytes)
        self.pages[name] = {
            "kilobytes": round(max(sizes) / 1000, 1),
            "first_paint_seconds": round(statistics.median(paints), 3),
        }


@contextmanager
def _phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", **PHONE)
    yield context.new_page()
    context.close()


def weigh(site: Site, browser: Browser, repeats: int) -> dict[str, dict[str, float]]:
    """Every page a person can reach, by name: kilobytes on the wire and seconds to the first paint."""
    with _phone(browser) as page:
        scale = Scale(page, repeats)
        for path in PUBLIC:
            scale.at(site.portal + path, path)
        with prepared(site, "DRAFT") as case:
            case.walk(page, "figures")
            for stage, room in STAGES.items():
                if stage != "DRAFT":
                    page.goto("about:blank")
                    case.carry(stage)
                name = f"case {stage or 'ARCHIVED'}: {room or 'result'}"
                scale.at(f"{site.portal}/my/cases/{case.number}/{room}".rstrip("/"), name)
            case.comes_to("ARCHIVED")
            uscc = case.case()["licence"]["uscc"]
            for path in (*OWN, *BUSINESS):
                scale.at(site.portal + path.format(uscc=uscc, number=case.number), path)
        for account, paths in STAFF.items():
            with Clerk(site) as clerk:
                clerk.begin_work(account)
                take_over(page, clerk, site)
                for path in paths:
                    scale.at(site.portal + path, path)
        return scale.pages


def work(site: Site, applicants: int, pause: float, first_person: int) -> dict[str, Buckets]:
    """The server's answers by route while applicants register side by side, from the account to the licence,
    each at their own speed: half to one and a half times `pause` seconds before each request."""
    with ThreadPoolExecutor(applicants) as people:
        before = answers(site)
        list(people.map(lambda number: _register(site, number, pause), range(first_person, first_person + applicants)))
        after = answers(site)
    return {
        route: {bound: count - before.get(route, {}).get(bound, 0) for bound, count in buckets.items()}
        for route, buckets in after.items()
        if route != _FOLLOWED
    }


def _register(site: Site, number: int, pause: float) -> None:
    speed = random.Random(number)

    def think(_: httpx.Request) -> None:
        time.sleep(pause * speed.uniform(0.5, 1.5))

    with Visitor(site) as visitor, Visitor(site) as phone:
        time.sleep(pause * speed.uniform(0, 10))
        for opened in (visitor, phone):
            opened.http.event_hooks["request"] = [think]
        visitor.register(number)
        visitor.log_in()
        visitor.go("/apply")
        case_number = visitor.open()
        list(visitor.fill_in(case_number, phone))
        visitor.await_licence(case_number)


def answers(site: Site) -> dict[str, Buckets]:
    """How many answers of the portal took no longer than each bound, in seconds, by route."""
    found: dict[str, Buckets] = defaultdict(dict)
    for family in text_string_to_metric_families(httpx.get(f"{site.portal}/metrics").text):
        for sample in family.samples:
            if sample.name == "kaiye_http_request_seconds_bucket" and sample.labels["service"] == "portal":
                found[sample.labels["route"]][float(sample.labels["le"])] = sample.value
    return dict(found)


def together(routes: Mapping[str, Buckets]) -> Buckets:
    total: Buckets = defaultdict(float)
    for buckets in routes.values():
        for bound, count in buckets.items():
            total[bound] += count
    return dict(total)


def bound_of(buckets: Buckets, share: float) -> float:
    """The first bound within which so large a share was answered."""
    whole = buckets[float("inf")]
    return next(bound for bound, count in sorted(buckets.items()) if count >= share * whole)


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--applicants", type=int, default=10)
    wanted.add_argument("--pauses", type=float, nargs="+", default=[2.0, 0.5], help="seconds before each request")
    wanted.add_argument("--repeats", type=int, default=5, help="loads of each page")
    given = wanted.parse_args()
    console = Console()
    with running_site() as site:
        with chromium() as browser:
            pages = weigh(site, browser, given.repeats)
        console.print(_pages_table(pages))
        worked = {}
        for turn, pause in enumerate(given.pauses):
            worked[pause] = work(site, given.applicants, pause, 120 + turn * given.applicants)
            console.print(
                _answers_table(worked[pause], f"{given.applicants} applicants, about {pause} s before each request")
            )
    figures = {"pages": pages, "answers": {str(pause): routes for pause, routes in worked.items()}}
    (ROOT / "out").mkdir(exist_ok=True)
    (ROOT / "out" / "pages.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1))


def _pages_table(pages: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("page", f"kB (≤ {_KILOBYTES})", f"first paint, s (≤ {_PAINT_SECONDS})", title="First load on a phone")
    for name, figures in pages.items():
        table.add_row(name, f"{figures['kilobytes']}", f"{figures['first_paint_seconds']}")
    return table


def _answers_table(routes: Mapping[str, Buckets], title: str) -> Table:
    table = Table("route", "answers", f"within {_ANSWER_SECONDS} s", f"p{_ANSWER_SHARE * 100:.0f} ≤ s", title=title)
    slowest = sorted(routes.items(), key=lambda each: each[1][_ANSWER_SECONDS] - each[1][float("inf")])
    for route, buckets in [("all", together(routes)), *slowest]:
        if whole := buckets[float("inf")]:
            within = f"{buckets[_ANSWER_SECONDS] / whole:.1%}"
            table.add_row(route, f"{whole:.0f}", within, f"{bound_of(buckets, _ANSWER_SHARE)}")
    return table


if __name__ == "__main__":
    main()
