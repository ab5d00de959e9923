"""Pictures are read by a process of its own: what it reads, and that nothing a picture does to it lasts."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy
import psutil
import pytest
from PIL import Image

from cli.pictures.photographs import photographed
from kernel.errors import Outage
from kernel.reading.pages import Task
from kernel.reading.reader import Patience, Reader

FILES = Path(__file__).resolve().parents[3] / "examples" / "files"
FRONT = ("公民身份号码", "姓名", "住址")
LEASE = ("租赁", "出租", "承租")

ANSWERS = "import sys; from multiprocessing.connection import Connection; pipe = Connection(int(sys.argv[1]));"


def picture(name: str, turned: int | None = None) -> bytes:
    content = (FILES / name).read_bytes()
    if turned is None:
        return content
    found = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return cv2.imencode(".jpg", cv2.rotate(found, turned))[1].tobytes()


def standing_in(script: str) -> tuple[str, ...]:
    """A process that behaves as a test wants it to."""
    return (sys.executable, "-c", ANSWERS + script)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(Patience(reading=120))
    yield reader
    reader.close()


def test_a_lease_is_read(reader: Reader) -> None:
    """Lines come as they stand, from top to bottom."""
    page = reader.read(Task(picture("premises_proof.jpg"), LEASE))
    assert page is not None
    assert page.turn == 0
    assert "迎宾街18号1层3号" in page.text.replace("\n", "")


@pytest.mark.parametrize(
    ("turned", "back"), [(cv2.ROTATE_180, 180), (cv2.ROTATE_90_CLOCKWISE, 90), (cv2.ROTATE_90_COUNTERCLOCKWISE, 270)]
)
def test_a_picture_that_does_not_stand_upright_is_read_and_said_so(reader: Reader, turned: int, back: int) -> None:
    """Whoever asked learns by how much it must be turned."""
    page = reader.read(Task(picture("id_card_front.jpg", turned), FRONT))
    assert page is not None
    assert page.turn == back
    assert "140102198801011232" in page.text


@pytest.mark.parametrize("name", ["id_card_front.jpg", "id_card_back.jpg"])
def test_a_photocopy_has_no_colours(reader: Reader, name: str) -> None:
    """Of a card, and not of its photocopy, however yellow the light, and whatever colour the table."""
    card = (FILES / name).read_bytes()
    grey = numpy.asarray(Image.open(io.BytesIO(card)).convert("L").convert("RGB"), numpy.float32)
    copy, yellow = io.BytesIO(), io.BytesIO()
    Image.fromarray(grey.astype(numpy.uint8)).save(copy, "JPEG", quality=85)
    Image.fromarray((grey * (1, 0.9, 0.75)).astype(numpy.uint8)).save(yellow, "JPEG", quality=70)

    def coloured(content: bytes) -> bool | None:
        page = reader.read(Task(content, FRONT, (("居民|公民|姓名|住址|签发",),)))
        assert page is not None
        return page.coloured

    assert [coloured(each) for each in (card, photographed(card, 1), photographed(card, 2))] == [True] * 3
    copies = (copy.getvalue(), yellow.getvalue(), photographed(copy.getvalue(), 1), photographed(copy.getvalue(), 2))
    assert [coloured(each) for each in copies] == [False] * 4


def test_nothing_is_read_below_what_is_enough(reader: Reader) -> None:
    """Recognising a line is what costs: what stands below the last that was asked for is not looked at."""
    enough = ((r"甲方\)?:..", "无此条"), (r"甲方\)?:..", r"坐落[^。]{8,80}。"))
    whole = reader.read(Task(picture("premises_proof.jpg"), LEASE))
    part = reader.read(Task(picture("premises_proof.jpg"), LEASE, enough))
    assert whole is not None and part is not None
    assert part.lines == whole.lines[: len(part.lines)]
    assert "迎宾街18号1层3号" in part.text.replace("\n", "")
    assert "租期" in whole.text and "租期" not in part.text


def test_a_white_picture_says_nothing(reader: Reader) -> None:
    """Neither text nor faces are invented."""
    white = cv2.imencode(".jpg", numpy.full((400, 600, 3), 255, numpy.uint8))[1].tobytes()
    written, faces = reader.read(Task(white, FRONT)), reader.read(Task(white))
    assert written is not None and faces is not None
    assert (written.lines, faces.faces) == ((), 0)


def test_a_pdf_is_read_as_it_looks(reader: Reader) -> None:
    """Its pages are rendered and read one below the other."""
    out = io.BytesIO()
    Image.open(FILES / "premises_proof.jpg").save(out, "PDF")
    page = reader.read(Task(out.getvalue(), LEASE))
    assert page is not None
    assert "迎宾街18号1层3号" in page.text.replace("\n", "")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"no picture", b"\xff\xd8\xff\xe0" + b"\0" * 99])
def test_what_is_no_picture_is_nothing_read(reader: Reader, content: bytes) -> None:
    """Bytes that nobody can open are an answer, and the process goes on."""
    assert reader.read(Task(content, FRONT)) is None


def test_a_picture_that_unpacks_to_gigabytes_is_not_opened(reader: Reader) -> None:
    """Fifty kilobytes that claim four hundred million pixels are nothing read; the same process reads the next one."""
    reader.read(Task(picture("photo.jpg")))
    process = reader.process_id
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert reader.read(Task(out.getvalue(), FRONT)) is None
    assert reader.read(Task(picture("photo.jpg"))) is not None
    assert reader.process_id == process


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_a_picture_that_breaks_off_harms_no_other(reader: Reader, share: float) -> None:
    """Whatever is made of its beginning, the process goes on."""
    reader.read(Task(picture("photo.jpg")))
    process, whole = reader.process_id, picture("id_card_front.jpg")
    reader.read(Task(whole[: int(share * len(whole))], FRONT))
    assert reader.process_id == process


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lease_photographed_askew_is_read_in_its_order(reader: Reader, seed: int) -> None:
    """Lines that slope follow each other as on the paper, an address that goes on in the next line among them."""
    page = reader.read(Task(photographed(picture("premises_proof.jpg"), seed), LEASE))
    assert page is not None
    assert "迎宾街18号1层3号" in page.text.replace("\n", "")


def test_a_process_killed_while_idle_is_replaced(reader: Reader) -> None:
    """The next picture is read by a new one."""
    reader.read(Task(picture("photo.jpg")))
    killed = reader.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    while Path(f"/proc/{killed}/stat").exists() and " Z " not in Path(f"/proc/{killed}/stat").read_text():
        time.sleep(0.01)
    assert reader.read(Task(picture("photo.jpg"))) is not None
    assert reader.process_id != killed


def test_nothing_runs_before_the_first_picture_nor_after_an_idle_while() -> None:
    """Memory is used while there is something to read."""
    reader = Reader(Patience(idle=0.05), standing_in("[pipe.recv_bytes() and pipe.send_bytes(b'null') for _ in '12']"))
    assert reader.process_id is None
    reader.read(Task(b"picture"))
    for _ in range(500):
        if reader.process_id is None:
            break
        time.sleep(0.02)
    assert reader.process_id is None


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("pipe.recv_bytes(); import time; time.sleep(600)", "reading.too_slow"),
        ("pipe.recv_bytes(); sys.exit(3)", "reading.process_died"),
        ("pipe.recv_bytes(); pipe.send_bytes(b'{}')", "reading.process_died"),
        ("sys.exit(1)", "reading.process_died"),
    ],
)
def test_a_process_that_hangs_dies_or_talks_nonsense_is_an_outage(script: str, code: str) -> None:
    """It is ended, and the next picture gets a new one."""
    reader = Reader(Patience(reading=2.0), standing_in(script))
    for _ in range(2):
        with pytest.raises(Outage) as raised:
            reader.read(Task(b"picture"))
        assert raised.value.code == code
        assert reader.process_id is None


def test_no_more_wait_than_there_are_places() -> None:
    """Who comes when all places are taken is told so at once."""
    reader = Reader(Patience(callers=1), standing_in("pipe.recv_bytes(); import time; time.sleep(600)"))

    def wait() -> None:
        with contextlib.suppress(Outage):
            reader.read(Task(b"picture"))

    first = threading.Thread(target=wait)
    first.start()
    while reader.process_id is None:
        time.sleep(0.01)
    with pytest.raises(Outage) as raised:
        reader.read(Task(b"picture"))
    assert raised.value.code == "reading.busy"
    reader.close()
    first.join()


def test_the_process_has_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """It opens what strangers send, and knows no key."""
    monkeypatch.setenv("KAIYE_FILING_KEYS", "secret")
    script = (
        "import os, json; pipe.recv_bytes(); secret = 'KAIYE_FILING_KEYS' in os.environ;"
        "pipe.send_bytes(json.dumps(dict(turn=0, width=1, height=1, lines=[], faces=int(secret))).encode())"
    )
    reader = Reader(command=standing_in(script))
    page = reader.read(Task(b"picture"))
    reader.close()
    assert page is not None
    assert page.faces == 0


def test_what_reading_took_is_given_back_when_no_picture_comes() -> None:
    """While they come it is kept: fetched anew for each step, it was a tenth of what reading costs."""
    reader = Reader(Patience(reading=120))
    try:
        assert reader.read(Task(picture("premises_proof.jpg"), LEASE))
        process = psutil.Process(reader.process_id)
        after = process.memory_info().rss
        until = time.monotonic() + 20
        while process.memory_info().rss > after - 10_000_000:
            assert time.monotonic() < until, (after, process.memory_info().rss)
            time.sleep(0.1)
    finally:
        reader.close()
