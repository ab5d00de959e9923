"""The walks in pictures: their captions, and how their films are made."""

from __future__ import annotations

import json
from pathlib import Path

from services.portal.domain.walks import SECONDS, STATIONS, captions
from services.portal.operations.walks import Walks
from tests.e2e.film import command, frames, listing, make_film


def _pictured(folder: Path, *keys: str) -> Path:
    room = folder / "zh" / "applicant"
    room.mkdir(parents=True)
    for key in keys:
        (room / f"{key}.jpg").write_bytes(b"picture")
    (room / "size.json").write_text(json.dumps([360, 780]))
    return folder


def test_captions_follow_the_pictures() -> None:
    """One for each station, one after the other, in either language."""
    home, basics = STATIONS["applicant"][:2]
    zh, en = captions((home, basics), "zh"), captions((home, basics), "en")
    assert zh.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n" + home.zh)
    assert "00:00:04.000 --> 00:00:08.000\n" + basics.en in en


def test_a_station_without_a_picture_is_left_out(tmp_path: Path) -> None:
    """In the order of the walk; nothing outside the folder is ever shown."""
    walks = Walks(str(_pictured(tmp_path, "name", "home")))
    assert [each.key for each in walks.stations("applicant", "zh")] == ["home", "name"]
    assert walks.stations("applicant", "en") == [] and walks.size("applicant", "zh") == (360, 780)
    assert walks.picture("applicant", "../../size", "zh") is None
    assert walks.film("applicant", "zh") is None and Walks("").stations("applicant", "zh") == []


def test_a_film_has_the_pictures_in_order(tmp_path: Path) -> None:
    """Each as long as its caption; without the program there is none."""
    pictures = frames(_pictured(tmp_path, "name", "home"), "applicant", "zh")
    told = listing(pictures)
    assert [path.stem for path in pictures] == ["home", "name"]
    assert told.count(f"duration {SECONDS}") == 2 and told.index("home.jpg") < told.index("name.jpg")
    assert command("ffmpeg", Path("frames.txt"), Path("film.mp4"))[-1] == "film.mp4"
    assert make_film(tmp_path, "applicant", "zh", None) is None
