"""Makes one PDF of what a scanner or a camera gave: PDF as it is, or pictures, one to a page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageOps

from kernel.errors import Refusal
from kernel.pdf.page_pictures import is_pdf

_MOST_PIXELS, _SIDE, _QUALITY = 50_000_000, 2000, 80


def as_one_pdf(files: Sequence[bytes]) -> bytes:
    """Raises Refusal `portal.scan_missing`, `portal.scan_unreadable` for what is neither one PDF nor pictures."""
    if not files:
        raise _refused("missing", "请选择扫描件", "Choose the scan")
    if len(files) == 1 and is_pdf(files[0]):
        return files[0]
    pages = [_opened(content) for content in files]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], quality=_QUALITY, resolution=150)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise _unreadable()
            picture.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Refusal:
        raise
    except Exception:  # whatever a decoder makes of bytes from outside
        raise _unreadable() from None
    upright.thumbnail((_SIDE, _SIDE))
    return upright


def _unreadable() -> Refusal:
    return _refused(
        "unreadable",
        "扫描件应为一个 PDF，或者若干 JPG、PNG 图片",
        "A scan is one PDF, or several pictures (JPG, PNG)",
    )


def _refused(code: str, zh: str, en: str) -> Refusal:
    return Refusal(
        f"portal.scan_{code}",
        zh,
        en,
        pointer="/scan",
        remedy_zh="请按打印的顺序扫描全部签署材料后上传",
        remedy_en="Scan all that was signed, in the order in which it was printed",
    )
