"""What a registration leaves behind, put into a folder for a person to look at."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from catalogues.filing_types.words import Stage
from cli.registration.http import Services

_REPLACED = ("licence.pdf", "roots.pem", "sms.txt", "timeline.json")


class Outcomes:
    """Collects the results of one case into `folder`, replacing those of an earlier one."""

    def __init__(self, folder: Path, services: Services, case: dict[str, Any], mobile: str) -> None:
        self._folder = folder
        self._services = services
        self._case = case
        self._number: str = case["application_no"]
        self._mobile = mobile

    def collect(self, sandbox_home: Path, addresses: dict[str, str]) -> dict[str, Any]:
        """Write everything; returns what stands in `timeline.json`."""
        for name in ("documents", "archive", "events"):
            shutil.rmtree(self._folder / name, ignore_errors=True)
            (self._folder / name).mkdir(parents=True)
        for name in _REPLACED:
            (self._folder / name).unlink(missing_ok=True)
        self._documents()
        self._licence()
        self._archive()
        self._events(sandbox_home)
        self._messages()
        return self._timeline(addresses)

    def _documents(self) -> None:
        documents = self._services.get("signing", f"/sessions/{self._number}/documents")
        for document in documents if isinstance(documents, list) else documents["documents"]:
            kind = document["kind"]
            content = self._services.fetch("signing", f"/sessions/{self._number}/documents/{kind}")
            (self._folder / "documents" / f"{kind}.pdf").write_bytes(content)
        for document in self._case["decision"]["documents"]:
            kind = document["kind"]
            content = self._services.fetch("approval", f"/decisions/{self._number}/documents/{kind}")
            (self._folder / "documents" / f"{kind}.pdf").write_bytes(content)

    def _licence(self) -> None:
        content = self._services.fetch("licence", f"/licences/{self._number}/document")
        (self._folder / "licence.pdf").write_bytes(content)
        (self._folder / "roots.pem").write_bytes(self._services.fetch("trust", "/ca/roots.pem"))

    def _archive(self) -> None:
        package = self._services.fetch("archive", f"/own-files/{self._number}/package")
        with zipfile.ZipFile(io.BytesIO(package)) as bag:
            bag.extractall(self._folder / "archive")

    def _events(self, sandbox_home: Path) -> None:
        uscc = self._case["licence"]["uscc"]
        for agency in ("publicity", "tax"):
            received = (sandbox_home / "events" / f"{agency}.jsonl").read_text(encoding="utf-8").splitlines()
            mine = [line for line in received if json.loads(line)["data"]["uniscid"] == uscc]
            (self._folder / "events" / f"{agency}.jsonl").write_text("\n".join(mine) + "\n", encoding="utf-8")

    def _messages(self) -> None:
        messages = self._services.get("sms-gateway", "/sandbox/messages", to=self._mobile)["messages"]
        lines = [f"{message['accepted_at']}  {message['text']}" for message in messages]
        (self._folder / "sms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _timeline(self, addresses: dict[str, str]) -> dict[str, Any]:
        stages = entries(self._case)
        at = {stage["stage"]: datetime.fromisoformat(stage["at"]) for stage in stages}
        summary = {
            "application_no": self._number,
            "uscc": self._case["licence"]["uscc"],
            "name": self._case["licence"]["name"],
            "volume": self._case["file"]["volume_name"],
            "seconds_from_submit_to_licence": round((at[Stage.LICENSED] - at[Stage.SUBMITTED]).total_seconds(), 3),
            "stages": stages,
            "addresses": addresses,
        }
        (self._folder / "timeline.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
        return summary


def entries(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The timeline as `stage` and `at`, in order."""
    timeline = case["timeline"]
    lines = timeline if isinstance(timeline, list) else timeline["entries"]
    return [{"stage": line["stage"], "at": line["at"]} for line in lines]
