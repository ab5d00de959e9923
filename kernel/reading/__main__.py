"""Starts the reading process: `python -m kernel.reading DESCRIPTOR`."""

from __future__ import annotations

import sys

from kernel.reading.lector import main

main(int(sys.argv[1]))
