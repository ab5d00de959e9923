"""An archive package: a bag (RFC 8493) in one ZIP file, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from kernel.pdf.digests import sm3_hex

ALGORITHMS = ("sha256", "sha512")
SM3_FILE = "metadata/digests-sm3.txt"
"""SM3 is no algorithm BagIt knows, and a manifest of it makes readers refuse the bag: so it is a tag file."""

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def make_package(
    folder: str, payload: Mapping[str, bytes], tags: Mapping[str, bytes], info: Sequence[tuple[str, str]]
) -> bytes:
    """`payload` lies under `data/`, `tags` beside it; all of it is listed with SHA-256 and SHA-512, payload with SM3.

    Files lie under the one folder `folder`, in the order given, deflated (RFC 1951), which every unpacker reads.
    """
    data = {f"data/{path}": content for path, content in payload.items()}
    octets = sum(map(len, data.values()))
    lines = [*info, ("Payload-Oxum", f"{octets}.{len(data)}")]
    described = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in lines).encode(),
        **tags,
        SM3_FILE: _listing((sm3_hex(content), path) for path, content in data.items()),
        **{f"manifest-{name}.txt": _manifest(name, data) for name in ALGORITHMS},
    }
    listed = {f"tagmanifest-{name}.txt": _manifest(name, described) for name in ALGORITHMS}
    return _zip(folder, {**described, **listed, **data})


def _manifest(algorithm: str, files: Mapping[str, bytes]) -> bytes:
    return _listing((hashlib.new(algorithm, content).hexdigest(), path) for path, content in files.items())


def _listing(lines: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {path}\n" for digest, path in lines).encode()


def _zip(folder: str, files: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{path}", _NO_TIME)
            entry.create_system = _UNIX
            entry.external_attr = _PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return output.getvalue()
