"""How an uploaded file is refused: the reason, and what to do."""

from __future__ import annotations

from kernel.errors import Refusal


def refused(code: str, zh: str, en: str) -> Refusal:
    """Of code `filing.attachment_*`; whoever shows it knows the field."""
    return Refusal(
        f"filing.attachment_{code}",
        zh,
        en,
        pointer="",
        remedy_zh="请重新拍摄或选择文件后上传",
        remedy_en="Take the picture again or choose another file",
    )
