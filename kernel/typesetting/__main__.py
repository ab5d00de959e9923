"""Starts one typesetting process: `python -m kernel.typesetting DESCRIPTOR ROOT FOLDER FONT_FOLDERS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kernel.typesetting.compositor import main

main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4].split(os.pathsep))
