"""What holds for every answer, whatever was asked."""

from __future__ import annotations

import httpx

_SAFE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
_SLOWEST_SECONDS = 10


def check(answer: httpx.Response, what: object = "") -> None:
    """No failure of ours, no trace of our code, safe headers; every refusal is a problem document in two languages
    that names the field at fault."""
    assert answer.status_code < 500, (what, answer.text)
    assert answer.elapsed.total_seconds() < _SLOWEST_SECONDS, what
    assert {name: answer.headers.get(name) for name in _SAFE} == _SAFE, what
    assert not {"set-cookie", "access-control-allow-origin"} & answer.headers.keys(), what
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", (what, answer.text)
    if answer.request.method == "HEAD":
        return
    problem = answer.json()
    assert problem["code"] and problem["detail"] and problem["detail_en"], what
    assert problem["status"] == answer.status_code, what
    assert "Traceback" not in answer.text and 'File "' not in answer.text, what
    if problem["code"] == "request.invalid":
        assert problem["errors"] and all(fault["pointer"] is not None for fault in problem["errors"]), (what, problem)
