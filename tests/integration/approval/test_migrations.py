"""Decisions from before extensions and reviews are kept as they were, with the time of their submission."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import create_engine, text

from tests.servers import RunningPostgres

SUBMITTED = datetime(2026, 11, 20, 2, tzinfo=UTC)
_OLD = {
    "decision": {
        "decision_no": "D1",
        "application_no": "1" * 23,
        "submission": 1,
        "automatic": True,
        "authority_code": "14021300",
        "account_subject": "account-1",
        "outcome": "REFER",
        "reviewer": "智慧审批",
        "decided_at": SUBMITTED,
        "review_due": SUBMITTED,
        "rule_set_version": "1",
        "catalogue_edition": "1",
        "inputs_digest": "0",
        "inputs": json.dumps({"request": {"submitted_at": SUBMITTED.isoformat()}}),
        "record": b"{}",
        "record_digest": "0",
    },
    "review_task": {
        "application_no": "1" * 23,
        "submission": 1,
        "authority_code": "14021300",
        "account_subject": "account-1",
        "state": "open",
        "opened_at": SUBMITTED,
        "review_due": SUBMITTED,
    },
}


def test_older_decisions_keep_their_submission_and_tasks_their_origin(postgres: RunningPostgres) -> None:
    """What was decided before has the time of its submission out of its inputs; a refusal offers no review later."""
    url = postgres.database("approval")
    postgres.migrate("approval", url, "0002")
    engine = create_engine(url)
    with engine.begin() as connection:
        for table, row in _OLD.items():
            places = ", ".join(f":{column}" for column in row)
            connection.execute(text(f"INSERT INTO approval.{table} ({', '.join(row)}) VALUES ({places})"), row)
    postgres.migrate("approval", url)
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT submitted_at, review_request_until FROM approval.decision")).one()
        task = connection.execute(text("SELECT origin, extended_until, state FROM approval.review_task")).one()
    engine.dispose()
    assert tuple(kept) == (SUBMITTED, None)
    assert tuple(task) == ("referred", None, "open")
