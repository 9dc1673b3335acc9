"""Writes again what is derived from declarations, forms and lists: `.venv/bin/python -m tests.record`, when one of them has changed.

docs/controles.md from the checks, docs/formulaires.md from the options of forms, data/shipped.csv from the files of data/, and the structures of the tables, which the
next release must be able to read.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "support"))

import structures

from tests import controls, form_page, shipped


def main() -> None:
    controls.PAGE.write_text(controls.render(), encoding="utf-8", newline="\n")
    form_page.PAGE.write_text(form_page.render(), encoding="utf-8", newline="\n")
    shipped.add()
    structures.write()


if __name__ == "__main__":
    main()
