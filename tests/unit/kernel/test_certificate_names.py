"""Names of real people in certificates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateSigningRequestBuilder, Name, load_pem_x509_csr

from kernel.pdf.certificate_names import accept_new_characters, common_name, compare_names_once


@pytest.fixture
def _patched() -> Iterator[None]:
    before = x509.stringprep
    accept_new_characters()
    yield
    x509.stringprep = before


def name(text: str) -> x509.Name:
    return x509.Name.build({"common_name": text})


@pytest.mark.usefixtures("_patched")
@pytest.mark.parametrize("character", "㛃䶮𠅤𬱖𠮷㐆𡋾𱁬𰻝鿍")
def test_rare_characters(character: str) -> None:
    """A name in any character of GB 18030-2022, and later ones, equals itself and no other name."""
    assert name(f"张{character}").hashable == name(f"张{character}").hashable != name("张").hashable


@pytest.mark.usefixtures("_patched")
@pytest.mark.parametrize("character", ["\ufffd", "\ue000", "\U0001ffff", "\u0378"])
def test_prohibited_characters(character: str) -> None:
    """Replacement, private, non- and unassigned characters are still no part of a name."""
    with pytest.raises(ValueError, match="may not contain"):
        _ = name(f"张{character}").hashable


def test_comparing_once() -> None:
    """Names are the same by RFC 5280, not by their bytes, asked the first time and again."""
    compare_names_once()
    for _ in range(2):
        assert name("Zhang  San") == name("zhang san")
        assert name("张三") != name("张三丰")
        assert name("张三") != "张三"
        assert x509.Name.build({"common_name": "Zhang San"}, use_printable=True) == name("Zhang San")


def test_normal_form_once() -> None:
    """A name is looked up by one form whatever its bytes are, asked the first time and again, and by no other's."""
    compare_names_once()
    for _ in range(2):
        printable = x509.Name.build({"common_name": "Li  Si"}, use_printable=True)
        assert name("Li  Si").hashable == name("li si").hashable == printable.hashable
        assert name("李四").hashable != name("李四光").hashable
    assert x509.Name.build({"organization_name": "李四"}).hashable != name("李四").hashable


@pytest.mark.parametrize("text", ["迪" * 22, "迪" * 64, "𬱖" * 64])
def test_long_names(text: str) -> None:
    """A name is counted in characters, as RFC 5280 counts, not in bytes; it is written and read back."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = CertificateSigningRequestBuilder().subject_name(Name([common_name(text)])).sign(key, hashes.SHA256())
    read = load_pem_x509_csr(request.public_bytes(Encoding.PEM))
    assert [attribute.value for attribute in read.subject] == [text]


@pytest.mark.parametrize("text", ["", "迪" * 65])
def test_no_name(text: str) -> None:
    """What no certificate can bear is said to be so before anything is signed."""
    with pytest.raises(ValueError, match="64 characters"):
        common_name(text)
