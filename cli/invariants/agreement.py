"""What must hold between services, none of which sees another's data; checks read only and name numbers, not people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from catalogues import event_schemas
from catalogues.errors import UnknownCode
from catalogues.filing_types import editions
from catalogues.filing_types.words import Stage
from cli.invariants.books import Books

Check = Callable[[Books], list[str]]

GRACE_MINUTES = 10
"""How long what follows a licence by itself may take before its absence is a fault."""

_ENDED = frozenset({Stage.REJECTED, Stage.WITHDRAWN, Stage.LAPSED, "LICENSED", Stage.ARCHIVED, Stage.ABANDONED, None})
"""Stages in which nothing more comes; None: filing knows no such application."""
_AGENCIES = frozenset({"publicity", "tax"})


def _leads_to_a_licence(number: str) -> bool:
    """By the kind of filing that an application's number names. What an authority restored by a decision was no
    application's, and the licence before it is printed anew when its owner asks."""
    try:
        return editions.of_number(number).prints_licence
    except UnknownCode:
        return False


def _is_registration(number: str) -> bool:
    """Whether it makes another version, and does not print one again."""
    return not editions.of_number(number).leaves_register


def no_licence_without_decision(books: Books) -> list[str]:
    """Each licence names a decision that stands with the approval service and approves this very application."""
    licences = books.rows("licence", "SELECT application_no, decision_no FROM licence.licence")
    approved = set(
        books.rows("approval", "SELECT application_no, decision_no FROM approval.decision WHERE outcome = 'APPROVE'")
    )
    return [f"{number}: no decision {decision}" for number, decision in licences if (number, decision) not in approved]


def no_licence_without_signature(books: Books) -> list[str]:
    """Each licence rests on a signing session that was completed and is not void."""
    licences = books.rows("licence", "SELECT application_no FROM licence.licence")
    signed = set(
        books.rows(
            "signing",
            "SELECT application_no FROM signing.signing_session WHERE completed_at IS NOT NULL AND voided_at IS NULL",
        )
    )
    return [f"{number}: nobody signed" for (number,) in licences if (number,) not in signed]


def codes_are_those_of_the_register(books: Books) -> list[str]:
    """Wherever an application stands beside a code, it is the code of the version it made in the register, or of the
    business that the register kept for it."""
    registered = dict(
        books.rows(
            "register",
            "SELECT application_no, uscc FROM register.entity_version"
            " UNION SELECT application_no, uscc FROM register.open_filing",
        )
    )
    taken_over = bool(books.rows("register", "SELECT 1 FROM register.take_over_end"))
    wrong = []
    for service, table in (
        ("licence", "licence.licence"),
        ("archive", "archive.archive_volume"),
        ("notice", "notice.outgoing_event"),
        ("naming", "naming.registered_name"),
    ):
        statement = f"SELECT DISTINCT application_no, uscc FROM {table}"  # noqa: S608 - names of our own
        for number, code in books.rows(service, f"{statement} WHERE uscc IS NOT NULL AND application_no IS NOT NULL"):
            meant = registered.get(number)
            if meant != code and (meant is not None or taken_over):
                wrong.append(f"{number}: {code} in {service}, {meant or 'nothing'} in the register")
    return wrong


def licences_print_their_entity(books: Books) -> list[str]:
    """Each licence is a print of a version in the register: the same code, name and day of establishment (实施细则
    Art. 23). Until the take-over has ended, businesses licensed earlier may not be there yet."""
    licences = books.rows("licence", "SELECT application_no, uscc, version, name, registered_on FROM licence.licence")
    versions = {
        (code, version): (name, day)
        for code, version, name, day in books.rows(
            "register",
            "SELECT v.uscc, v.version, v.name, e.established_on FROM register.entity_version v"
            " JOIN register.entity e USING (uscc)",
        )
    }
    taken_over = bool(books.rows("register", "SELECT 1 FROM register.take_over_end"))
    wrong = []
    for number, code, version, name, day in licences:
        registered = versions.get((code, version))
        if registered is None:
            wrong += [f"{number}: a licence of no version in the register"] if taken_over else []
        elif registered != (name, day):
            wrong.append(f"{number}: the licence and the register disagree")
    return wrong


def entities_have_licences(books: Books) -> list[str]:
    """Each version in the register has its licence where its filing leads to one, or its case is under way."""
    versions = books.rows("register", "SELECT application_no, uscc, version FROM register.entity_version")
    stages = dict(books.rows("filing", "SELECT application_no, stage FROM filing.application"))
    printed = set(books.rows("licence", "SELECT uscc, version FROM licence.licence"))
    return [
        f"{number}: registered without a licence, {stages.get(number, 'unknown')}"
        for number, code, version in versions
        if (code, version) not in printed and stages.get(number) in _ENDED and _leads_to_a_licence(number)
    ]


def stages_and_licences_agree(books: Books) -> list[str]:
    """A case that is licensed has an issued licence; one that was refused, withdrawn or given up has none."""
    stages = dict(books.rows("filing", "SELECT application_no, stage FROM filing.application"))
    issued = dict(books.rows("licence", "SELECT application_no, state FROM licence.licence"))
    wrong = [
        f"{number}: {stage} without a licence"
        for number, stage in stages.items()
        if stage in {Stage.LICENSED, Stage.ARCHIVED}
        and issued.get(number) in (None, "PREPARED")
        and _leads_to_a_licence(number)
    ]
    wrong += [
        f"{number}: {stages.get(number, 'unknown')} with a licence"
        for number in issued
        if stages.get(number, "unknown") in {Stage.REJECTED, Stage.WITHDRAWN, Stage.ABANDONED, "unknown"}
    ]
    return wrong


def _told_of(number: str) -> list[str]:
    """A statutory agency is told of a registration once, of a move that it is one besides."""
    moves = editions.of_number(number).moves
    return sorted([*_AGENCIES, *(_AGENCIES if moves else ())])


def licences_left_their_traces(books: Books) -> list[str]:
    """The first licence of a version has one event for each statutory agency before its file is archived, a move two,
    one that is valid its name in the register of names, and all three within the grace. The notice service checks that
    each event is answered or tried again."""
    filed = set(books.rows("archive", "SELECT application_no, uscc FROM archive.archive_volume WHERE status = 'FILED'"))
    licences = books.rows(
        "licence",
        "SELECT application_no, uscc, issue, state, name, issued_at < now() - make_interval(mins => :grace)"
        " FROM licence.licence",
        grace=GRACE_MINUTES,
    )
    told = defaultdict(list)
    events = books.rows("notice", "SELECT application_no, receiver, event_type FROM notice.outgoing_event")
    for number, agency, event_type in events:
        if agency in _AGENCIES and not event_schemas.asks(event_type):
            told[number].append(agency)
    names = set(books.rows("naming", "SELECT uscc, full_name FROM naming.registered_name WHERE status = 'registered'"))
    wrong = []
    for number, code, issue, state, name, late in licences:
        if (number, code) not in filed:
            wrong += [f"{number}: no archive volume"] if late else []
            continue
        if issue == 1 and _is_registration(number) and sorted(told[number]) != _told_of(number):
            wrong.append(f"{number}: events for {', '.join(sorted(told[number])) or 'nobody'}")
        if name is not None and state == "VALID" and (code, name) not in names:
            wrong.append(f"{number}: the register of names disagrees with the licence")
    return wrong


def nobody_examines_an_ended_case(books: Books) -> list[str]:
    """No task is open for a case that was withdrawn, given up, refused or licensed longer ago than the grace."""
    ended = dict(
        books.rows(
            "filing",
            "SELECT a.application_no, a.stage FROM filing.application a"
            " JOIN filing.stage_entry e ON e.application_no = a.application_no"
            " WHERE a.stage IN ('WITHDRAWN', 'ABANDONED', 'REJECTED', 'APPROVED', 'LICENSED', 'ARCHIVED')"
            " GROUP BY a.application_no, a.stage HAVING max(e.at) < now() - make_interval(mins => :grace)",
            grace=GRACE_MINUTES,
        )
    )
    waiting = books.rows(
        "approval",
        "SELECT application_no FROM approval.review_task"
        " WHERE state = 'open' AND opened_at < now() - make_interval(mins => :grace)",
        grace=GRACE_MINUTES,
    )
    return [f"{number}: {ended[number]} with an open task" for (number,) in waiting if number in ended]


def unquestioned_refusals_are_filed(books: Books) -> list[str]:
    """A refusal whose period for a person's review ended without a request is in the archive, within the grace."""
    ended = books.rows(
        "approval",
        "SELECT d.application_no FROM approval.decision d WHERE d.review_request_until IS NOT NULL"
        " AND d.review_request_until < now() - make_interval(mins => :grace)"
        " AND NOT EXISTS (SELECT 1 FROM approval.review_request r WHERE r.decision_no = d.decision_no)",
        grace=GRACE_MINUTES,
    )
    filed = set(books.rows("archive", "SELECT application_no FROM archive.archive_volume WHERE status = 'FILED'"))
    return [f"{number}: refused, and no archive volume" for (number,) in ended if (number,) not in filed]


def no_name_on_two_licences(books: Books) -> list[str]:
    """One full name at one authority is on the licences of one entity, those that ended aside."""
    return [
        f"{', '.join(numbers)}: one name"
        for (numbers,) in books.rows(
            "licence",
            "SELECT array_agg(application_no) FROM licence.licence WHERE name IS NOT NULL"
            " AND state IN ('PREPARED', 'VALID') GROUP BY authority_code, name HAVING count(DISTINCT uscc) > 1",
        )
    ]


def archived_documents_are_those_issued(books: Books) -> list[str]:
    """The licence, review sheet and letter in an archive volume have the digests of those that were issued."""
    issued = set(
        books.rows("licence", "SELECT application_no, 'licence', document_sha256 FROM licence.licence")
        + books.rows(
            "approval",
            "SELECT d.application_no, p.kind, p.sha256 FROM approval.decision_document p"
            " JOIN approval.decision d USING (decision_no)",
        )
    )
    filed = books.rows(
        "archive",
        "SELECT v.application_no, f.kind, f.sha256 FROM archive.filed_document f"
        " JOIN archive.archive_volume v USING (volume_name)"
        " WHERE f.kind IN ('licence', 'review_sheet', 'decision_notice')",
    )
    return [f"{number}: {kind}" for number, kind, digest in filed if (number, kind, digest) not in issued]


AGREEMENT: tuple[Check, ...] = (
    no_licence_without_decision,
    no_licence_without_signature,
    codes_are_those_of_the_register,
    licences_print_their_entity,
    entities_have_licences,
    stages_and_licences_agree,
    licences_left_their_traces,
    nobody_examines_an_ended_case,
    unquestioned_refusals_are_filed,
    no_name_on_two_licences,
    archived_documents_are_those_issued,
)
