"""Draws the fictitious papers of the examples: `python -m examples.draw` writes those that each example names."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cli.registration.form import RegistrationForm
from cli.registration.papers import drawn

_HERE = Path(__file__).parent


def main() -> int:
    for example in sorted(_HERE.glob("*.json")):
        form = RegistrationForm.model_validate(json.loads(example.read_text(encoding="utf-8")))
        for kind, path in form.attachments.items():
            file = _HERE / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(drawn(kind, form))
    return 0


if __name__ == "__main__":
    sys.exit(main())
