"""The Temporal Web UI as operations read it: what would change a workflow is not passed on."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from fastapi import FastAPI

from workflows.web_ui import VIEWS, web_ui

CASE = "/api/v1/namespaces/default/workflows/establishment%2F14021301202612010000012"
WRITES = [
    ("POST", f"{CASE}/signal/withdraw"),
    ("POST", f"{CASE}/update/decide"),
    ("POST", f"{CASE}/reset"),
    ("POST", f"{CASE}/terminate"),
    ("POST", f"{CASE}/cancel"),
    ("POST", "/api/v1/namespaces/default/workflows/anything"),
    ("POST", "/api/v1/namespaces/default/batch-operations/1"),
    ("POST", "/api/v1/namespaces/default/workflows/x/query/y/../../signal/z"),
    ("PUT", "/api/v1/namespaces/default"),
    ("PATCH", "/api/v1/namespaces/default/schedules/x"),
    ("DELETE", "/api/v1/namespaces/default/schedules/x"),
]
SETTINGS = {
    "DisableWriteActions": False,
    "WorkflowResetDisabled": False,
    "StartWorkflowDisabled": False,
    "Version": "2",
}


def ask(app: FastAPI, method: str, path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as client:
            return await client.request(method, path, json={} if method == "POST" else None)

    return asyncio.run(asked())


@pytest.fixture
def upstream() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A Web UI that only writes down what reaches it."""
    asked: list[tuple[str, str]] = []

    class Pages(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.command, self.path))
            content = json.dumps(SETTINGS).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_nothing_that_writes_is_passed_on(upstream: tuple[str, list[tuple[str, str]]], method: str, path: str) -> None:
    address, asked = upstream
    answer = ask(web_ui(address, "default"), method, path)
    assert answer.status_code == 403 and "KAIYE_TEMPORAL_WEB_WRITES" in answer.json()["message"]
    assert asked == []


def test_reading_is_passed_on_as_it_was_asked(upstream: tuple[str, list[tuple[str, str]]]) -> None:
    address, asked = upstream
    pages = web_ui(address, "default")
    assert ask(pages, "GET", f"{CASE}?query=a%20%3D%20%22b%22").status_code == 200
    assert ask(pages, "POST", f"{CASE}/query/__temporal_workflow_metadata").status_code == 200
    assert asked == [("GET", f"{CASE}?query=a%20%3D%20%22b%22"), ("POST", f"{CASE}/query/__temporal_workflow_metadata")]


def test_its_pages_are_told_to_show_no_button(upstream: tuple[str, list[tuple[str, str]]]) -> None:
    address, _ = upstream
    told = ask(web_ui(address, "default"), "GET", "/api/v1/settings").json()
    assert told == dict.fromkeys(SETTINGS, True) | {"Version": "2"}
    assert ask(web_ui(address, "default", writes=True), "GET", "/api/v1/settings").json() == SETTINGS


def test_writing_is_an_option(upstream: tuple[str, list[tuple[str, str]]]) -> None:
    address, asked = upstream
    assert ask(web_ui(address, "default", writes=True), "POST", f"{CASE}/reset").status_code == 200
    assert asked == [("POST", f"{CASE}/reset")]


def test_a_web_ui_that_is_silent_is_no_defect() -> None:
    assert ask(web_ui("http://127.0.0.1:9", "default"), "GET", "/api/v1/settings").status_code == 502


def test_views_are_saved_by_opening_their_page(upstream: tuple[str, list[tuple[str, str]]]) -> None:
    """The page runs its own script and no other, and every view is in it."""
    address, asked = upstream
    answer = ask(web_ui(address, "default"), "GET", "/views")
    assert re.search(r"script-src 'sha256-[\w+/=]+'", answer.headers["content-security-policy"])
    assert all(name in answer.text for name in VIEWS) and asked == []
