"""The connection to Temporal: encrypted payloads, and our three kinds of trouble in its terms."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import structlog
from temporalio import activity
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import GrpcCompression
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, Worker

from kernel.errors import Defect, Outage, Refusal
from kernel.failures import refused
from kernel.keyring import KeyRing
from kernel.orders import CarriesOrders, WantsOrders
from kernel.payloads import EncryptingCodec
from kernel.request_ids import RequestIds
from kernel.settings import SharedSettings

log = structlog.get_logger()

DEFECT_ATTEMPTS = 4
"""A defect does not go away by waiting: after these tries the case is parked for operations."""

_ACTIVITY = "__temporal_activity_definition"
"""What `activity.defn` leaves at a function."""


def data_converter(codec_keys: str) -> DataConverter:
    """Pydantic models as JSON, encrypted and bound to their place, error texts included."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptingCodec(KeyRing.parse(codec_keys)),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


async def connect(settings: SharedSettings, *, identity: str | None = None) -> Client:
    """Raises whatever the SDK raises if the server is unreachable. Bound to the running event loop. Steps taken through
    it carry the request's id, and workers made with it log it."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.codec_keys.get_secret_value()),
        grpc_compression=GrpcCompression.NONE,
        identity=identity,
        tls=settings.tls.temporal() if settings.tls else None,
        interceptors=[RequestIds(), CarriesOrders()],
    )


def activities_of(room: object) -> tuple[Callable[..., Any], ...]:
    """The activities that the methods of `room` are."""
    methods = (method for _, method in inspect.getmembers(room, inspect.ismethod))
    return tuple(method for method in methods if hasattr(method, _ACTIVITY))


def activity_worker(
    client: Client,
    queue: str,
    activities: Sequence[Callable[..., Any]],
    *,
    threads: int = 8,
    orders: WantsOrders | None = None,
) -> Worker:
    """A worker for synchronous activities on one queue; with `orders` those of a step are done only if it was
    ordered."""
    return Worker(
        client,
        task_queue=queue,
        activities=list(activities),
        activity_executor=ThreadPoolExecutor(threads, thread_name_prefix=queue),
        max_concurrent_activities=threads,
        graceful_shutdown_timeout=timedelta(seconds=10),
        interceptors=[TroubleTranslation(), *([orders] if orders else ())],
    )


class TroubleTranslation(Interceptor):
    """Turns Refusal, Outage and Defect into application errors a workflow can tell apart by `type`."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Translate(next)


class _Translate(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        info = activity.info()
        with structlog.contextvars.bound_contextvars(
            activity=info.activity_type, attempt=info.attempt, workflow_id=info.workflow_id
        ):
            try:
                return await super().execute_activity(input)
            except ApplicationError:
                raise
            except Refusal as refusal:
                log.info("activity_refused", error_code=refusal.code)
                raise refused(refusal) from None
            except Outage as outage:
                log.warning("activity_found_an_outage", error_code=outage.code, exc_info=outage)
                raise ApplicationError(
                    outage.code, type=outage.code, category=ApplicationErrorCategory.BENIGN
                ) from None
            except Exception as error:  # the message may quote personal data: workflow histories get the kind alone
                code = error.code if isinstance(error, Defect) else f"defect.{type(error).__name__}"
                log.error("activity_failed", error_code=code, exc_info=error)
                raise ApplicationError(code, type="defect", non_retryable=info.attempt >= DEFECT_ATTEMPTS) from None
