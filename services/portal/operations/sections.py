"""Reads and saves the sections of an application, as a whole or as a draft of what is right so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from catalogues.filing_types.words import Section
from kernel.errors import Finding, Refusal, not_found
from services.portal.domain.edits import Edited
from services.portal.domain.forms import without
from services.portal.operations.resources import Resources

SectionName = Literal[Section.PREMISES, Section.OPERATOR, Section.DETAILS]
AnySection = SectionName | Literal[Section.PARTIES, Section.MATTER]


@dataclass(frozen=True)
class Saved:
    """`findings` is what a draft left out."""

    version: str
    content: dict[str, Any]
    derived: dict[str, Any]
    findings: tuple[Finding, ...] = ()


def save(
    resources: Resources, token: str, number: str, name: AnySection, content: dict[str, Any], edited: Edited
) -> Saved:
    """Save a section over what was edited.

    Raises the filing service's Refusal: every defect, the locks, 412 where another page saved meanwhile.
    """
    view = resources.filing.put(f"/applications/{number}/{name}", token, content, **edited.headers)
    return Saved(str(view["version"]), view["section"], view["derived"])


def save_draft(
    resources: Resources, token: str, number: str, name: AnySection, content: dict[str, Any], edited: Edited
) -> Saved:
    """Save what is right of a section, and tell what is not and was left out."""
    try:
        return save(resources, token, number, name, content, edited)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        findings = refusal.all_findings()
        kept = without(content, [finding.pointer for finding in findings])
        saved = save(resources, token, number, name, kept, edited)
        return Saved(saved.version, saved.content, saved.derived, findings)


def findings_of(reasons: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
    """A decision's reasons as findings about fields."""
    return tuple(
        Finding(
            reason["rule_id"],
            reason["zh"],
            reason["en"],
            reason["pointer"],
            reason["article"],
            reason["remedy_zh"],
            reason["remedy_en"],
        )
        for reason in reasons
    )


def attach(resources: Resources, token: str, number: str, kind: str, content: bytes) -> None:
    """Raises the filing service's Refusal, with the kind as the field at fault."""
    if not kind.replace("_", "").isalpha():
        raise not_found("attachment", "没有找到", "Not found")
    path = f"/applications/{number}/attachments/{kind}"
    resources.filing.send("PUT", path, token, content, "application/octet-stream")


def insist(resources: Resources, token: str, number: str, typed: Mapping[str, str], kinds: Iterable[str]) -> None:
    """Stand by the pictures whose box was ticked: a person will look at them."""
    for kind in kinds:
        if typed.get(f"insist_{kind}"):
            resources.filing.post(f"/applications/{number}/attachments/{kind}/insistence", token, None)


def attach_all(resources: Resources, token: str, number: str, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Attach each file to its kind; what was refused of them, each at its own field."""
    findings: list[Finding] = []
    for kind, content in files.items():
        try:
            attach(resources, token, number, kind, content)
        except Refusal as refusal:
            findings += (replace(each, pointer=f"/attachments/{kind}") for each in refusal.all_findings())
    return tuple(findings)


def as_findings(missing: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
    """What the filing service says is missing, as findings about fields."""
    return tuple(Finding(**each) for each in missing)
