"""A business that moved away, and one that ended after its licence was revoked, are states; 另册管理 is a mark."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = "'存续', '歇业', '迁出中', '另册', '吊销未注销', '已注销', '已撤销'"
STATUSES = f"{BEFORE}, '迁出', '吊销已注销'"
MARKS_BEFORE = "'abnormal', 'serious', 'freeze', 'licence_withdrawn', 'last_annual_report'"
MARKS = f"{MARKS_BEFORE}, 'separate_list'"


def upgrade() -> None:
    _known(STATUSES, MARKS)


def downgrade() -> None:
    _known(BEFORE, MARKS_BEFORE)


def _known(statuses: str, marks: str) -> None:
    for table, name in (("entity", "entity_status_known"), ("entity_version", "version_status_known")):
        op.drop_constraint(name, table, schema="register")
        op.create_check_constraint(name, table, f"status IN ({statuses})", schema="register")
    op.drop_constraint("mark_kind_known", "mark", schema="register")
    op.create_check_constraint("mark_kind_known", "mark", f"kind IN ({marks})", schema="register")
