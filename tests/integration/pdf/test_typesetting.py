"""Documents come out as PDF/A-3, the same every time, from any thread, even when a typesetting process dies."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Defect, Outage
from kernel.pdf.reading import page_count
from kernel.printable import unprintable
from kernel.typesetting import typesetter as typesetter_module
from kernel.typesetting.compositor import Compositor, Failure, Job
from kernel.typesetting.coverage import drawable
from kernel.typesetting.fonts import font_paths
from kernel.typesetting.presses import PROJECT_ROOT, Shared
from kernel.typesetting.typesetter import Typesetter, UnprintableText
from tests.integration.pdf.conftest import TEMPLATES, TIMESTAMP

FORM = TEMPLATES / "form.typ"
RARE = "㛃䶮𠅤𬱖𠮷㐆"


def form(typesetter: Typesetter, *lines: str, at: datetime = TIMESTAMP) -> bytes:
    return typesetter.render(FORM, {"title": "登记申请书", "lines": lines}, timestamp=at)


def processes() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "kernel.typesetting" in child.cmdline()]


def test_is_ready_to_be_signed(typesetter: Typesetter) -> None:
    """The file claims PDF/A-3b and ends with a newline, so that an increment may follow."""
    pdf = form(typesetter, "经营者")
    metadata = PdfFileReader(BytesIO(pdf)).root["/Metadata"].data
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert pdf.endswith(b"%%EOF\n")


def test_same_input_same_bytes(typesetter: Typesetter) -> None:
    """Another process, and another zone for the same instant, give the same bytes; another instant does not."""
    first = form(typesetter, RARE)
    with Typesetter() as fresh:
        assert form(fresh, RARE) == first
    assert form(typesetter, RARE, at=TIMESTAMP + timedelta(seconds=1)) != first
    shanghai = TIMESTAMP.astimezone(timezone(timedelta(hours=8)))
    assert form(typesetter, RARE, at=shanghai) == first


@pytest.mark.parametrize("character", RARE)
def test_prints_rare_names(typesetter: Typesetter, character: str) -> None:
    """Characters of real names that common fonts lack."""
    assert page_count(form(typesetter, f"张{character}")) == 1


def test_the_form_knows_what_can_be_printed(typesetter: Typesetter) -> None:
    """Whatever `unprintable` lets pass is set, thousands of characters of every kind; what it names is not."""
    points = sorted(drawable())
    sample = {chr(point) for point in (*points[::23], *points[:1500], *points[-500:])} | set(RARE)
    printed = "".join(sorted(character for character in sample if not unprintable(character)))
    assert len(printed) > 3000
    assert page_count(form(typesetter, *(printed[start : start + 100] for start in range(0, len(printed), 100)))) > 0
    for character in "🏠\U0002ebef\ufdd0":
        assert unprintable(character) == character
        with pytest.raises(UnprintableText):
            form(typesetter, f"1号{character}")


def test_unprintable_characters_are_named(typesetter: Typesetter) -> None:
    """A character no font has is refused by its code point, and the next document is not affected."""
    with pytest.raises(UnprintableText) as caught:
        form(typesetter, "张\U000f0000")
    assert caught.value.code_points == ("U+F0000",)
    assert page_count(form(typesetter, "张")) == 1


def test_text_is_never_markup(typesetter: Typesetter) -> None:
    """What a citizen types is printed, not run."""
    assert page_count(form(typesetter, '#panic("x")', "#pagebreak()", "$x$", "= 标题", '#read("/pyproject.toml")')) == 1


def test_carries_pictures_and_attachments(typesetter: Typesetter) -> None:
    """Binary and text files reach the template whole, and an attachment can be read back."""
    picture = BytesIO()
    Image.effect_noise((64, 64), 90).save(picture, "PNG")
    attachment = '{"统一社会信用代码": "92110101MA00000000"}'.encode()
    pdf = typesetter.render(
        FORM,
        {"title": "营业执照", "lines": [], "mark": "mark.png", "attachment": "licence.json"},
        timestamp=TIMESTAMP,
        files={"mark.png": picture.getvalue(), "licence.json": attachment},
    )
    root = PdfFileReader(BytesIO(pdf)).root
    specification = root["/AF"][0]
    assert specification["/UF"] == "licence.json"
    assert specification["/EF"]["/F"].data == attachment
    images = root["/Pages"]["/Kids"][0]["/Resources"]["/XObject"]
    assert [images[name]["/Width"] for name in images] == [64]


def test_each_document_has_its_own_files(typesetter: Typesetter) -> None:
    """Files of one name but other bytes, one document after the other, are never taken for one another."""
    for attachment in (b"first", "第二个".encode(), bytes(range(256)) * 40_000):
        pdf = typesetter.render(
            FORM, {"title": "一", "lines": [], "attachment": "a.bin"}, timestamp=TIMESTAMP, files={"a.bin": attachment}
        )
        assert PdfFileReader(BytesIO(pdf)).root["/AF"][0]["/EF"]["/F"].data == attachment


def test_nothing_of_a_document_stays_or_reaches_the_next(tmp_path: Path) -> None:
    """What one job brought is in no open file afterwards, whether it was set or not, and a document set after many
    others is the one that a fresh process sets."""
    jobs = [
        Job(FORM.relative_to(PROJECT_ROOT).as_posix(), json.dumps(data), files, TIMESTAMP)
        for data, files in (
            ({"title": "一", "lines": ["甲"], "attachment": "b.bin"}, {"a.bin": b"first", "b.bin": b"second"}),
            ({"title": "张三", "lines": 7}, {"a.bin": b"third"}),
            ({"title": "二", "lines": [], "attachment": "a.bin"}, {"a.bin": b"fourth"}),
        )
    ]
    fonts = list(map(str, font_paths()))
    made = []
    for number, job in enumerate(jobs):
        (tmp_path / f"fresh{number}").mkdir()
        with Compositor(PROJECT_ROOT, tmp_path / f"fresh{number}", fonts) as fresh:
            made.append(fresh.set(job))
    (tmp_path / "used").mkdir()
    with Compositor(PROJECT_ROOT, tmp_path / "used", fonts) as used:
        for job, expected in [*zip(jobs, made, strict=True)] * 2:
            assert _without_place(used.set(job)) == _without_place(expected)
            held = [file.number for file in (used._data, used._places, *used._files)]
            assert [Path(f"/dev/fd/{number}").read_bytes() for number in held] == [b""] * len(held)


def _without_place(made: bytes | Failure) -> bytes | str:
    """A diagnostic names the folder of the process."""
    return made.message if isinstance(made, Failure) else made


def test_a_broken_template_is_our_defect(typesetter: Typesetter) -> None:
    """A template that lacks its data is reported with its place and without any value."""
    with pytest.raises(Defect) as caught:
        typesetter.render(FORM, {"title": "张三", "lines": 7}, timestamp=TIMESTAMP)
    assert "form.typ:8:13" in str(caught.value)
    assert "张三" not in str(caught.value)


def test_many_threads_share_few_processes() -> None:
    """Forty documents from eight threads through two processes are each the right one."""
    before = len(processes())
    with Typesetter(processes=2) as typesetter, ThreadPoolExecutor(8) as threads:
        lines = [f"第{number}号" for number in range(40)]
        together = list(threads.map(lambda line: form(typesetter, line), lines))
        assert len(processes()) <= before + 2, "two here, and perhaps the shared one"
        assert [form(typesetter, line) for line in lines] == together
    assert len(set(together)) == 40


def test_starts_when_first_needed_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No process before the first document; no process and no folder after closing; then no document either."""
    before = {process.pid for process in processes()}
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    typesetter = Typesetter(processes=2)
    assert {process.pid for process in processes()} == before
    form(typesetter, "一")
    assert len(processes()) == len(before) + 1
    assert len(list(tmp_path.iterdir())) == 1
    typesetter.close()
    typesetter.close()
    assert {process.pid for process in processes()} == before
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Outage):
        form(typesetter, "二")


def test_those_who_share_use_the_same_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that share set their documents on one process, which the last one ends; one of its own has its own."""
    monkeypatch.setattr(typesetter_module, "SHARED", Shared())  # services of other tests share in this process, too
    before = len(processes())
    one, other, alone = Typesetter(shared=True), Typesetter(shared=True), Typesetter()
    assert form(one, "一") == form(other, "一")
    assert len(processes()) == before + 1
    form(alone, "一")
    assert len(processes()) == before + 2
    one.close()
    one.close()
    with pytest.raises(Outage):
        form(one, "一")
    form(other, "一")
    other.close()
    assert len(processes()) == before + 1
    alone.close()
    assert len(processes()) == before
    with Typesetter(2, shared=True) as again, Typesetter(shared=True) as third:
        assert form(again, "一") == form(third, "一")
    assert len(processes()) == before


def test_a_timestamp_may_have_any_precision(typesetter: Typesetter) -> None:
    """A clock's microseconds do not matter: a PDF date has whole seconds."""
    assert form(typesetter, "一", at=TIMESTAMP.replace(microsecond=123)) == form(typesetter, "一")


def test_survives_a_killed_process() -> None:
    """A process killed while idle or in the middle of work is replaced, and every document still comes out."""
    before = {process.pid for process in processes()}
    with Typesetter() as typesetter:
        expected = form(typesetter, "一")
        (mine,) = (process for process in processes() if process.pid not in before)
        os.kill(mine.pid, signal.SIGKILL)
        assert form(typesetter, "一") == expected
        (mine,) = (process for process in processes() if process.pid not in before)
        killer = threading.Timer(0.05, lambda: os.kill(mine.pid, signal.SIGKILL))
        killer.start()
        assert all(form(typesetter, "一") == expected for _ in range(100))
        killer.join()
        assert form(typesetter, "一") == expected
        (successor,) = (process for process in processes() if process.pid not in before)
        assert successor.pid != mine.pid
