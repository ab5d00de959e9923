"""The archive catalogue: sections of a volume, patterns of archive numbers, volumes per kind of business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from catalogues import reading
from catalogues.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the catalogue of an establishment volume. Page labels are computed, see `page_label`."""

    group: str
    subgroup: str
    title: str


@dataclass(frozen=True, slots=True)
class ArchiveCatalogue:
    """`archive_no_pattern` and `volume_pattern` are regular expressions; `business_volumes` goes from
    business type (code table `business_type`) to the name of the volume, `other_materials` from kind of
    business to titles."""

    archive_no_pattern: str
    volume_pattern: str
    example_archive_no: str
    example_volume: str
    structure: tuple[str, ...]
    sections: tuple[Section, ...]
    archive_info_fields: tuple[str, ...]
    list_columns: tuple[str, ...]
    business_volumes: Mapping[str, str]
    other_materials: Mapping[str, tuple[str, ...]]


@cache
def catalogue() -> ArchiveCatalogue:
    """The archive catalogue (晋市监发〔2022〕66号 2.3; other kinds of business are our own)."""
    entry = reading.document("archive_catalogue.json")
    return ArchiveCatalogue(
        archive_no_pattern=entry["archive_no_pattern"],
        volume_pattern=entry["volume_pattern"],
        example_archive_no=entry["example_archive_no"],
        example_volume=entry["example_volume"],
        structure=tuple(entry["structure"]),
        sections=tuple(
            Section(group=section["group"], subgroup=section.get("subgroup", ""), title=section["title"])
            for section in entry["sections"]
        ),
        archive_info_fields=tuple(entry["archive_info_fields"]),
        list_columns=tuple(entry["list_columns"]),
        business_volumes=MappingProxyType(dict(entry["business_volumes"])),
        other_materials=MappingProxyType({kind: tuple(titles) for kind, titles in entry["other_materials"].items()}),
    )


def is_archive_no(text: str) -> bool:
    """Eight digits of authority, a capital letter, six digits: 14021300A000010."""
    return re.fullmatch(catalogue().archive_no_pattern, text) is not None


def is_volume_name(text: str) -> bool:
    """An archive number and the filing date: 14021300A000010-20220222."""
    return re.fullmatch(catalogue().volume_pattern, text) is not None


def volume_of(business_type: str) -> str:
    """The name of the volume for a business type such as 01. Raises UnknownCode."""
    try:
        return catalogue().business_volumes[business_type]
    except KeyError:
        raise UnknownCode("archive volumes", business_type) from None


def page_label(first: int, last: int) -> str:
    """Where a document lies in its group; pages count from 1: 第5-6页共2页."""
    if not 1 <= first <= last:
        raise ValueError("pages run from 1 upwards")
    return f"第{first}-{last}页共{last - first + 1}页"
