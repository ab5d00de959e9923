"""Looks at the bytes of a PDF that nothing signs: the container of its last signature or archive time stamp.

What the container holds besides what verifying reads can be altered without a trace: copies of issuers' certificates,
a list of algorithms, the case of hexadecimal digits, another way to write the same length. So each of these must be
what the signature's maker writes, and every certificate be signed by an issuer who is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from asn1crypto import cms, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.pdf.reading import opened

_GAP = re.compile(rb"<(?:[0-9A-F]+|[0-9a-f]+)>")
_STAMP = "signature_time_stamp_token"


def unsound(pdf: bytes, roots: Sequence[bytes]) -> bool:
    """Whether something in the last container is not what a signature's maker writes; False for a file without any.
    `roots` (PEM) are believed. Raises `Refusal("pdf.unreadable")`."""
    with opened(pdf) as reader:
        if not reader.embedded_signatures:
            return False
        return any(_wrong(reader, pdf, roots))


def _wrong(reader: PdfFileReader, pdf: bytes, roots: Sequence[bytes]) -> Iterator[bool]:
    last = reader.embedded_signatures[-1]
    _, before, after, _ = map(int, last.byte_range)
    yield _GAP.fullmatch(pdf[before:after]) is None
    raw = last.pkcs7_content
    content = raw[: parser.peek(raw)]
    known = [one for pem in roots for one in x509.load_pem_x509_certificates(bytes(pem))]
    yield from _of_container(content, known)


def _of_container(content: bytes, known: Sequence[x509.Certificate]) -> Iterator[bool]:
    """Of one CMS container, and of the time stamp in it."""
    try:
        info = cms.ContentInfo.load(content, strict=True)
        signed = info["content"]
        yield not _shortest(content) or info["content_type"].native != "signed_data"
        (signer,) = signed["signer_infos"]
        stamp = signed["encap_content_info"]["content_type"].native == "tst_info"
        yield signed["version"].native != ("v3" if stamp else "v1") or signer["version"].native != "v1"
        yield [each.native for each in signed["digest_algorithms"]] != [signer["digest_algorithm"].native]
        yield bool(signed["crls"].native)
        yield not _issued(signed["certificates"], known) or not _named(signer, signed["certificates"])
        for attribute in signer["unsigned_attrs"] or ():
            yield attribute["type"].native != _STAMP or len(attribute["values"]) != 1
            yield from _of_container(attribute["values"][0].dump(), known)
    # asn1crypto fails in any way it likes at what is no such structure.
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        yield True


def _shortest(content: bytes) -> bool:
    """Whether every length is written as DER writes it (X.690, 10.1), and nothing is left over."""
    while content:
        _, method, _, header, inner, trailer = parser.parse(content)
        size, length = len(inner), header[1:]
        octets = (size.bit_length() + 7) // 8
        written = bytes([size]) if size < 128 else bytes([0x80 | octets]) + size.to_bytes(octets, "big")
        if length != written or trailer or (method == 1 and not _shortest(inner)):
            return False
        content = content[len(header) + size :]
    return True


def _issued(copies: Any, known: Sequence[x509.Certificate]) -> bool:
    """Whether every certificate that lies in a container was signed by another of them, or by a root."""
    held = [x509.load_der_x509_certificate(copy.chosen.dump()) for copy in copies]
    return all(one in known or any(_signed_by(one, issuer) for issuer in (*held, *known)) for one in held)


def _named(signer: Any, copies: Any) -> bool:
    """Whether the signer's certificate is named byte for byte: to readers names that differ in case are the same."""
    named = signer["sid"].chosen
    own = [copy.chosen for copy in copies if copy.chosen.serial_number == named["serial_number"].native]
    return [one.issuer.dump() for one in own] == [named["issuer"].dump()]


def _signed_by(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    if one is issuer or one.issuer != issuer.subject:
        return False
    try:
        one.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
