"""Our cut of the two faces: it is taken first, looks like the fonts it was cut from, and takes fewer bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from kernel.typesetting.compositor import Compositor, Job
from kernel.typesetting.coverage import drawable
from kernel.typesetting.fonts import FACES, font_paths
from tests.fixtures.documents import preview

_FORM = "application_form"
_BLURRED = 3
"""A letter's edge may lie half a pixel elsewhere; a letter that is another one, or elsewhere, stays in sight."""


def _set(folder: Path, fonts: list[Path], name: str) -> bytes:
    folder.mkdir()
    data = json.dumps(preview.sample(name), ensure_ascii=False)
    with Compositor(preview.ROOT, folder, list(map(str, fonts))) as compositor:
        made = compositor.set(Job(preview.TEMPLATES[name], data, preview.pictures(), preview.MOMENT))
    assert isinstance(made, bytes), made
    return made


def _pages(document: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(document) as opened:
        return [page.render(scale=2).to_pil().convert("L") for page in opened]


@pytest.mark.parametrize("name", [_FORM, "licence"])
def test_documents_look_as_in_the_fonts_they_were_cut_from(tmp_path: Path, name: str) -> None:
    """Letter by letter the same page, in at most seven eighths of the bytes."""
    fonts = font_paths()
    ours = _set(tmp_path / "ours", fonts, name)
    theirs = _set(tmp_path / "theirs", [folder for folder in fonts if folder != FACES], name)
    assert len(ours) <= len(theirs) * 7 / 8
    for own, whole in zip(_pages(ours), _pages(theirs), strict=True):
        far = ImageChops.difference(*(page.filter(ImageFilter.BoxBlur(_BLURRED)) for page in (own, whole)))
        darkest: tuple[int, int] = far.getextrema()  # type: ignore[assignment]  # of one band
        assert darkest[1] < 64


def test_letters_our_faces_lack_are_still_drawn() -> None:
    """A rare letter of a name is in no standard of 1980, and in the fonts behind."""
    assert {ord(letter) for letter in "镕喆堃𠮷"} <= drawable()
    with pytest.raises(UnicodeEncodeError):
        "喆".encode("gb2312")
