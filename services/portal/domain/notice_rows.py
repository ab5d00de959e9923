"""Turns what the approval service says of a proposal's reasons into the rows of the builder's form."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.errors import Finding, Refusal


def at_rows(refusal: Refusal, rows: Sequence[str]) -> Refusal:
    """The refusal with `/reasons/0/text` turned into the row of the form, such as `/text/AR-31`."""
    findings = [_at_row(finding, rows) for finding in refusal.all_findings()]
    return Refusal(
        refusal.code,
        refusal.zh,
        refusal.en,
        article=refusal.article,
        remedy_zh=refusal.remedy_zh,
        remedy_en=refusal.remedy_en,
        status=refusal.status,
        findings=findings,
    )


def _at_row(finding: Finding, rows: Sequence[str]) -> Finding:
    parts = (finding.pointer or "").strip("/").split("/")
    pointer = finding.pointer
    if parts[0] == "reasons":
        row = rows[int(parts[1])] if len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(rows) else ""
        pointer = f"/{parts[2] if len(parts) > 2 else 'text'}/{row}" if row else "/reasons"
    elif parts[0] == "reason":
        pointer = "/extension_reason"
    elif parts[0] == "overrides" and len(parts) > 1:
        pointer = f"/override/{parts[1]}"
    return Finding(
        finding.code,
        finding.zh,
        finding.en,
        pointer,
        finding.article,
        finding.remedy_zh,
        finding.remedy_en,
    )
