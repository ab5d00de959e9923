"""The Temporal Web UI for reading: what changes a workflow is not passed on, and its views are there already.

A Web UI of its own has `TEMPORAL_DISABLE_WRITE_ACTIONS`; the one of the development server has no such switch. It is
told to its pages here, which then show no button, and held to here, whoever asks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping

import httpx
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

VIEWS: Mapping[str, str] = {
    "需要处理": 'Stage = "NEEDS_ATTENTION" AND ExecutionStatus = "Running"',
    "审查人员办理中": 'WaitsFor = "examiner" AND ExecutionStatus = "Running"',
    "系统办理中": 'WaitsFor = "system" AND ExecutionStatus = "Running"',
    "待签名": 'Stage IN ("AUTH_PENDING", "SIGN_PENDING", "SIGNED") AND ExecutionStatus = "Running"',
    "可以撤回": 'PossibleSteps = "withdraw" AND ExecutionStatus = "Running"',
    "已准予": 'Outcome = "APPROVE"',
}
"""Saved views, by name. Those that depend on today are links on the home of operations."""
_READS_BY_POST = re.compile(r"/api/v1/namespaces/[^/]+/workflows/[^/]+(/runs/[^/]+)?/query/[^/]+")
_PASSED_ON = ("accept", "accept-language", "caller-type", "content-type", "cookie", "if-none-match", "x-csrf-token")
_PASSED_BACK = ("cache-control", "content-security-policy", "content-type", "etag", "set-cookie", "x-frame-options")
_SETTINGS = "/api/v1/settings"
_DISABLES = re.compile(r"(\w*Commands|Workflow\w+|Batch\w+)Disabled|DisableWriteActions|StartWorkflowDisabled")
_KEPT_AS = "saved-workflow-queries"
"""Where the Web UI keeps the views of a browser (ui 2.54)."""


def web_ui(upstream: str, namespace: str, *, writes: bool = False) -> FastAPI:
    """Passes on to the Web UI at `upstream` whatever reads; with `writes` everything. `/views` puts the saved views
    into the browser that opens it and goes on to the list of workflows."""
    app = FastAPI(openapi_url=None)
    client = httpx.Client(base_url=upstream, timeout=30)

    @app.get("/views")
    def save_views() -> Response:
        page, policy = _views_page(namespace)
        return Response(page, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy})

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def pass_on(request: Request) -> Response:
        raw = request.scope["raw_path"].decode("ascii")
        if not writes and not reads(request.method, raw):
            return Response(_REFUSED, 403, media_type="application/json")
        body = await request.body()
        return await run_in_threadpool(_asked, client, request, raw, body, writes)

    return app


def reads(method: str, path: str) -> bool:
    """Whether a request to the Web UI leaves everything as it is."""
    return method == "GET" or (method == "POST" and _READS_BY_POST.fullmatch(path) is not None)


def _asked(client: httpx.Client, request: Request, path: str, body: bytes, writes: bool) -> Response:
    headers = [(name, request.headers[name]) for name in _PASSED_ON if name in request.headers]
    query = request.scope["query_string"].decode("ascii")
    address = httpx.URL(path + (f"?{query}" if query else ""))
    try:
        answer = client.request(request.method, address, content=body, headers=headers)
    except httpx.HTTPError:
        return Response('{"message":"The Temporal Web UI does not answer"}', 502, media_type="application/json")
    content = answer.content
    if path == _SETTINGS and answer.status_code == httpx.codes.OK and not writes:
        content = _for_reading(content)
    response = Response(content, answer.status_code)
    for name, value in answer.headers.multi_items():
        if name.lower() in _PASSED_BACK:
            response.headers.append(name, value)
    return response


def _for_reading(settings: bytes) -> bytes:
    """The Web UI's own settings with every switch set that hides what writes."""
    told = json.loads(settings)
    return json.dumps(told | {name: True for name in told if _DISABLES.fullmatch(name)} | _READ_ONLY).encode()


def _views_page(namespace: str) -> tuple[str, str]:
    """A page that adds what is missing of the views to those of this browser; whoever renamed one keeps it."""
    own = [
        {"id": f"kaiye-{number}", "name": name, "query": query, "type": "user"}
        for number, (name, query) in enumerate(VIEWS.items())
    ]
    script = (
        f"const key={json.dumps(_KEPT_AS)},space={json.dumps(namespace)},own={json.dumps(own, ensure_ascii=False)};"
        'let kept={};try{kept=JSON.parse(localStorage.getItem(key)||"{}")}catch{}'
        "const mine=kept[space]||[],have=new Set(mine.map(view=>view.id));"
        "kept[space]=[...mine,...own.filter(view=>!have.has(view.id))];"
        "localStorage.setItem(key,JSON.stringify(kept));"
        'location.replace("/namespaces/"+encodeURIComponent(space)+"/workflows");'
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>视图</title><script>{script}</script></html>'
    )
    return page, f"default-src 'none'; script-src 'sha256-{digest}'"


_READ_ONLY = {"DisableWriteActions": True}
_REFUSED = json.dumps(
    {
        "code": 7,
        "message": "This Web UI is for reading. Steps are taken in the portal; KAIYE_TEMPORAL_WEB_WRITES=true lets the"
        " Web UI write",
        "details": [],
    }
)
