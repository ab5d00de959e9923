"""归档信息: what may still be edited of a volume that is filed, and what it says at first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from services.archive.domain.chain import digest

SYSTEM = "系统自动归档"
PLACE = "电子档案库"
_REASONS = {
    "LICENSED": "{category}办结，系统自动归档",
    "REJECTED": "不予登记，系统自动归档",
    "REVOKED": "撤销登记，系统自动归档",
    "WITHDRAWN": "申请人撤回申请，系统自动归档",
}


@dataclass(frozen=True)
class FilingInformation:
    """归档原因, 归档机构, 归档人, 归档地点, 归档日期 (晋市监发〔2022〕66号 2.3); 案卷名称 is fixed."""

    reason: str
    institution: str
    archivist: str
    place: str
    filed_at: datetime

    def plain(self) -> dict[str, str]:
        """JSON values, the time in ISO 8601 with its offset."""
        return {**asdict(self), "filed_at": self.filed_at.isoformat()}

    def digest(self) -> str:
        return digest(self.plain())


def first_information(outcome: str, category: str, authority_name: str, filed_at: datetime) -> FilingInformation:
    """What stands there when the system files by itself."""
    return FilingInformation(
        _REASONS[outcome].format(category=category), f"{authority_name}档案室", SYSTEM, PLACE, filed_at
    )


def changed_fields(before: FilingInformation, after: FilingInformation) -> list[str]:
    old, new = before.plain(), after.plain()
    return [name for name in old if old[name] != new[name]]
