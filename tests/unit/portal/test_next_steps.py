"""What to do after the licence: permits of the scope by name, and the rest for everybody."""

from __future__ import annotations

from catalogues import after_licence, phrases
from services.portal.domain import next_steps


def _licence(*items: str) -> dict[str, str]:
    return {"scope_text": phrases.scope_text(items, "licence"), "registered_on": "2026-11-28"}


def test_permits_are_those_of_the_scope() -> None:
    """Each with the permit and who gives it, in the order of the licence."""
    found = next_steps.after(_licence("外卖递送服务", "餐饮服务", "食品销售"))
    assert [permit.item.name for permit in found.permits] == ["餐饮服务", "食品销售"]
    assert all(permit.item.post_permit and permit.item.permit_authority for permit in found.permits)
    assert all("营业执照" in wanted.materials_zh for permit in found.permits for wanted in permit.materials)
    assert all(permit.materials for permit in found.permits)
    assert found.steps[0].id == after_licence.PERMITS


def test_a_scope_without_permits_has_no_such_step() -> None:
    found = next_steps.after(_licence("外卖递送服务"))
    assert not found.permits
    assert [step.id for step in found.steps] == [s.id for s in after_licence.all() if s.id != after_licence.PERMITS]


def test_the_first_annual_report_is_in_the_year_after() -> None:
    """个体工商户年度报告办法第三条."""
    assert next_steps.after(_licence("外卖递送服务")).first_report == "2027"
