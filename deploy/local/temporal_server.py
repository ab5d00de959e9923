"""The Temporal development server with its Web UI, tuned as measured in docs/architecture.md."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from deploy.local.children import Command
from deploy.local.server import program

NAMESPACE = "default"
# A store in SQL has room for ten attributes of the kind Keyword and for three each of Datetime and KeywordList.
SEARCH_ATTRIBUTES = {
    "ApplicationNo": "Keyword",
    "Stage": "Keyword",
    "Authority": "Keyword",
    "EntityKind": "Keyword",
    "SigningDeadline": "Datetime",
    "ReviewDue": "Datetime",
    "Outcome": "Keyword",
    "WaitsFor": "Keyword",
    "Deadline": "Datetime",
    "PossibleSteps": "KeywordList",
}
_KINDS = {
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
}


@dataclass(frozen=True)
class TemporalServer:
    """`time_skipping` lets tests move a workflow's clock; never set it elsewhere."""

    home: Path
    port: int
    ui_port: int
    metrics_port: int
    codec_endpoint: str | None = None
    time_skipping: bool = False

    name = "temporal"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.ui_port}"

    def prepare(self) -> Command:
        self.home.mkdir(parents=True, exist_ok=True)
        dynamic = {
            # The default of 20 makes each load of tasks wait 50 ms.
            "history.transferProcessorMaxPollRPS": "100",
            "matching.numTaskqueueReadPartitions": "1",
            "matching.numTaskqueueWritePartitions": "1",
        }
        if self.time_skipping:
            dynamic["frontend.WorkflowTimeSkippingEnabled"] = "true"
            # A timer that is due already is otherwise put a second into the future: a second for each leap.
            dynamic["history.timerProcessorMaxTimeShift"] = '"20ms"'
        argv = [
            *(program("temporal"), "server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"),
            *("--port", str(self.port), "--ui-port", str(self.ui_port), "--ui-disable-news-fetch"),
            *("--metrics-port", str(self.metrics_port)),
            *("--db-filename", str(self.home / "temporal.db")),
            *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"),
        ]
        for name, value in dynamic.items():
            argv += ["--dynamic-config-value", f"{name}={value}"]
        for name, kind in SEARCH_ATTRIBUTES.items():
            argv += ["--search-attribute", f"{name}={kind}"]
        if self.codec_endpoint:
            argv += ["--ui-codec-endpoint", self.codec_endpoint]
        # On a laptop's few cores one thread of Go does the same work with fewer wake-ups; what it no longer needs is
        # collected at one and a half times what it does, not at twice.
        environment = {"GOMAXPROCS": "1", "GOGC": "50"}
        return Command(argv=tuple(argv), environment=environment, directory=self.home)

    def probe(self) -> None:
        asyncio.run(self._describe_namespace())

    def furnish(self) -> None:
        """Search attributes that a database of an earlier release does not have: the server itself makes them for a
        new one only."""
        asyncio.run(self._add_missing_attributes())

    async def _add_missing_attributes(self) -> None:
        operator = (await Client.connect(self.address, namespace=NAMESPACE)).operator_service
        known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
        missing = {
            name: _KINDS[kind] for name, kind in SEARCH_ATTRIBUTES.items() if name not in known.custom_attributes
        }
        if missing:
            await operator.add_search_attributes(
                AddSearchAttributesRequest(namespace=NAMESPACE, search_attributes=missing)
            )

    async def _describe_namespace(self) -> None:
        client = await Client.connect(self.address, namespace=NAMESPACE)
        if not await client.service_client.check_health(timeout=timedelta(seconds=2)):
            raise RuntimeError("Temporal does not say it is serving")
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=NAMESPACE), timeout=timedelta(seconds=2)
        )
