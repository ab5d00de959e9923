"""Papers people bring: a lease, a page of the household book, a marriage certificate; parties and dates are given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw

from cli.pictures.drawing import FAINT, INK, RED, centred, jpeg, lines, specimen, write

_REMEMBERED = 64
_A4 = (860, 1216)


@lru_cache(_REMEMBERED)
def lease(lessor: str, lessee: str, address: str, use_from: str, use_to: str) -> bytes:
    """A lease of business premises on one page, JPEG. Dates as written in it: 2026年11月1日."""
    paragraphs = (
        f"出租方（甲方）：{lessor}",
        f"承租方（乙方）：{lessee}",
        f"一、房屋坐落：{address}。",
        "二、用途：商业，乙方用于经营。",
        f"三、租期：自{use_from}起至{use_to}止。",
        "四、租金：每月人民币3000元，按季支付。",
        "五、甲方保证有权出租，并配合乙方办理营业执照。",
    )
    picture = _page(_A4, "房屋租赁合同", INK, paragraphs)
    write(picture, (80, 980), f"甲方（签字）：{lessor}", 26, FAINT)
    write(picture, (460, 980), f"乙方（签字）：{lessee}", 26, FAINT)
    return jpeg(picture)


@lru_cache(_REMEMBERED)
def household_book(members: Sequence[tuple[str, str, str]]) -> bytes:
    """Who belongs to a household, JPEG: name, relation to its head, identity number of each."""
    rows = tuple(f"{relation}：{name}    公民身份号码：{number}" for name, relation, number in members)
    return jpeg(_page((860, 620), "居民户口簿 常住人口登记", INK, rows))


@lru_cache(_REMEMBERED)
def marriage_certificate(one: tuple[str, str], other: tuple[str, str], married_on: str) -> bytes:
    """Name and identity number of both, and when they married, JPEG."""
    rows = [f"持证人：{one[0]}        登记日期：{married_on}"]
    rows += [f"姓名：{name}    身份证件号：{number}" for name, number in (one, other)]
    return jpeg(_page((860, 620), "结 婚 证", RED, rows))


def _page(size: tuple[int, int], title: str, fill: tuple[int, int, int], paragraphs: Sequence[str]) -> Image.Image:
    picture = Image.new("RGB", size, (250, 248, 242))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 24, size[0] - 25, size[1] - 25), outline=(200, 196, 188), width=2)
    centred(picture, size[0] // 2, 70, title, 44, fill)
    row = 180
    for paragraph in paragraphs:
        for line in lines(paragraph, 28, size[0] - 160):
            write(picture, (80, row), line, 28)
            row += 44
        row += 24
    specimen(picture)
    return picture
