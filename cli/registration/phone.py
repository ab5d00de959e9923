"""The phones of those who sign: a text message with a code or a link, the documents, handwriting."""

from __future__ import annotations

import math
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from cli.registration.http import Refused, Services

INTENT = "我已阅读全部文件并同意签署"
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_INVITATION = re.compile(r"/join#(\S+)")
_WAITS, _PAUSE_SECONDS = 14, 5.0


class Phones:
    """Everybody's phone, as the sandbox's gateway shows what reached it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._seen: set[str] = set()

    def newest_code(self, mobile: str) -> str:
        """The last six-digit code that the gateway delivered to `mobile` and that was not used yet."""
        return self._newest(mobile, _CODE)

    def sign(self, admitted: Mapping[str, Any], mobile: str) -> int:
        """Reads every document, signs by hand, confirms by the code sent to `mobile`; how many documents."""
        bearer = admitted["signer_token"]
        for document in admitted["documents"]:
            self._services.fetch("signing", f"/phone/documents/{document['kind']}", token=bearer)
        self._services.post("signing", "/phone/codes", None, token=bearer)
        code = self.newest_code(mobile)
        signing = {"strokes": handwriting(), "sms_code": code, "intent": INTENT}
        self._services.post("signing", "/phone/signatures", signing, token=bearer)
        return len(admitted["documents"])

    def join(self, mobile: str) -> int:
        """What somebody invited does: opens the link of the text message, proves to hold the phone, consents, is
        authenticated, signs. How many documents."""
        link = {"token": self._newest(mobile, _INVITATION)}
        self._services.post("identity", "/invitations/opening", link)
        self._ask_for_code(link)
        given = self._services.post("identity", "/invitations/tickets", link | {"sms_code": self.newest_code(mobile)})
        if not given["authenticated"]:
            consent = {"consent_to_face": True, "live_capture": f"capture-{uuid.uuid4().hex}"}
            given = self._services.post("identity", "/invitations/authentications", consent, token=given["ticket"])
        admitted = self._services.post("signing", "/phone/admissions", None, token=given["ticket"])
        return self.sign(admitted, mobile)

    def _ask_for_code(self, link: Mapping[str, Any]) -> None:
        """A phone gets one code a minute; who had one a moment ago waits."""
        for _ in range(_WAITS):
            try:
                self._services.post("identity", "/invitations/codes", link)
            except Refused as refused:
                if refused.code != "identity.too_many_requests":
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return
        self._services.post("identity", "/invitations/codes", link)

    def _newest(self, mobile: str, wanted: re.Pattern[str]) -> str:
        for _ in range(200):
            messages = self._services.get("sms-gateway", "/sandbox/messages", to=mobile)["messages"]
            for message in reversed(messages):
                found = wanted.search(message["text"])
                if found and message["message_id"] not in self._seen:
                    self._seen.add(message["message_id"])
                    return found[1]
            time.sleep(0.05)
        raise Refused({"code": "sms.missing", "detail": "no text message arrived", "errors": []})


def handwriting() -> list[list[dict[str, float]]]:
    """Three strokes of a pen, as a touch screen reports them: places in the unit square, times in milliseconds."""
    strokes = []
    for row in range(3):
        points = [
            {
                "x": 0.08 + 0.84 * i / 24,
                "y": 0.25 + 0.25 * row + 0.09 * math.sin(i / 2.1 + row),
                "t": float(row * 420 + i * 14),
            }
            for i in range(25)
        ]
        strokes.append(points)
    return strokes
