"""The licence face and what is signed about it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from catalogues.filing_types.words import EntityKind
from services.licence.contract import LicenceFace
from services.licence.domain import attestations
from services.licence.domain.attestations import Attestation, AttestingKey, UnreadableAttestation
from services.licence.domain.paper import PaperStatus, least_advanced, may_follow
from services.licence.domain.states import LicenceState
from services.licence.domain.states import may_follow as licence_may_follow

DAY = date(2022, 2, 22)
FACE = LicenceFace(
    uscc="92140213MA0MU7MP45",
    licence_no="140213002022000001",
    version=1,
    name="大同市平城区晓禾饺子馆",
    entity_type="个体工商户",
    operator_name="张晓禾",
    composition_form="个人经营",
    scope_text="一般项目：外卖递送服务。",
    premises="山西省大同市平城区大庆路街道大庆路33号",
    authority_code="14021300",
    authority_name="大同市平城区市场监督管理局",
    registered_on=DAY,
    approved_on=DAY,
    issued_on=DAY,
)
ATTESTATION = Attestation(FACE.uscc, 1, FACE.digest()[:16])


def _with(item: str, value: Any) -> LicenceFace:
    return FACE.model_copy(update={item: value})


@pytest.mark.parametrize(
    "item", ["uscc", "operator_name", "scope_text", "premises", "authority_name", "composition_form", "name"]
)
def test_face_is_complete(item: str) -> None:
    """An empty item is named (实施细则 Art. 23)."""
    assert _with(item, "　").missing() == (item,)


def test_name_may_be_absent() -> None:
    """A sole trader need not have a name (条例 Art. 8)."""
    assert _with("name", None).missing() == ()


@pytest.mark.parametrize("field", list(LicenceFace.model_fields))
def test_digest_covers_every_item(field: str) -> None:
    """Whatever changes on the face changes its digest."""
    value = getattr(FACE, field)
    others = {"version": 2, "entity_kind": EntityKind.LIMITED_COMPANY}
    other = value + timedelta(days=1) if isinstance(value, date) else others.get(field, f"{value}x")
    assert _with(field, other).digest() != FACE.digest()


def test_canonical_json() -> None:
    """The canonical form has sorted names, no blanks, and letters as they are."""
    text = FACE.canonical_json().decode()
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert '"operator":"张晓禾"' in text


def test_faces_of_earlier_releases_keep_their_digest() -> None:
    """The text that licences issued by the first release carry as `licence.json`, letter by letter."""
    assert FACE.canonical_json().decode() == (
        '{"approved_on":"2022-02-22","authority":"大同市平城区市场监督管理局","authority_code":"14021300",'
        '"composition_form":"个人经营","entity_type":"个体工商户","issued_on":"2022-02-22",'
        '"licence_no":"140213002022000001","name":"大同市平城区晓禾饺子馆","operator":"张晓禾",'
        '"premises":"山西省大同市平城区大庆路街道大庆路33号","registered_on":"2022-02-22",'
        '"scope_text":"一般项目：外卖递送服务。","uscc":"92140213MA0MU7MP45","version":1}'
    )
    assert FACE.digest().hex() == "63f572b3b917022a0eff90542b23e542dd653faabc0a6cf25f509bd48b2a0eaf"
    assert '"name":null' in _with("name", None).canonical_json().decode()


def test_an_item_added_later_leaves_earlier_digests() -> None:
    """An item with a default is no part of the canonical form until it has another value."""

    class LaterFace(LicenceFace):
        added: str | None = None

    later = LaterFace(**FACE.model_dump())
    assert later.digest() == FACE.digest()
    assert later.model_copy(update={"added": "x"}).digest() != FACE.digest()


def test_one_way_out_of_force() -> None:
    """A licence comes into force once and leaves it once."""
    ends = {LicenceState.REPLACED, LicenceState.LOST, LicenceState.VOID, LicenceState.REVOKED}
    assert {state for state in LicenceState if licence_may_follow(LicenceState.VALID, state)} == ends
    assert not any(licence_may_follow(ended, state) for ended in ends for state in LicenceState)
    assert not licence_may_follow(LicenceState.PREPARED, LicenceState.LOST)


def test_attestation() -> None:
    """What is attested comes back from the text in the QR code, once the signature is proven."""
    key = ec.generate_private_key(ec.SECP256R1())
    text = attestations.as_text(AttestingKey(key, "14021300.1").attest(ATTESTATION))
    signed = attestations.from_text(text)
    assert attestations.key_id_of(signed) == "14021300.1"
    assert attestations.verified(signed, key.public_key()) == ATTESTATION


def test_attestation_is_small() -> None:
    """With its address the attestation fits into a QR code of version 11, level M."""
    key = AttestingKey(ec.generate_private_key(ec.SECP256R1()), "14021300.1")
    text = attestations.as_text(key.attest(ATTESTATION))
    rows = attestations.symbol(f"https://registration.example.gov.cn/verify/{FACE.uscc}#{text}")
    assert len(rows) <= 61
    assert {len(row) for row in rows} == {len(rows)}


def test_every_flipped_byte_is_found() -> None:
    """An attestation with any byte changed is not believed."""
    key = ec.generate_private_key(ec.SECP256R1())
    signed = AttestingKey(key, "14021300.1").attest(ATTESTATION)
    for at in range(len(signed)):
        altered = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        with pytest.raises(UnreadableAttestation):
            attestations.verified(altered, key.public_key())


def test_other_key() -> None:
    """An attestation signed with another key is not believed, whatever key it names."""
    signed = AttestingKey(ec.generate_private_key(ec.SECP256R1()), "14021300.1").attest(ATTESTATION)
    with pytest.raises(UnreadableAttestation):
        attestations.verified(signed, ec.generate_private_key(ec.SECP256R1()).public_key())


@pytest.mark.parametrize("text", ["", "!", "a" * 2000, "oA", "gg", "2QED9g", "0oRA", "é"])
def test_no_attestation(text: str) -> None:
    """Anything else is refused without an error of another kind."""
    with pytest.raises(UnreadableAttestation):
        attestations.key_id_of(attestations.from_text(text))


def test_paper_goes_forward() -> None:
    """A paper is printed before it is handed over, and a void one stays void."""
    assert may_follow(PaperStatus.UNPRINTED, PaperStatus.PRINTED)
    assert may_follow(PaperStatus.POSTED, PaperStatus.RECEIVED)
    assert not may_follow(PaperStatus.UNPRINTED, PaperStatus.COLLECTED)
    assert not may_follow(PaperStatus.COLLECTED, PaperStatus.PRINTED)
    assert not any(may_follow(PaperStatus.VOID, status) for status in PaperStatus)


def test_least_advanced_paper() -> None:
    """A licence waits as long as one of its papers waits; void papers do not count."""
    papers = [PaperStatus.COLLECTED, PaperStatus.UNPRINTED, PaperStatus.VOID]
    assert least_advanced(papers) is PaperStatus.UNPRINTED
    assert least_advanced([PaperStatus.VOID]) is PaperStatus.VOID
    assert least_advanced([]) is None
