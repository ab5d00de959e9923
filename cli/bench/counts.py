"""What a stack has done so far, counted: requests, statements, jobs, events, bytes. Counts do not drift as clocks do.

Take them before and after, and subtract.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
from minio import Minio
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.layout import SERVICES
from deploy.local.object_store import ARCHIVE_BUCKET, EXCHANGE_BUCKET, AccessKey
from deploy.local.temporal_server import NAMESPACE

_WORDS = {
    "own_request": "HTTP requests between our services",
    "outside_request": "HTTP requests to systems outside",
    "object_written": "objects written",
    "object_read": "objects read",
    "object_asked": "objects asked for",
    "object_bytes_written": "bytes written to the object store",
    "object_bytes_read": "bytes read from the object store",
    "sql_statement": "SQL statements",
    "sql_transaction": "SQL transactions",
    "typesetting_job": "documents set",
    "pdf_signed": "PDF signatures made",
    "pdf_verified": "PDFs verified",
    "picture_read": "pictures read",
}
ANSWERED = "HTTP requests answered"
TEMPORAL = "Temporal requests"
_IDLE = ("Poll", "RecordWorkerHeartbeat", "GetSystemInfo", "DescribeNamespace", "GetClusterInfo", "ShutdownWorker")
"""What a worker asks of Temporal whether there is work or not."""
_QUIET_SECONDS, _PATIENCE_SECONDS = 1.0, 60.0
_OPERATIONS = ("/health", "/ready", "/metrics", "/sessions/ended", "unmatched")


class NotQuiet(Exception):
    """Somebody else uses the stack: what is counted is not ours."""


def work_done(addresses: Mapping[str, str]) -> Counter[str]:
    """Of all processes of ours that have an address, each once, and of Temporal."""
    done: Counter[str] = Counter()
    seen: set[float] = set()
    for service in SERVICES:
        if service in addresses:
            samples = list(_samples(f"{addresses[service]}/metrics"))
            process = next(value for name, _, value in samples if name == "kaiye_process_id")
            if process not in seen:
                seen.add(process)
                done.update(_ours(samples))
    for name, labels, value in _samples(addresses["temporal-metrics"]):
        if name == "service_requests_total" and labels["service_name"] == "frontend" and _works(labels):
            done[TEMPORAL] += int(value)
    return done


def when_quiet(addresses: Mapping[str, str]) -> Counter[str]:
    """`work_done`, once nothing is made any more; the statements of those who look for work go on. Raises NotQuiet."""
    until, before = time.monotonic() + _PATIENCE_SECONDS, Counter[str]()
    while time.monotonic() < until:
        now = work_done(addresses)
        if _without_statements(now) == _without_statements(before):
            return now
        before = now
        time.sleep(_QUIET_SECONDS)
    raise NotQuiet("the stack did not come to rest")


def _without_statements(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: count for kind, count in counts.items() if not kind.startswith("SQL")}


def _works(labels: Mapping[str, str]) -> bool:
    return labels["namespace"] == NAMESPACE and not labels["operation"].startswith(_IDLE)


def _samples(url: str) -> Iterator[tuple[str, Mapping[str, str], float]]:
    for family in text_string_to_metric_families(httpx.get(url, timeout=10).raise_for_status().text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def _ours(samples: list[tuple[str, Mapping[str, str], float]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, labels, value in samples:
        if name == "kaiye_work_total":
            found[_WORDS.get(labels["kind"], labels["kind"])] += int(value)
        elif name == "kaiye_http_requests_total" and not labels["route"].endswith(_OPERATIONS):
            found[ANSWERED] += int(value)
    return found


def bytes_kept(home: Path, endpoint: str, keeper: AccessKey, database_bytes: int) -> Counter[str]:
    """Bytes by what they are: objects by their bucket and kind, the database, and Temporal's."""
    kept: Counter[str] = Counter()
    store = Minio(endpoint, access_key=keeper.access_key, secret_key=keeper.secret_key, secure=False)
    for bucket in (EXCHANGE_BUCKET, ARCHIVE_BUCKET):
        for found in store.list_objects(bucket, recursive=True):
            kept[f"{bucket.removeprefix('kaiye-')}{_kind(found.object_name or '')}"] += found.size or 0
    kept["database"] = database_bytes
    kept["Temporal"] = sum(path.stat().st_size for path in (home / "temporal").glob("temporal.db*"))
    return kept


def _kind(key: str) -> str:
    """`<service>/<case>/<kind>/<digest>` and `<kind>/<number>/…`: the last part that is a word."""
    return next((f": {part}" for part in reversed(key.split("/")) if part and not any(c.isdigit() for c in part)), "")
