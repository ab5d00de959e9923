"""Draws the fictitious pictures of the examples: `python -m examples.draw` writes them to `examples/files/`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kernel.typesetting.fonts import font_paths

FILES = Path(__file__).parent / "files"
_INK, _FAINT, _PAPER = (40, 44, 52), (120, 128, 140), (246, 243, 236)


def _font(size: int) -> ImageFont.FreeTypeFont:
    fonts = sorted(font for path in font_paths() for font in path.rglob("*.?tf") if "SC" in font.name)
    return ImageFont.truetype(str(fonts[0]), size)


def _portrait(draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
    """A bust without features: nobody's face."""
    height = width * 7 // 5
    draw.rectangle((left, top, left + width, top + height), fill=(214, 226, 240))
    middle = left + width // 2
    draw.ellipse(
        (middle - width // 2, top + height * 60 // 100, middle + width // 2, top + height * 150 // 100), fill=_INK
    )
    draw.rectangle((left, top + height, left + width, top + height * 2), fill=_PAPER)
    draw.ellipse(
        (middle - width // 9, top + height // 2, middle + width // 9, top + height * 70 // 100), fill=(226, 190, 165)
    )
    draw.ellipse(
        (middle - width // 4, top + height // 5, middle + width // 4, top + height * 58 // 100), fill=(238, 205, 180)
    )
    draw.pieslice(
        (middle - width // 4, top + height * 16 // 100, middle + width // 4, top + height * 56 // 100),
        180,
        360,
        fill=_INK,
    )


def _specimen(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    draw.text(
        (size[0] // 2, size[1] - 30), "虚构样例 · 仅供演示 · SPECIMEN", font=_font(20), fill=(176, 48, 48), anchor="mm"
    )


def photo() -> Image.Image:
    picture = Image.new("RGB", (420, 588), _PAPER)
    _portrait(ImageDraw.Draw(picture), 0, 0, 420)
    return picture


def id_card_front() -> Image.Image:
    picture = Image.new("RGB", (856, 540), (232, 240, 246))
    draw = ImageDraw.Draw(picture)
    _portrait(draw, 590, 90, 190)
    draw.rectangle((590, 356, 790, 540), fill=(232, 240, 246))
    lines = (
        ("姓名", "穆静"),
        ("性别", "男    民族  汉"),
        ("出生", "1988 年 1 月 1 日"),
        ("住址", "山西省大同市平城区"),
        ("", "大庆路街道虚构巷 1 号"),
    )
    for row, (label, value) in enumerate(lines):
        draw.text((60, 70 + row * 62), label, font=_font(26), fill=(70, 110, 160))
        draw.text((150, 70 + row * 62), value, font=_font(30), fill=_INK)
    draw.text((60, 420), "公民身份号码", font=_font(26), fill=(70, 110, 160))
    draw.text((260, 414), "140102198801011232", font=_font(36), fill=_INK)
    _specimen(draw, picture.size)
    return picture


def id_card_back() -> Image.Image:
    picture = Image.new("RGB", (856, 540), (238, 244, 240))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 60, 210, 200), outline=(176, 48, 48), width=6)
    draw.text((500, 110), "居 民 身 份 证", font=_font(52), fill=_INK, anchor="mm")
    draw.text((180, 350), "签发机关   虚构市公安局平城分局", font=_font(30), fill=_INK)
    draw.text((180, 420), "有效期限   2018.01.01-2038.01.01", font=_font(30), fill=_INK)
    _specimen(draw, picture.size)
    return picture


def premises_proof() -> Image.Image:
    picture = Image.new("RGB", (900, 1273), (252, 251, 247))
    draw = ImageDraw.Draw(picture)
    draw.text((450, 110), "房屋租赁合同（样例）", font=_font(44), fill=_INK, anchor="mm")
    lines = (
        "出租方（甲方）：刘某某        承租方（乙方）：穆静",
        "一、房屋坐落：山西省大同市平城区大庆路街道",
        "    迎宾街 18 号 1 层 3 号，建筑面积 86 平方米。",
        "二、用途：商业，乙方用于餐饮经营。",
        "三、租期：自 2026 年 11 月 1 日起至 2029 年 10 月 31 日止。",
        "四、租金：每月人民币 3000 元，按季支付。",
        "五、甲方保证有权出租，并配合乙方办理营业执照。",
    )
    for row, line in enumerate(lines):
        draw.text((90, 230 + row * 76), line, font=_font(28), fill=_INK)
    draw.text((110, 920), "甲方（签字）：刘某某", font=_font(28), fill=_FAINT)
    draw.text((520, 920), "乙方（签字）：穆静", font=_font(28), fill=_FAINT)
    _specimen(draw, picture.size)
    return picture


def marriage_certificate() -> Image.Image:
    picture = Image.new("RGB", (900, 620), (250, 238, 236))
    draw = ImageDraw.Draw(picture)
    draw.text((450, 90), "结 婚 证（样例）", font=_font(48), fill=(176, 48, 48), anchor="mm")
    lines = (
        "持证人：金顺姬        登记日期：2015 年 5 月 20 日",
        "姓名：金顺姬    身份证件号：210106199003072071",
        "姓名：那日松    身份证件号：210106199003082085",
    )
    for row, line in enumerate(lines):
        draw.text((90, 200 + row * 84), line, font=_font(28), fill=_INK)
    _specimen(draw, picture.size)
    return picture


def main() -> int:
    FILES.mkdir(exist_ok=True)
    for draw in (photo, id_card_front, id_card_back, premises_proof, marriage_certificate):
        draw().save(FILES / f"{draw.__name__}.jpg", quality=85, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
