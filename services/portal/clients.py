"""How the portal asks others: services over HTTP with the caller's own token, workflows through Temporal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import structlog
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from catalogues.filing_types.words import Stage
from kernel.errors import Defect, Finding, Outage, Refusal
from kernel.failures import refusal_in
from services.portal.domain.visitors import VISITOR
from workflows import contract
from workflows.contract import OpenCase, Step, StepTaken

_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_TIMEOUT = httpx.Timeout(connect=2, read=60, write=20, pool=5)


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    media_type: str


class ServiceClient:
    """One service's API. Problem documents become the refusals and outages they stand for."""

    def __init__(self, name: str, base_url: str) -> None:
        self._name = name
        self._http = httpx.Client(base_url=base_url, timeout=_TIMEOUT, limits=_LIMITS)

    def get(self, path: str, token: str | None, **query: Any) -> Any:
        return self._ask("GET", path, token, params=query).json()

    def post(self, path: str, token: str | None, body: Any, **headers: str) -> Any:
        response = self._ask("POST", path, token, headers, json=body)
        return response.json() if response.content else None

    def put(self, path: str, token: str, body: Any, **headers: str) -> Any:
        return self._ask("PUT", path, token, headers, json=body).json()

    def patch(self, path: str, token: str, body: Any, **headers: str) -> Any:
        return self._ask("PATCH", path, token, headers, json=body).json()

    def delete(self, path: str, token: str) -> None:
        self._ask("DELETE", path, token)

    def fetch(self, path: str, token: str | None, **query: Any) -> File:
        """The bytes at `path` with their media type."""
        response = self._ask("GET", path, token, params=query)
        return File(response.content, response.headers.get("content-type", "application/octet-stream"))

    def send(self, method: str, path: str, token: str | None, content: bytes, media_type: str) -> Any:
        """Hand over a file as the body."""
        return self._ask(method, path, token, {"Content-Type": media_type}, content=content).json()

    def close(self) -> None:
        self._http.close()

    def _ask(
        self, method: str, path: str, token: str | None, more: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        headers = dict(more or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        if request_id:
            headers["X-Request-ID"] = request_id
        if visitor := VISITOR.get():
            headers["X-Forwarded-For"] = visitor
        try:
            response = self._http.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise Outage(f"{self._name}.unavailable") from error
        if response.is_success:
            return response
        raise self._trouble(response)

    def _trouble(self, response: httpx.Response) -> Exception:
        try:
            body = response.json()
            code, zh, en = body["code"], body["detail"], body["detail_en"]
        except (ValueError, KeyError):
            return Outage(f"{self._name}.unintelligible")
        if response.status_code == 503:
            return Outage(code, zh, en)
        if response.status_code >= 500:
            return Defect(code)
        findings = [Finding(f.pop("code"), f.pop("zh"), f.pop("en"), **f) for f in body.get("errors", ())]
        return Refusal(code, zh, en, status=response.status_code, findings=findings, details=body.get("details"))


class Cases:
    """The workflows, one per application. Bound to the event loop it was made on."""

    def __init__(self, client: Client, step_seconds: float) -> None:
        self._client = client
        self._patience = step_seconds

    async def open(self, opened: OpenCase) -> StepTaken:
        """Start the application's workflow, or find the one that runs; asking again changes nothing."""
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            contract.ESTABLISHMENT,
            opened,
            id=contract.establishment_id(opened.application_no),
            task_queue=contract.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"设立登记 {opened.application_no}",
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(contract.APPLICATION_NO, opened.application_no),
                    SearchAttributePair(contract.AUTHORITY, opened.authority_code),
                    SearchAttributePair(contract.ENTITY_KIND, opened.entity_kind),
                    SearchAttributePair(contract.STAGE, Stage.DRAFT),
                ]
            ),
        )
        try:
            async with asyncio.timeout(self._patience):
                taken: StepTaken = await self._client.execute_update_with_start_workflow(
                    Step.OPEN, id="open", start_workflow_operation=start, result_type=StepTaken
                )
                return taken
        except (RPCError, TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise Outage("workflow.unavailable") from error

    async def take(
        self, application_no: str, step: Step, request_id: str, argument: Any = None, patience: float | None = None
    ) -> StepTaken | None:
        """Take a step; None when it is still being carried out after `patience` seconds, or the usual waiting time.

        Idempotency key: application_no + step + request_id. Raises the step's Refusal.
        """
        handle = self._client.get_workflow_handle(contract.establishment_id(application_no))
        seconds = patience or self._patience
        try:
            async with asyncio.timeout(seconds):
                update = await handle.start_update(
                    step,
                    args=[] if argument is None else [argument],
                    id=f"{step}/{request_id}",
                    wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                    result_type=StepTaken,
                    rpc_timeout=timedelta(seconds=seconds),
                )
                taken: StepTaken = await update.result()
                return taken
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return None
        except WorkflowUpdateFailedError as error:
            raise refusal_in(error) or Defect("workflow.step_failed", str(step)) from error
        except RPCError as error:
            raise _unreachable(error) from error

    async def stage(self, application_no: str) -> str | None:
        """The stage of this moment, of which a service may learn later; None for a case that is long closed."""
        handle = self._client.get_workflow_handle(contract.establishment_id(application_no))
        try:
            async with asyncio.timeout(self._patience):
                described = await handle.describe(rpc_timeout=timedelta(seconds=self._patience))
        except TimeoutError as error:
            raise Outage("workflow.unavailable") from error
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise Outage("workflow.unavailable") from error
        return described.typed_search_attributes.get(contract.STAGE)


def _unreachable(error: RPCError) -> Exception:
    if error.status == RPCStatusCode.NOT_FOUND:
        return Refusal(
            "case.closed",
            "该申请已办结，不能再进行此操作",
            "The case is closed; this step is no longer possible",
            status=409,
        )
    return Outage("workflow.unavailable")
