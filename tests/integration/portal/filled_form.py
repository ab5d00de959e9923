"""A form as a browser would send it: every field with what the page filled in."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select, self._area, self._text = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else name for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in {"file", "checkbox", "radio"} or (kind != "file" and "checked" in given):
                self.found.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.found.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            self.found.append((self._area, self._text))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data


def filled(form: str) -> dict[str, list[str]]:
    """The fields of a form as written, each with its values in order; buttons and files are left out."""
    parser = _Fields()
    parser.feed(form)
    found: dict[str, list[str]] = {}
    for name, value in parser.found:
        found.setdefault(name, []).append(value)
    return found
