"""Starts one typesetting process: `python -m kernel.typesetting DESCRIPTOR ROOT FONT_FOLDERS`."""

from __future__ import annotations

import os
import sys

from kernel.typesetting.compositor import main

main(int(sys.argv[1]), sys.argv[2], sys.argv[3].split(os.pathsep))
