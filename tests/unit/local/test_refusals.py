"""What `kaiye register` says when a service says no."""

from __future__ import annotations

from cli.registration.http import Refused

BLANK = {"pointer": "", "code": "filing.attachment_blank", "zh": "图片上没有可辨认的内容", "remedy_zh": "请重新拍摄"}


def test_a_refused_file_is_named() -> None:
    """Which file of the registration it is stands before the reason and what to do."""
    refused = Refused({"code": "filing.attachment_blank", "detail": "", "errors": [BLANK]}).at("/attachments/photo")
    assert refused.code == "filing.attachment_blank"
    assert refused.lines() == ["/attachments/photo 图片上没有可辨认的内容 → 请重新拍摄"]


def test_a_field_that_is_named_stays() -> None:
    """The service knows best which field is at fault."""
    refused = Refused({"errors": [BLANK | {"pointer": "/operator/name"}]}).at("/attachments/photo")
    assert refused.lines()[0].startswith("/operator/name ")
