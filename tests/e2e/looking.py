"""What can be seen on any page: how it looks, whether it fits, whom it shuts out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.integration.portal.demands import demanded_unseen
from tests.system.stack import ROOT

SCREENSHOTS = ROOT / "out" / "screenshots"
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A page's title and examples of Chinese words within a sentence cannot be marked.
_HAN = """() => {
  const found = [], han = /[\\u3400-\\u9fff]/, english = /[a-z]{2,}[ ,][a-z]{2,}/;
  const chinese = (e) => e.closest('[lang]').getAttribute('lang').startsWith('zh');
  const example = /(^placeholder: For example|, for example|^Use a form such as) /;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement, wrong = chinese(e) ? !han.test(n.data) && english.test(n.data) : han.test(n.data);
    if (wrong && !e.matches('title, noscript')) found.push(n.data.trim());
  }
  for (const e of document.querySelectorAll('[alt],[aria-label],[placeholder],[title],[data-confirm]'))
    for (const a of ['alt', 'aria-label', 'placeholder', 'title', 'data-confirm'])
      if (han.test(e.getAttribute(a) ?? '') && !chinese(e)) found.push(a + ': ' + e.getAttribute(a));
  return found.filter((text) => !example.test(text));
}"""


_MOST_BYTES = 150_000
# Pictures of papers that somebody opens come later, as they are opened; those that somebody brought are as heavy as
# they were brought.
_WEIGHT = """() => {
  const [page] = performance.getEntriesByType('navigation');
  return performance.getEntriesByType('resource').filter((each) => each.startTime <= page.loadEventStart)
    .filter((each) => !each.name.includes('/attachments/'))
    .reduce((sum, each) => sum + each.encodedBodySize, page.encodedBodySize);
}"""


def wrongly_marked(page: Page) -> list[str]:
    """What an English page says in Chinese without marking it as Chinese, or in English within Chinese (WCAG 3.1.2)."""
    found: list[str] = page.evaluate(_HAN)
    return found if page.get_attribute("html", "lang") == "en" else ["the whole page"]


def examine(page: Page, picture: Path) -> list[str]:
    """Take a full-length picture; what is wider than the screen, heavier than 150 kB as it is loaded, or
    asked unseen, and what axe finds (WCAG 2.2 AA)."""
    page.wait_for_load_state("load")
    weight = page.evaluate(_WEIGHT)
    picture.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(picture), full_page=True)
    faults = [f"{picture.stem}: asks for {name} and does not show it" for name in demanded_unseen(page.content())]
    if weight > _MOST_BYTES:
        faults.append(f"{picture.stem}: {weight} bytes at first load")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        faults.append(f"{picture.stem}: {wide} px wider than the screen")
    page.evaluate(_AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    return faults + [
        f"{picture.stem}: {fault['id']} {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
