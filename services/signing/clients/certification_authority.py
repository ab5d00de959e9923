"""What the signing service asks a certification authority for: certificates for one signing event."""

from __future__ import annotations

from kernel.errors import Outage

EVENT_SECONDS = 86_400
"""A day, the longest for one event. Its key is gone much sooner, but only while the certificate lasts can an archive
time stamp be added that proves it to have been good (ETSI EN 319 102-1)."""


def silent() -> Outage:
    """The authority gives no answer, or none that can be used."""
    return Outage(
        "signing.ca_unavailable",
        "电子认证服务暂时没有响应，您的签名尚未提交，请稍后再次点击“签署”",
        "The certification authority gives no answer; nothing was signed. Please press “sign” again shortly",
    )
