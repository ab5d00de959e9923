"""Finds the pictures and films that `make film` made of the pages."""

from __future__ import annotations

import json
from pathlib import Path

from services.portal.domain.walks import STATIONS, Station, Who


class Walks:
    """In a folder that may be empty: `<language>/<who>/<station>.jpg` with `size.json`, and `<language>/<who>.mp4`."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def stations(self, who: Who, language: str) -> list[Station]:
        """Those that have a picture."""
        return [each for each in STATIONS[who] if self.picture(who, each.key, language)]

    def picture(self, who: Who, key: str, language: str) -> Path | None:
        known = any(each.key == key for each in STATIONS[who])
        return self._there(f"{language}/{who}/{key}.jpg") if known else None

    def film(self, who: Who, language: str) -> Path | None:
        return self._there(f"{language}/{who}.mp4")

    def size(self, who: Who, language: str) -> tuple[int, int]:
        """Width and height of its pictures, as they were made."""
        told = self._there(f"{language}/{who}/size.json")
        width, height = json.loads(told.read_text("utf-8")) if told else (0, 0)
        return int(width), int(height)

    def _there(self, name: str) -> Path | None:
        path = self._folder / name if self._folder else None
        return path if path and path.is_file() else None
