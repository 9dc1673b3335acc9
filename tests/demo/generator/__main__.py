"""`python -m tests.demo.generator`: write the raw files of the demo again into data/demo."""

from __future__ import annotations

from dse import paths
from tests.demo.generator import write_files

if __name__ == "__main__":
    write_files(paths.DEMO)
