"""The fonts a document may use, so that every name in GB 18030-2022 that a font here can draw gets printed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from kernel.errors import Defect

# Debian: fonts-noto-cjk, fonts-hanazono, fonts-babelstone-han. Together they cover GB 18030-2022.
_SYSTEM_FONTS = Path("/usr/share/fonts")
_SYSTEM_FOLDERS = ("opentype/noto", "truetype/hanazono", "truetype/babelstone*")
FACES = Path(__file__).parent / "faces"
"""Our own cut of the two faces for everyday characters: `tests/fixtures/documents/faces.py` says what was left out."""
_PACKAGES = ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")


def font_paths() -> list[Path]:
    """Folders with Chinese fonts on this machine: our faces, the font packages, then Debian's.

    Raises `Defect` when there are no others than ours, since a rare letter of a name would then stop a document.
    """
    folders: list[Path] = []
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            folders.extend(Path(location) for location in spec.submodule_search_locations)
    for pattern in _SYSTEM_FOLDERS:
        folders.extend(sorted(folder for folder in _SYSTEM_FONTS.glob(pattern) if folder.is_dir()))
    if not folders:
        raise Defect("typesetting.no_fonts", "install kaiye[local] or Debian's fonts-noto-cjk")
    return [FACES, *folders]
