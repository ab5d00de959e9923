"""Work is counted where it is asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import httpx
from prometheus_client import generate_latest

from kernel.connections import http_client
from kernel.counters import Work, count, counted


def test_nothing_is_lost_between_threads() -> None:
    """Eight threads that count at once are all counted."""
    before = counted()[Work.TYPESETTING]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count(Work.TYPESETTING), range(8000)))
    assert counted()[Work.TYPESETTING] - before == 8000


def test_a_process_shows_its_counts_once() -> None:
    """`/metrics` gives every kind, and the process they are of, so that nobody adds one process up twice."""
    text = generate_latest().decode()
    assert f"kaiye_process_id {float(os.getpid())}" in text
    assert all(f'kaiye_work_total{{kind="{work}"}}' in text for work in Work)


def test_a_request_is_counted_as_what_it_is() -> None:
    """A client for ourselves counts apart from one for systems outside."""
    before = counted()
    for work in (Work.OWN_REQUEST, Work.OUTSIDE_REQUEST):
        client = http_client(1, url="http://127.0.0.1", work=work)
        client._transport = httpx.MockTransport(lambda _: httpx.Response(200))
        client._mounts = {}
        client.get("/")
    after = counted()
    assert [after[w] - before[w] for w in (Work.OWN_REQUEST, Work.OUTSIDE_REQUEST)] == [1, 1]
