"""What no browser would tell: a field that must be filled in and cannot be seen keeps its form from being sent."""

from __future__ import annotations

from html.parser import HTMLParser


class _Demands(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.unseen: list[str] = []
        self._folded: list[bool] = []  # each <details> around here: is it closed?
        self._form_folded = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "details":
            self._folded.append("open" not in said)
        elif tag == "form":
            self._form_folded = any(self._folded)
        elif "required" in said and any(self._folded) and not self._form_folded:
            self.unseen.append(said.get("name") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._folded.pop()


def demanded_unseen(page: str) -> list[str]:
    """Names of required fields in a folded part of a form that is itself not folded away."""
    parser = _Demands()
    parser.feed(page)
    return parser.unseen
