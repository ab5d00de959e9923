"""The service as its own process: what it writes to its log, its figures and the workflow's history."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel
from temporalio import workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import Worker

from catalogues.filing_types.words import PartKind
from deploy.local.applications import answers
from deploy.local.children import Child, Command
from deploy.local.ports import HeldPorts
from kernel.exchange import Exchange, Reference
from kernel.logging import EVENT_KEYS
from kernel.temporal import connect
from services.identity.contract import (
    TASK_QUEUE,
    AuthenticatePersons,
    AuthenticationPart,
    IdentityActivities,
    PersonsAuthenticated,
)
from services.identity.settings import IdentitySettings
from tests.fixtures.services.keys import as_author, left, order
from tests.integration.identity.conftest import CAPTCHA, EXAMINER, PASSWORD
from tests.integration.sandbox.conftest import PROJECT, Sandbox
from tests.servers import RunningTemporal

NAME, ID_NUMBER, MOBILE, ACCOUNT = "穆静", "140102198801011232", "13800000025", "mujing_1988"
FACE, WRONG_PASSWORD, REASON = "face-of-mujing", "Wrong#2022", "虚假登记之理由"
NUMBERS = ("14021301202202229000011", "14021301202202229000012", "14021301202202229000013")


class OperatorLeft(BaseModel):
    name: str
    id_document_type: str
    id_number: str


class ApplicationLeft(BaseModel):
    application_no: str
    account_subject: str
    operator: OperatorLeft


@workflow.defn(sandboxed=False)
class Ask:
    @workflow.run
    async def run(self, request: AuthenticatePersons) -> PersonsAuthenticated:
        return await workflow.execute_activity_method(
            IdentityActivities.authenticate_persons,
            request,
            task_queue=TASK_QUEUE,
            start_to_close_timeout=timedelta(seconds=30),
        )


@dataclass(frozen=True)
class Process:
    child: Child
    client: httpx.Client
    settings: IdentitySettings
    outside: Sandbox

    @property
    def log(self) -> str:
        return self.child.log.read_text()

    def captcha(self) -> dict[str, str]:
        issued = self.client.post("/captchas").json()
        return {"captcha_id": issued["captcha_id"], "captcha_answer": CAPTCHA}

    def post(self, path: str, body: dict[str, Any], token: str = "", **more: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.post(path, json=body, headers=headers | more)

    def consent(self, account: tuple[str, str], number: str) -> None:
        account_id, token = account
        body = {"application_no": number, "consent_to_face": True, "live_capture": FACE}
        ordered = {"Kaiye-Order": order(account_id, number, "authenticate", datetime.now(UTC))}
        assert self.post("/authentications", body, token, **ordered).status_code == 201


@pytest.fixture(scope="module")
def running(
    identity_settings: IdentitySettings, outside: Sandbox, temporal: RunningTemporal, tmp_path_factory: Any
) -> Iterator[Process]:
    ports = HeldPorts()
    listen = f"127.0.0.1:{ports.hold(0, 'identity')}"
    settings = identity_settings.model_copy(update={"listen": listen, "temporal_address": temporal.address})
    environment = {
        "KAIYE_ENVIRONMENT": "local",
        "KAIYE_TEMPORAL_ADDRESS": temporal.address,
        "KAIYE_CODEC_KEYS": settings.codec_keys.get_secret_value(),
        "KAIYE_S3_ENDPOINT": settings.s3_endpoint,
        "KAIYE_IDENTITY_S3_ACCESS_KEY": settings.s3_access_key.get_secret_value(),
        "KAIYE_IDENTITY_S3_SECRET_KEY": settings.s3_secret_key.get_secret_value(),
        "KAIYE_EXCHANGE_BUCKET": settings.exchange_bucket,
        "KAIYE_EXCHANGE_KEYS": settings.exchange_keys.get_secret_value(),
        "KAIYE_IDENTITY_PART_KEY": settings.part_key_text,
        "KAIYE_PART_AUTHORS": settings.part_authors,
        "KAIYE_PARTS_SIGNED_SINCE": "2100-01-01T00:00:00Z",  # the workflow of these tests has nobody's order
        "KAIYE_POPULATION_REGISTRY_URL": outside.population,
        "KAIYE_SMS_GATEWAY_URL": outside.sms,
        "KAIYE_IDENTITY_DATABASE_URL": settings.database_url.get_secret_value(),
        "KAIYE_IDENTITY_LISTEN": listen,
        "KAIYE_IDENTITY_KEYS": settings.keys.get_secret_value(),
        "KAIYE_IDENTITY_HASH_KEY": settings.hash_key.get_secret_value(),
        "KAIYE_IDENTITY_SIGNING_KEY": settings.signing_key.get_secret_value(),
        "KAIYE_IDENTITY_OUTSIDE_TIMEOUT": "0.5",
        "KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER": CAPTCHA,
        "KAIYE_IDENTITY_DEMO_STAFF": json.dumps([EXAMINER]),
    }
    command = Command((sys.executable, "-m", "services.identity.main"), environment, directory=PROJECT)
    child = Child("identity", command, Path(tmp_path_factory.mktemp("identity")) / "log")
    with httpx.Client(base_url=f"http://{listen}", timeout=30) as client:
        try:
            child.start()
            ports.release()
            child.wait_ready(lambda: answers(f"http://{listen}/ready"), 60)
            yield Process(child, client, settings, outside)
        finally:
            child.stop()
            ports.release()


@pytest.fixture(scope="module")
def account(running: Process) -> tuple[str, str]:
    """An account registered after every kind of trouble; its id and an access token."""
    form = {
        "account_name": ACCOUNT,
        "password": PASSWORD,
        "password_confirm": PASSWORD,
        "real_name": NAME,
        "identity_type": "1",
        "id_document_type": "10",
        "id_number": ID_NUMBER,
        "mobile": MOBILE,
        "agreement_accepted": True,
    }
    sms = {"purpose": "register", "mobile": MOBILE}
    with running.outside.misbehaving(running.outside.sms, garbage=True):
        assert running.post("/sms-codes", {**sms, **running.captcha()}).status_code == 503
    assert running.post("/sms-codes", {**sms, **running.captcha()}).status_code == 202
    texts = httpx.get(f"{running.outside.sms}/sandbox/messages", params={"to": MOBILE}).json()["messages"]
    form["sms_code"] = re.findall(r"验证码 (\d{6})", texts[-1]["text"])[0]
    form |= running.captcha()
    assert running.post("/accounts", {**form, "real_name": "穆静静"}).status_code == 422
    with running.outside.misbehaving(running.outside.population, garbage=True):
        assert running.post("/accounts", form).status_code == 503
    registered = running.post("/accounts", form)
    assert registered.status_code == 201, registered.text
    assert running.post("/accounts", form).status_code == 422
    assert running.post("/sessions", {"account_name": ACCOUNT, "password": WRONG_PASSWORD}).status_code == 401
    opened = running.post("/sessions", {"account_name": ACCOUNT, "password": PASSWORD}).json()
    token = running.post("/sessions/refresh", {"refresh_token": opened["refresh_token"]}).json()["access_token"]
    assert running.client.get("/me/identity", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    return registered.json()["account_id"], token


async def ask(running: Process, number: str, account_id: str, name: str) -> tuple[Client, Any]:
    """The running workflow's client and handle, for an application whose operator has a name."""
    client = await connect(running.settings)
    operator = OperatorLeft(name=name, id_document_type="10", id_number=ID_NUMBER)
    filled_in = ApplicationLeft(application_no=number, account_subject=account_id, operator=operator)
    reference: Reference = left(Exchange(running.settings), number, "application", filled_in)
    request = AuthenticatePersons(
        application_no=number, window=1, application=reference, valid_until=datetime.now(UTC) + timedelta(days=8)
    )
    handle = await client.start_workflow(Ask.run, request, id=f"ask/{number}", task_queue="identity-test")
    return client, handle


async def test_activity(running: Process, account: tuple[str, str]) -> None:
    """A workflow's call reaches the worker of the process and returns a reference to the part."""
    running.consent(account, NUMBERS[0])
    client, handle = await ask(running, NUMBERS[0], account[0], NAME)
    async with Worker(client, task_queue="identity-test", workflows=[Ask]):
        done = await handle.result()
    exchange = as_author(Exchange(running.settings), PartKind.AUTHENTICATION)
    part = exchange.collect(done.part, AuthenticationPart, PartKind.AUTHENTICATION)
    assert (part.account_is_operator, part.persons[0].id_number) == (True, ID_NUMBER)
    assert_silent(await history(client, handle))


async def test_refusal_in_a_workflow(running: Process, account: tuple[str, str]) -> None:
    """A no of the registry reaches the workflow as a refusal that is not retried and names nobody."""
    running.consent(account, NUMBERS[1])
    client, handle = await ask(running, NUMBERS[1], account[0], "穆靖靖")
    async with Worker(client, task_queue="identity-test", workflows=[Ask]):
        with pytest.raises(WorkflowFailureError) as caught:
            await handle.result()
    failed = caught.value.cause
    assert isinstance(failed, ActivityError)
    error = failed.cause
    assert isinstance(error, ApplicationError)
    assert (error.type, error.message) == ("refusal", "identity.person_mismatch")
    assert error.details[0]["findings"][0]["code"] == "identity.person_differs"
    told = await history(client, handle)
    assert "identity.person_differs" in told
    assert_silent(told)


async def test_outage_in_a_workflow(running: Process, account: tuple[str, str]) -> None:
    """While the registry talks nonsense the activity is retried, and it succeeds when the registry is back."""
    running.consent(account, NUMBERS[2])
    with running.outside.misbehaving(running.outside.population, garbage=True):
        client, handle = await ask(running, NUMBERS[2], account[0], NAME)
        async with Worker(client, task_queue="identity-test", workflows=[Ask]):
            for _ in range(100):
                if "identity.registry_unavailable" in running.log.rsplit(NUMBERS[2])[-1]:
                    break
                await asyncio.sleep(0.1)
    async with Worker(client, task_queue="identity-test", workflows=[Ask]):
        assert (await handle.result()).part.key.startswith(f"identity/{NUMBERS[2]}/")


def test_log_and_figures_name_nobody(running: Process, account: tuple[str, str]) -> None:
    """After registration, login, authentication, restriction and every kind of trouble, neither the log nor the
    figures hold anything personal, and log lines carry known keys only."""
    restriction = {
        "id_document_type": "10", "id_number": "140102198801011234", "reason": REASON, "evidence": "撤字〔2022〕9号",
    }  # fmt: skip
    token = running.post("/sessions", {"account_name": "examiner", "password": PASSWORD}).json()["access_token"]
    assert running.post("/restrictions", restriction, token).status_code == 422
    restriction["id_number"] = ID_NUMBER
    assert running.post("/restrictions", restriction, token).status_code == 201
    lines = [json.loads(line) for line in running.log.splitlines() if line.startswith("{")]
    events = {line["event"] for line in lines}
    assert {"account_registered", "sms_code_sent", "session_opened", "identity_revealed"} <= events
    assert {"captcha_test_answer_in_use", "dependency_unavailable", "restriction_imposed"} <= events
    known = EVENT_KEYS | {"event", "level", "timestamp", "exception"}
    assert all(set(line) <= known for line in lines)
    assert_silent(running.log)
    assert_silent(running.client.get("/metrics").text)


def test_wrong_settings_stop_the_start(running: Process) -> None:
    """With a known captcha answer and no local environment the process does not start, nor tell the answer."""
    environment = {**os.environ, **running.child.command.environment, "KAIYE_ENVIRONMENT": "production"}
    ended = subprocess.run(
        running.child.command.argv,
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "KAIYE_IDENTITY_CAPTCHA_TEST_ANSWER" in ended.stderr
    assert CAPTCHA not in ended.stderr
    assert PASSWORD not in ended.stderr


async def history(client: Client, handle: Any) -> str:
    """Everything the workflow's history holds, decrypted."""
    found = []
    codec = client.data_converter.payload_codec
    assert codec
    async for event in handle.fetch_history_events():
        payloads = _payloads(event)
        decoded = await codec.decode(payloads)
        found.append(str(event))
        found.extend(payload.data.decode(errors="replace") for payload in decoded)
    return "\n".join(found)


def _payloads(message: Any) -> list[Any]:
    """All payloads anywhere in a protobuf message."""
    if message.DESCRIPTOR.full_name == "temporal.api.common.v1.Payload":
        return [message]
    found: list[Any] = []
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            found += [p for v in value.values() if hasattr(v, "DESCRIPTOR") for p in _payloads(v)]
        elif hasattr(value, "DESCRIPTOR"):
            found += _payloads(value)
        else:
            found += [p for v in value for p in _payloads(v)]
    return found


def assert_silent(text: str) -> None:
    """Nothing personal and no secret in `text`, escaped or not."""
    personal = (NAME, "穆靖靖", ID_NUMBER, MOBILE, ACCOUNT, FACE, PASSWORD, WRONG_PASSWORD, REASON, CAPTCHA)
    forms = {form for value in personal for form in (value, json.dumps(value)[1:-1], repr(value)[1:-1])}
    assert [form for form in forms if form in text] == []
