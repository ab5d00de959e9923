"""How services hand each other data: immutable, signed, encrypted parts, passed by reference (claim check).

A workflow carries a `Reference` (key and digest), never the content. The receiver reads the part with a model of
its own and ignores fields it does not know, so a giver may add fields without telling anybody.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from catalogues.filing_types.words import AUTHORS, PartKind
from kernel.authors import NOBODY, Authors, apart
from kernel.bundles import EFFORT, MARK, Laid, Recent, bundle, bundle_key, lie_apart, object_of, unbundled
from kernel.errors import Defect
from kernel.keyring import KeyRing
from kernel.objects import ObjectStore
from kernel.pdf.digests import sha256_hex, sm3_hex
from kernel.settings import ExchangeSettings

Part = TypeVar("Part", bound=BaseModel)

_DEFLATED = " deflate"
"""Follows the key's name in the first line of an object that was deflated before it was encrypted."""
_ENCLOSED = "enclosed/"
"""Begins the key of a part that lies in its reference."""
_RECENT = Recent(24_000_000)
_LANES = 16


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


@dataclass(frozen=True)
class Made:
    """A document to be deposited; `onto` names the one it was made from by adding to its end, and that one's bytes."""

    kind: str
    content: bytes
    pages: int
    media_type: str = "application/pdf"
    onto: tuple[DocumentRef, bytes] | None = None


class Exchange:
    """Deposits and collects parts. Depositing the same content again changes nothing."""

    def __init__(self, settings: ExchangeSettings, store: ObjectStore | None = None, authors: Authors = NOBODY) -> None:
        self._store = store or ObjectStore(settings)
        self.authors = authors
        self._bucket = settings.exchange_bucket
        self._place = f"{settings.s3_endpoint}/{settings.exchange_bucket}"
        self._lanes = tuple(threading.Lock() for _ in range(_LANES))
        self._ring = KeyRing.parse(settings.exchange_keys.get_secret_value())

    def deposit(self, case: str, kind: PartKind, part: BaseModel) -> Reference:
        """Store `part`, signed, under the case's number; the key is derived from the content's digest. Raises Defect
        `exchange.another_author` for a kind that another service leaves; so do the other ways to leave a part."""
        content, digest, signature = self._signed(case, kind, part)
        key = f"{self._folder}{case}/{kind}/{digest[:32]}.json"
        self._write(key, signature + content)
        return Reference(key=key, digest=digest)

    def enclose(self, case: str, kind: PartKind, part: BaseModel) -> Reference:
        """A reference that carries its part with it, signed and encrypted: for an answer of a few hundred bytes to a
        service that asks. Nothing is stored; who asked keeps the reference and has kept the answer."""
        content, digest, signature = self._signed(case, kind, part)
        place = f"{_ENCLOSED}{case}/{kind}"
        key_id, encrypted = self._ring.encrypt(signature + content, place.encode())
        key = f"{place}{MARK}{key_id}{MARK}{base64.urlsafe_b64encode(encrypted).decode()}"
        return Reference(key=key, digest=digest)

    def collect(self, reference: Reference, model: type[Part], kind: PartKind, kept_at: datetime | None = None) -> Part:
        """Read a part of `kind`; raises `Defect` if it is absent, altered, not signed by the author of its kind or not
        of the expected shape. `kept_at` is when the reader wrote a reference down that it has in its own books."""
        try:
            return model.model_validate_json(self.collect_bytes(reference, kind, kept_at))
        except ValidationError as error:
            fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors(include_input=False))
            raise Defect("exchange.unexpected_shape", f"{model.__name__}: {fields}") from None

    def collect_bytes(self, reference: Reference, kind: PartKind, kept_at: datetime | None = None) -> bytes:
        """A part as its author left it; raises as `collect` does."""
        enclosed = reference.key.startswith(_ENCLOSED)
        stored = self._opened(reference.key) if enclosed else self._document(reference.key, self._read, {})
        signature, content = apart(stored)
        if hashlib.sha256(content).hexdigest() != reference.digest:
            raise Defect("exchange.altered", object_of(reference.key))
        case = _case_of(reference.key.removeprefix(_ENCLOSED))
        if signature is not None:
            self.authors.check(signature, case, kind, reference.digest)
        elif not self.authors.was_unsigned(kept_at if enclosed else self._stored_at(reference.key)):
            raise Defect("exchange.unsigned", f"{case} {kind}")
        return content

    def deposit_documents(self, case: str, made: Sequence[Made]) -> list[DocumentRef]:
        """Store the documents of one step, each kind once, in one object; the same ones get the same references."""
        laid = [_laid(one) for one in made]
        return self._laid_down(bundle_key(f"{self._folder}{case}", laid), laid, made)

    def deposit_step(
        self, case: str, kind: PartKind, part: BaseModel, made: Sequence[Made]
    ) -> tuple[Reference, list[DocumentRef]]:
        """Store a part and the documents that belong to it in one object, so that both are there or neither. The key
        of one document is derived from its digest alone."""
        content, digest, signature = self._signed(case, kind, part)
        laid = [Laid(f"{kind}.json", content), *map(_laid, made)]
        alone = len(made) == 1
        place = f"{self._folder}{case}"
        key = f"{place}/{made[0].kind}/{sha256_hex(made[0].content)[:32]}" if alone else bundle_key(place, laid)
        documents = self._laid_down(key, [Laid(laid[0].kind, signature + content), *laid[1:]], made)
        return Reference(key=f"{key}{MARK}{laid[0].kind}", digest=digest), documents

    @property
    def _folder(self) -> str:
        """A service writes into a folder of its own, where nobody else can."""
        return f"{self.authors.own}/" if self.authors.own else ""

    def _signed(self, case: str, kind: PartKind, part: BaseModel) -> tuple[bytes, str, bytes]:
        content = part.model_dump_json().encode()
        digest = hashlib.sha256(content).hexdigest()
        return content, digest, self.authors.sign(case, kind, digest)

    def _laid_down(self, key: str, laid: Sequence[Laid], made: Sequence[Made]) -> list[DocumentRef]:
        self._write(key, bundle(laid), deflate=not lie_apart(laid))
        return [
            DocumentRef(
                kind=one.kind,
                key=f"{key}{MARK}{one.kind}",
                sha256=sha256_hex(one.content),
                sm3=sm3_hex(one.content),
                pages=one.pages,
                media_type=one.media_type,
            )
            for one in made
        ]

    def collect_document(self, reference: DocumentRef) -> bytes:
        """Read a document; raises `Defect` if its bytes are not those the reference names."""
        [content] = self.collect_documents([reference])
        return content

    def collect_documents(self, references: Sequence[DocumentRef], *, as_stored: bool = False) -> list[bytes]:
        """Read documents, each object once. `as_stored`: as they lie in the store now, whatever this process remembers
        of them; for whoever takes them over or judges them. Raises as `collect_document` does."""
        objects: dict[str, bytes] = {}
        documents: dict[str, bytes] = {}

        def read(key: str) -> bytes:
            if key not in objects:
                objects[key] = self._decrypted(key, self._fetched(key)) if as_stored else self._read(key)
            return objects[key]

        return [_checked(self._document(reference.key, read, documents), reference) for reference in references]

    def check(self) -> None:
        self._store.check(self._bucket)

    def _stored_at(self, key: str) -> datetime | None:
        """Asked only where a part without signature may be one of before."""
        return self._store.stored_at(self._bucket, object_of(key)) if self.authors.signed_since else None

    def _opened(self, key: str) -> bytes:
        place, *enclosed = key.split(MARK)
        try:
            key_id, encrypted = enclosed
            return self._ring.decrypt(key_id, base64.urlsafe_b64decode(encrypted), place.encode())
        except ValueError:
            raise Defect("exchange.altered", place) from None

    def _document(self, key: str, read: Callable[[str], bytes], found: dict[str, bytes]) -> bytes:
        """By its key; what was `found` is not looked for again: a signed document is made of one that is often wanted
        too."""
        if key not in found:
            content = read(object_of(key))
            _, mark, kind = key.partition(MARK)
            found[key] = unbundled(content, kind, lambda base: self._document(base, read, found)) if mark else content
        return found[key]

    def _write(self, key: str, content: bytes, *, deflate: bool = True) -> None:
        key_id, encrypted = self._ring.encrypt(zlib.compress(content, EFFORT) if deflate else content, key.encode())
        stored = f"{key_id}{_DEFLATED if deflate else ''}\n".encode() + encrypted
        self._store.put(self._bucket, key, stored)
        _RECENT.keep(self._place, key, stored)

    def _read(self, key: str) -> bytes:
        # Several threads of one step want the same object at once: the first one fetches it.
        with self._lanes[hash(key) % _LANES]:
            stored = _RECENT.get(self._place, key)
            if stored is None:
                stored = self._fetched(key)
        return self._decrypted(key, stored)

    def _fetched(self, key: str) -> bytes:
        stored = self._store.get(self._bucket, key)
        _RECENT.keep(self._place, key, stored)
        return stored

    def _decrypted(self, key: str, stored: bytes) -> bytes:
        first, _, encrypted = stored.partition(b"\n")
        key_id = first.decode()
        content = self._ring.decrypt(key_id.removesuffix(_DEFLATED), encrypted, key.encode())
        return zlib.decompress(content) if key_id.endswith(_DEFLATED) else content


def _case_of(key: str) -> str:
    """Parts of earlier releases lie in no service's folder."""
    first, second, *_ = key.split("/")
    return second if first in AUTHORS else first


def _laid(made: Made) -> Laid:
    if made.onto is not None:
        reference, base = made.onto
        if base and made.content.startswith(base):
            return Laid(made.kind, made.content, reference.key, len(base))
    return Laid(made.kind, made.content)


def _checked(content: bytes, reference: DocumentRef) -> bytes:
    if sha256_hex(content) != reference.sha256:
        raise Defect("exchange.altered", reference.key)
    return content
