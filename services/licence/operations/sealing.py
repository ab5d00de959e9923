"""Seals whose keys this service keeps itself, encrypted in its database, certified at first use."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pyhanko.sign.timestamps import TimeStamper

from kernel.clock import Clock
from kernel.database import Database
from kernel.errors import Defect, Refusal
from kernel.keyring import KeyRing
from kernel.pdf.certification import CertificationAuthority
from kernel.pdf.keys import SigningKey
from kernel.pdf.signing import Box, Level, Permissions, sign
from kernel.pdf.timestamps import TimestampAuthority
from kernel.pdf.trust import Trust
from kernel.typesetting.typesetter import Typesetter, UnprintableText
from services.licence.clients.certification_authority import SEAL_SECONDS, RevocationLists, revocation_addresses, silent
from services.licence.domain.attestations import Attestation, AttestingKey
from services.licence.store import seals
from services.licence.store.seals import SealKey

_ROOM = Path(__file__).resolve().parents[1] / "templates"
_STAMP = _ROOM / "seal.typ"
_FIELD = "authority"
_RENEWED_BEFORE = timedelta(days=30)
_ASKED = "-at-"
"""Before the mark of the authority a certificate was asked of, in the id of the request."""
# The picture is the same whenever it is drawn.
_STAMP_DATE = datetime(2022, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SoftwareSeal:
    """One authority's key and picture in memory; serves any number of threads."""

    key: SigningKey
    attesting: AttestingKey
    stamp: bytes
    authority_name: str
    page: int
    box: Box
    timestamper: TimeStamper
    trust: Callable[[], Trust]

    def apply(self, licence: bytes) -> bytes:
        return self._sealed(licence, self.page, self.box, "核发营业执照", "B-LTA")

    def apply_to_paper(self, paper: bytes, box: Box) -> bytes:
        return self._sealed(paper, -1, box, "登记机关印章", "B-LT")

    def _sealed(self, document: bytes, page: int, box: Box, reason: str, level: Level) -> bytes:
        try:
            return sign(
                document,
                self.key,
                field=_FIELD,
                page=page,
                box=box,
                stamp=self.stamp,
                reason=reason,
                name=self.authority_name,
                level=level,
                timestamper=self.timestamper,
                certify=True,
                permissions=Permissions.NO_CHANGES,
                trust=self.trust(),
            )
        except Refusal as refusal:
            # Document and seal are ours: nobody else can do anything about it.
            raise Defect("licence.seal_refused", refusal.code) from None

    def picture(self) -> tuple[bytes, Box]:
        return self.stamp, self.box

    def attest(self, attestation: Attestation) -> bytes:
        return self.attesting.attest(attestation)


class SoftwareSeals:
    """The seals of every authority that this service issues licences for.

    A seal is renewed before it expires, and when another certification authority is asked than the one that certified
    it: the lists its certificate names are that one's, and without them nothing can be sealed for the long term.
    """

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        authority: CertificationAuthority,
        timestamper: TimestampAuthority,
        typesetter: Typesetter,
        *,
        demonstration: bool,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._authority = authority
        self._lists = RevocationLists(authority)
        self._timestamper = timestamper
        self._typesetter = typesetter
        self._demonstration = demonstration
        self._lock = threading.Lock()
        self._open: dict[str, tuple[datetime, SoftwareSeal]] = {}

    def open(self, authority_code: str, authority_name: str) -> SoftwareSeal:
        with self._lock:
            kept = self._open.get(authority_code)
        if kept is not None and self._clock.now() < kept[0]:
            return kept[1]
        row = self._certified(self._key(authority_code), authority_name)
        seal = self._load(row, authority_name)
        assert row.not_after is not None
        with self._lock:
            self._open[authority_code] = (row.not_after - _RENEWED_BEFORE, seal)
        return seal

    def roots(self) -> Sequence[bytes]:
        return self._authority.roots()

    def close(self) -> None:
        self._authority.close()
        self._timestamper.close()

    def _key(self, authority_code: str) -> SealKey:
        """The newest generation, and a further one when that expires soon; the first process to write one wins."""
        now = self._clock.now()
        with self._database.reading() as session:
            row = seals.latest(session, authority_code)
        if row is not None and self._is_ours(row) and (row.not_after is None or now < row.not_after - _RENEWED_BEFORE):
            return row
        candidate = self._new_key(authority_code, row.generation + 1 if row else 1, now)
        with self._database.transaction() as session:
            seals.add_first(session, candidate)
            winner = seals.get(session, authority_code, candidate.generation)
            assert winner is not None  # ours, or the one ours gave way to
            return winner

    def _new_key(self, authority_code: str, generation: int, now: datetime) -> SealKey:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, authority_code)])
        request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
        csr_pem = request.public_bytes(Encoding.PEM).decode("ascii")
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
        return SealKey(
            authority_code=authority_code,
            generation=generation,
            key_encrypted=self._ring.encrypt_text(pem, _place(authority_code, generation)),
            # With the request's digest: an authority may outlive this database.
            request_id=f"seal-{authority_code}-{generation}-{hashlib.sha256(csr_pem.encode()).hexdigest()[:16]}"
            f"{_ASKED}{self._authority.mark}",
            csr_pem=csr_pem,
            created_at=now,
        )

    def _is_ours(self, row: SealKey) -> bool:
        """Whether the authority asked today certified it; of a seal older than such marks it is taken for granted."""
        _, asked, mark = row.request_id.partition(_ASKED)
        return not asked or mark == self._authority.mark

    def _certified(self, row: SealKey, authority_name: str) -> SealKey:
        if row.certificate_pem is not None:
            return row
        issued = self._authority.certify(
            request_id=row.request_id,
            csr_pem=row.csr_pem,
            subject={"common_name": authority_name},
            kind="seal",
            validity_seconds=SEAL_SECONDS,
        )
        certificate = issued.certificate
        if certificate.public_key() != x509.load_pem_x509_csr(row.csr_pem.encode()).public_key():
            raise silent()
        with self._database.transaction() as session:
            kept = seals.get(session, row.authority_code, row.generation)
            assert kept is not None
            if kept.certificate_pem is None:
                kept.certificate_pem = _pem(certificate)
                kept.chain_pem = "".join(_pem(link) for link in issued.chain)
                kept.certificate_serial = f"{certificate.serial_number:x}"
                kept.not_after = certificate.not_valid_after_utc
                session.add(kept)
            return kept

    def _load(self, row: SealKey, authority_name: str) -> SoftwareSeal:
        assert row.certificate_pem is not None and row.chain_pem is not None
        pem = self._ring.decrypt_text(row.key_encrypted, _place(row.authority_code, row.generation))
        private = load_pem_private_key(pem.encode(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        key = SigningKey.from_pem(pem.encode(), row.certificate_pem.encode(), row.chain_pem.encode())
        addresses = revocation_addresses([key.certificate, *key.chain])
        links = [link.public_bytes(Encoding.PEM) for link in key.chain]

        def trust() -> Trust:
            lists = self._lists.at(addresses)
            return Trust(roots=self._authority.roots(), intermediates=links, crls=lists)

        page, box = seal_place()
        return SoftwareSeal(
            key=key,
            attesting=AttestingKey(private, f"{row.authority_code}.{row.generation}"),
            stamp=self._stamp(authority_name),
            authority_name=authority_name,
            page=page,
            box=box,
            timestamper=self._timestamper,
            trust=trust,
        )

    def _stamp(self, authority_name: str) -> bytes:
        content = {"authority": authority_name, "caption": "演示专用" if self._demonstration else None}
        try:
            return self._typesetter.render(_STAMP, content, timestamp=_STAMP_DATE)
        except UnprintableText as error:
            raise Defect("licence.authority_unprintable", ", ".join(error.code_points)) from None


def seal_place() -> tuple[int, Box]:
    """Page (from 0) and box in points where the template leaves room for the seal."""
    place = json.loads((_ROOM / "licence_boxes.json").read_text("utf-8"))["licence"]["authority"]
    left, bottom, right, top = place["box"]
    return int(place["page"]), (left, bottom, right, top)


def _place(authority_code: str, generation: int) -> str:
    return f"seal_key:{authority_code}:{generation}"


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")
