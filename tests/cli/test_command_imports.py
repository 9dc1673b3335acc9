"""A command imports what it uses: one that gives a few numbers does not wait for the libraries of a report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dse import paths
from dse.store import Store

REPORT = {"docx", "lxml", "pptx", "xlsxwriter", "openpyxl", "PIL", "vl_convert"}
STATISTICS = {"scipy"}
CHECKS_OF_ROWS = {"pandera"}
WEB = {"streamlit", "tornado"}
IMPORT = {"dse.ingest"}
FIGURES = {"dse.figures", "dse.charts", "dse.export.dossier", "dse.export.publish_dossier", "altair"}
REPORT_OF_OURS = {"dse.export.dossier", "dse.export.publish_dossier", "dse.export.slides"}
ALL = REPORT | STATISTICS | WEB | CHECKS_OF_ROWS

UNUSED = {
    "figures": ALL | IMPORT | REPORT_OF_OURS,
    "figure uptake_by_year --format csv": ALL | IMPORT | REPORT_OF_OURS,
    "figure uptake_by_year --format csv-fr --audience diffusion": ALL | IMPORT | REPORT_OF_OURS,
    "table offers": ALL | IMPORT | FIGURES,
    "versions": ALL | IMPORT | FIGURES | {"duckdb"},
    "check": ALL | FIGURES,
    "explain IMP-520": ALL | FIGURES | {"duckdb"},
    "template offers --out {folder}/offers.xlsx": (ALL | FIGURES) - {"xlsxwriter"},
}
RUN = """
import sys
from dse import cli
code = cli.main(sys.argv[1:])
print("modules", *sys.modules, file=sys.stderr)
sys.stdout.flush(); sys.stderr.flush()
import os; os._exit(code)
"""


@pytest.mark.parametrize("command", UNUSED)
def test_a_command_imports_what_it_uses(command: str, demo_store: Store, tmp_path: Path) -> None:
    words = command.format(folder=tmp_path).split()
    result = subprocess.run(
        [sys.executable, "-c", RUN, *words, "--store", str(demo_store.path)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    imported = set(result.stderr.splitlines()[-1].split()[1:])
    assert "dse.cli" in imported
    assert not imported & UNUSED[command]
