"""The act of signing on the phone."""

from __future__ import annotations

import json
import math
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlmodel import col, func, select

from kernel.exchange import DocumentRef
from kernel.keyring import keyed_hash
from kernel.pdf.verification import verify
from services.signing.contract import VoidSignatures
from services.signing.operations.opening import void_signatures
from services.signing.operations.resources import STROKES
from services.signing.store.acts import DocumentSignature, SigningAct
from tests.integration.signing.conftest import BROWSER, HANDWRITING, ID_NUMBER, KINDS, Case, World

RARE = "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝"


def act_of(world: World, case: Case) -> SigningAct | None:
    with world.resources.database.transaction() as session:
        return session.exec(
            select(SigningAct).where(col(SigningAct.session_no) == f"{case.application_no}-S1")
        ).one_or_none()


def test_every_document(world: World) -> None:
    """One act signs all five documents: each verified, time-stamped, under one certificate in the signer's name."""
    case = world.case(kinds=KINDS)
    phone = case.phone()
    phone.ask_code()
    answer = phone.sign(phone.code())
    assert answer.status_code == 200, answer.text
    assert [document["kind"] for document in answer.json()["documents"]] == list(KINDS)
    for kind in KINDS:
        pdf = case.get(f"/documents/{kind}").content
        verification = verify(pdf, world.resources.authority.roots())
        (signature,) = verification.signatures
        assert verification.ok and verification.covers_whole_document, kind
        assert pdf.startswith(world.documents[kind])
        assert signature.timestamped_at is not None
        assert (signature.signer, signature.certificate_serial) == ("张晓禾", answer.json()["certificate_serial"])


def test_place_of_the_stamp(world: World) -> None:
    """The visible signature lies in the box that the document leaves for it."""
    case = world.case(kinds=("application_form", "premises_commitment"))
    case.signed()
    for kind, page in (("application_form", 1), ("premises_commitment", 0)):
        reader = PdfFileReader(BytesIO(case.get(f"/documents/{kind}").content))
        (embedded,) = reader.embedded_signatures
        kids = reader.root["/Pages"]["/Kids"]
        assert [float(edge) for edge in embedded.sig_field["/Rect"]] == [349, 70, 529, 130]
        assert embedded.sig_field.raw_get("/P").reference == kids.raw_get(page).reference


def test_identity_number_is_in_no_certificate(world: World) -> None:
    """The certificate's serial number is a keyed hash, and the number is nowhere in what signing added."""
    case = world.case()
    case.signed()
    pdf = case.get("/documents/premises_commitment").content
    (embedded,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    serial = embedded.signer_cert.subject.native["serial_number"]
    assert serial == keyed_hash(bytes(32), f"signing-certificate:10:{ID_NUMBER}")
    assert ID_NUMBER.encode() not in pdf[len(world.documents["premises_commitment"]) :]


@pytest.mark.parametrize(
    "name", [RARE, "𠮷", "买买提·艾合买提", "迪丽努尔·买买提艾力·阿布都热合曼·吐尔逊江·艾合买提江"]
)
def test_rare_names(world: World, name: str) -> None:
    """Names with characters beyond the usual fonts, or of more than 64 bytes, are certified, stamped and signed."""
    case = world.case(name)
    case.signed()
    (signature,) = verify(
        case.get("/documents/premises_commitment").content, world.resources.authority.roots()
    ).signatures
    assert signature.signer == name and signature.ok


def test_evidence(world: World) -> None:
    """The handwriting is kept, encrypted, with the certificate and hashes of address and browser."""
    case = world.case()
    case.signed()
    act = act_of(world, case)
    assert act is not None and act.strokes_encrypted is not None
    assert '"strokes"' not in act.strokes_encrypted and BROWSER not in act.address_hash + act.user_agent_hash
    opened = json.loads(world.resources.decrypt(STROKES, act.session_no, act.strokes_encrypted))
    assert opened["strokes"][0][1] == [HANDWRITING[0][1]["x"], HANDWRITING[0][1]["y"], HANDWRITING[0][1]["t"]]
    assert act.user_agent_hash == world.resources.hash(f"user-agent:{BROWSER}")
    assert act.intent == "我已阅读全部文件并同意签署"


def test_the_trail_of_an_act(world: World) -> None:
    """From the session to the signature: who, in which role, a wrong code too, and what the files were before and
    after."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    right = phone.code()
    assert phone.sign("000001" if right != "000001" else "000002").status_code == 422
    assert phone.sign(right).status_code == 200
    asked = {"about": case.application_no}
    answer = world.client.get("/trail", params=asked, headers=world.bearer("auditor-1", "auditor"))
    *lines, reading = [json.loads(line) for line in answer.content.splitlines()[1:-1]]
    assert (reading["event"], reading["actor"]) == ("trail_read", "auditor-1")
    told = [(line["event"], line["role"], line["result"]) for line in lines]
    assert told == [
        ("session_opened", "case", "done"),
        ("link_made", "applicant", "done"),
        ("phone_admitted", "signer", "done"),
        ("code_sent", "signer", "done"),
        ("code_tried", "signer", "signing.code_wrong"),
        ("signed", "signer", "done"),
    ]
    assert lines[-1]["actor"].endswith(":operator") and lines[-1]["origin"]
    assert lines[-1]["before_digest"] == lines[0]["after_digest"] != lines[-1]["after_digest"]
    assert case.name not in answer.text and case.mobile not in answer.text


def test_second_click(world: World) -> None:
    """A repeated call answers with what the first one did, even without a good code, and signs nothing anew."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    first = phone.sign(phone.code())
    second = phone.sign("000000")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()


def test_clicks_at_the_same_instant(world: World) -> None:
    """Four clicks at once all get the same result, and one act is kept."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    with ThreadPoolExecutor(4) as fingers:
        answers = list(fingers.map(lambda _: phone.sign(code), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.text for answer in answers}) == 1
    with world.resources.database.transaction() as session:
        number = f"{case.application_no}-S1"
        kept = session.exec(select(func.count()).where(col(DocumentSignature.session_no) == number)).one()
    assert kept == 1


def test_signed_document_on_the_phone(world: World) -> None:
    """The phone shows the original before signing and the signed document afterwards."""
    case = world.case()
    phone = case.phone()
    assert phone.document("premises_commitment").content == world.documents["premises_commitment"]
    phone.ask_code()
    phone.sign(phone.code())
    after = phone.document("premises_commitment")
    assert after.headers["content-type"] == "application/pdf"
    assert after.content == case.get("/documents/premises_commitment").content
    assert phone.document("name_notice").json()["code"] == "signing.document.not_found"


def test_nothing_left_to_ask_for(world: World) -> None:
    """After signing there is no further link and no further code."""
    case = world.case()
    phone = case.signed()
    world.clock.advance(timedelta(minutes=2))
    assert case.link().json()["code"] == phone.ask_code().json()["code"] == "signing.already_signed"


def test_after_the_deadline(world: World) -> None:
    """One second too late nothing is signed, and the answer is the notice."""
    case = world.case(lasts=timedelta(minutes=4))
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    world.clock.advance(timedelta(minutes=4))
    answer = phone.sign(code)
    assert (answer.status_code, answer.json()["code"]) == (410, "signing.deadline_passed")
    assert answer.json()["detail"].startswith("请注意！请在") and act_of(world, case) is None


def test_after_voiding(world: World) -> None:
    """A phone in the middle of signing is told that the session is void."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    code = phone.code()
    void_signatures(world.resources, VoidSignatures(application_no=case.application_no, window=1, reason="withdrawn"))
    answer = phone.sign(code)
    assert (answer.status_code, answer.json()["code"]) == (410, "signing.session_void")
    assert act_of(world, case) is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"intent": "我没看"}, "/intent"),
        ({"strokes": []}, "/strokes"),
        ({"strokes": [[{"x": 0.1, "y": 0.1, "t": 0}]]}, "/strokes"),
        ({"strokes": [[{"x": 1.1, "y": 0.1, "t": 0}]] * 2}, "/strokes/0/0/x"),
        ({"strokes": [[{"x": 0.1, "y": 0.1, "t": -1}]] * 2}, "/strokes/0/0/t"),
        ({"strokes": [[{"x": 0.1, "y": "\0", "t": 1}]] * 2}, "/strokes/0/0/y"),
        ({"strokes": [[{"x": n / 6000, "y": 0.1, "t": n} for n in range(2600)]] * 2}, "/strokes"),
        ({"sms_code": "４８２１３５"}, "/sms_code"),
        ({"aspect": 0}, "/aspect"),
    ],
)
def test_malformed(world: World, changes: dict[str, Any], pointer: str) -> None:
    """What is not a signature is refused at its field, and no try of the code is lost."""
    case = world.case()
    phone = case.phone()
    phone.ask_code()
    answer = phone.sign(phone.code(), **changes)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert phone.sign(phone.code()).status_code == 200


def test_not_a_number(world: World) -> None:
    """NaN, which some JSON parsers let pass, is no coordinate."""
    case = world.case()
    body = json.dumps(
        {
            "strokes": [[{"x": math.nan, "y": 0.1, "t": 0}]] * 2,
            "sms_code": "123456",
            "intent": "我已阅读全部文件并同意签署",
        }
    )
    answer = world.client.post("/phone/signatures", headers=case.phone().headers, content=body)
    assert answer.status_code == 422


@pytest.mark.parametrize("bearer", ["x", "é" * 30, "x" * 43])
def test_without_a_bearer(world: World, bearer: str) -> None:
    """No route of the phone answers to a bearer it did not give out, not even an applicant's token."""
    case = world.case()
    header = {"Authorization": f"Bearer {bearer}".encode()}
    sent: tuple[Any, ...] = (header, case.headers, {})
    for headers in sent:
        for method, path in (
            ("GET", "/phone/documents/premises_commitment"),
            ("POST", "/phone/codes"),
            ("POST", "/phone/signatures"),
        ):
            body = {"strokes": HANDWRITING, "sms_code": "123456", "intent": "我已阅读全部文件并同意签署"}
            answer = world.client.request(method, path, headers=headers, json=body if method == "POST" else None)
            assert (answer.status_code, answer.json()["code"]) == (401, "signing.bearer_invalid")


def test_deposited_as_the_same_kind(world: World) -> None:
    """What was signed lies in the exchange under the original's kind and can be collected by its digest."""
    case = world.case()
    case.signed()
    with world.resources.database.transaction() as session:
        row = session.exec(
            select(DocumentSignature).where(col(DocumentSignature.session_no) == f"{case.application_no}-S1")
        ).one()
    reference = DocumentRef(kind=row.kind, key=row.object_key, sha256=row.sha256, sm3=row.sm3, pages=row.pages)
    assert reference.key.startswith(f"signing/{case.application_no}/premises_commitment/")
    assert world.resources.exchange.collect_document(reference).startswith(world.documents["premises_commitment"])
