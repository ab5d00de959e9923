"""After a correction only what changed is signed again; every other signature stands and is verified like any."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from catalogues.filing_types.words import PartKind
from kernel.exchange import DocumentRef, Made
from kernel.pdf.reading import page_count
from services.signing.contract import CollectSignatures, OpenSigningSession, SignaturesPart, VoidSignatures
from services.signing.operations.collecting import collect_signatures
from services.signing.operations.opening import open_session, void_signatures
from tests.fixtures.services.keys import left
from tests.integration.signing.conftest import AUTHORITY, ID_NUMBER, Application, Case, World

KINDS = ("premises_commitment", "identity_document", "name_notice")


def _void(case: Case, reason: Literal["lapsed", "corrected"], window: int = 1) -> None:
    void_signatures(
        case.world.resources, VoidSignatures(application_no=case.application_no, window=window, reason=reason)
    )


def _changed(case: Case) -> DocumentRef:
    """The first document with other words: here, another one of the same kind and place."""
    content = case.world.documents["premises_commitment"] + b"% another\n"
    [made] = case.world.resources.exchange.deposit_documents(
        case.application_no, [Made("premises_commitment", content, page_count(content))]
    )
    return made


def _opened_again(case: Case, *documents: DocumentRef, window: int = 2, **operator: str) -> OpenSigningSession:
    world = case.world
    who = {"name": case.name, "mobile": case.mobile, "id_document_type": "10", "id_number": ID_NUMBER} | operator
    part = Application(account_subject=case.subject, authority_code=AUTHORITY, operator=who)
    request = OpenSigningSession(
        application_no=case.application_no,
        window=window,
        application=left(world.resources.exchange, case.application_no, "application", part),
        documents=documents,
        deadline=world.clock.now() + timedelta(days=8),
    )
    open_session(world.resources, request)
    return request


def _lines(case: Case) -> dict[str, tuple[bool, int]]:
    lines = case.get("/documents").json()["documents"]
    return {line["kind"]: (line["kept"], len(line["signatures"])) for line in lines}


def _to_sign(case: Case) -> set[str]:
    admitted = case.redeem(case.link().json()["token"]).json()
    return {document["kind"] for document in admitted["documents"]}


def test_only_what_changed_is_signed_again(world: World) -> None:
    """The phone gets one document; with it signed the session is whole, and all three are handed over."""
    case = world.case(kinds=KINDS)
    case.signed()
    first = collect_signatures(world.resources, CollectSignatures(application_no=case.application_no, window=1))
    _void(case, "corrected")
    _opened_again(case, _changed(case), *case.request.documents[1:])
    assert _lines(case) == {
        "premises_commitment": (False, 0),
        "identity_document": (True, 1),
        "name_notice": (True, 1),
    }
    phone = case.phone()
    assert phone.document("identity_document").status_code == 404
    phone.signed()
    second = collect_signatures(world.resources, CollectSignatures(application_no=case.application_no, window=2))
    assert second.documents[1:] == first.documents[1:] and second.documents[0] != first.documents[0]
    part = world.resources.exchange.collect(second.part, SignaturesPart, PartKind.SIGNATURES)
    assert all(document.valid and document.signed_by == ("operator",) for document in part.documents)
    assert case.get("/documents/identity_document").status_code == 200


def test_whoever_changed_nothing_signs_everything(world: World) -> None:
    """A session in which nothing is left to sign could not be completed by anybody."""
    case = world.case(kinds=KINDS)
    case.signed()
    _void(case, "corrected")
    _opened_again(case, *case.request.documents)
    assert _to_sign(case) == set(KINDS)


def test_an_earlier_signature_is_kept_where_it_was_made(world: World) -> None:
    """The third window keeps what the first signed and the second kept."""
    case = world.case(kinds=KINDS)
    case.signed()
    _void(case, "corrected")
    _opened_again(case, _changed(case), *case.request.documents[1:])
    case.signed()
    _void(case, "corrected", window=2)
    _opened_again(case, *case.request.documents, window=3)
    assert {kind for kind, (kept, _) in _lines(case).items() if kept} == {"identity_document", "name_notice"}
    case.signed()
    collected = collect_signatures(world.resources, CollectSignatures(application_no=case.application_no, window=3))
    assert len(collected.documents) == 3


def test_a_lapsed_window_leaves_no_signature(world: World) -> None:
    """What was not handed in in time is void, and signed again whole (通知 2.1.2.6)."""
    case = world.case(kinds=KINDS)
    case.signed()
    _void(case, "lapsed")
    _opened_again(case, *case.request.documents)
    assert _to_sign(case) == set(KINDS)


def test_another_operator_signs_everything(world: World) -> None:
    """A signature stands for the person who made it alone."""
    case = world.case(kinds=KINDS)
    case.signed()
    _void(case, "corrected")
    _opened_again(case, _changed(case), *case.request.documents[1:], name="张晓苗")
    assert _to_sign(case) == set(KINDS)


def test_what_was_never_signed_whole_is_signed_again(world: World) -> None:
    """A correction ends a session that was handed in; of any other nothing stands."""
    case = world.case(kinds=KINDS)
    _void(case, "corrected")
    _opened_again(case, _changed(case), *case.request.documents[1:])
    assert _to_sign(case) == set(KINDS)
