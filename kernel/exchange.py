"""How services hand each other data: immutable, encrypted parts, passed by reference (claim check).

A workflow carries a `Reference` (key and digest), never the content. The receiver reads the part with a model of
its own and ignores fields it does not know, so a giver may add fields without telling anybody.
"""

from __future__ import annotations

import hashlib
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import Defect
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore
from kernel.settings import SharedSettings

Part = TypeVar("Part", bound=BaseModel)


class Reference(BaseModel):
    """Where a part lies and the SHA-256 of its plain bytes."""

    model_config = ConfigDict(frozen=True)

    key: str
    digest: str


class DocumentRef(BaseModel):
    """A document in the exchange. `kind` is its stable name (`application_form`); titles come from the receiver."""

    model_config = ConfigDict(frozen=True)

    kind: str
    key: str
    sha256: str
    sm3: str
    pages: int
    media_type: str = "application/pdf"


class Exchange:
    """Deposits and collects parts. Depositing the same content again changes nothing."""

    def __init__(self, settings: SharedSettings, store: ObjectStore | None = None) -> None:
        self._store = store or ObjectStore(settings)
        self._bucket = settings.exchange_bucket
        self._ring = KeyRing.parse(settings.exchange_keys.get_secret_value())

    def deposit(self, case: str, kind: str, part: BaseModel) -> Reference:
        """Store `part` under the case's number; the key is derived from the content's digest."""
        content = part.model_dump_json().encode()
        digest = hashlib.sha256(content).hexdigest()
        key = f"{case}/{kind}/{digest[:32]}.json"
        self._write(key, content)
        return Reference(key=key, digest=digest)

    def collect(self, reference: Reference, model: type[Part]) -> Part:
        """Read a part; raises `Defect` if it is absent, altered or not of the expected shape."""
        content = self._read(reference.key)
        if hashlib.sha256(content).hexdigest() != reference.digest:
            raise Defect("exchange.altered", reference.key)
        try:
            return model.model_validate_json(content)
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors(include_input=False))
            raise Defect("exchange.unexpected_shape", f"{model.__name__}: {fields}") from None

    def deposit_document(
        self, case: str, kind: str, content: bytes, pages: int, media_type: str = "application/pdf"
    ) -> DocumentRef:
        """Store a document's bytes; the same bytes get the same reference."""
        sha256 = hashlib.sha256(content).hexdigest()
        sm3 = hashlib.new("sm3", content).hexdigest()
        key = f"{case}/{kind}/{sha256[:32]}"
        self._write(key, content)
        return DocumentRef(kind=kind, key=key, sha256=sha256, sm3=sm3, pages=pages, media_type=media_type)

    def collect_document(self, reference: DocumentRef) -> bytes:
        """Read a document; raises `Defect` if its bytes are not those the reference names."""
        content = self._read(reference.key)
        if hashlib.sha256(content).hexdigest() != reference.sha256:
            raise Defect("exchange.altered", reference.key)
        return content

    def check(self) -> None:
        self._store.check(self._bucket)

    def _write(self, key: str, content: bytes) -> None:
        key_id, encrypted = self._ring.encrypt(content, key.encode())
        self._store.put(self._bucket, key, key_id.encode() + b"\n" + encrypted)

    def _read(self, key: str) -> bytes:
        key_id, _, encrypted = self._store.get(self._bucket, key).partition(b"\n")
        return self._ring.decrypt(key_id.decode(), encrypted, key.encode())
