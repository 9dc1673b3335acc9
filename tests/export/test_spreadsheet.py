"""A CSV for French Excel, opened by LibreOffice in a French locale: numbers are numbers, dates are dates."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import tool

from dse.export.files import delimited_text
from dse.store import Store

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# Separator ;, quotes ", UTF-8 (76), from line 1, French (France) 1036, quoted numbers are numbers, detect special numbers.
FILTER = "CSV:59,34,76,1,,1036,false,true"

Cell = tuple[str, str]


def opened(csv: Path, folder: Path) -> list[list[Cell]]:
    """Each cell as LibreOffice understands it: its type and its value."""
    program = tool("soffice", "libreoffice")
    command = [
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        f"--infilter={FILTER}",
    ]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", str(folder), str(csv)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    with zipfile.ZipFile(folder / f"{csv.stem}.ods") as ods:
        root = ElementTree.fromstring(ods.read("content.xml"))
    return [
        [cell for each in row.iter(f"{TABLE}table-cell") for cell in _cells(each)]
        for row in root.iter(f"{TABLE}table-row")
    ]


def _cells(element: ElementTree.Element) -> list[Cell]:
    kind = element.get(f"{OFFICE}value-type", "")
    value = element.get(f"{OFFICE}value") or element.get(f"{OFFICE}date-value") or "".join(element.itertext())
    repeated = int(element.get(f"{TABLE}number-columns-repeated", "1"))
    return [(kind, value)] * min(repeated, 50)


@pytest.fixture(scope="module")
def accompaniments(
    demo_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[dict], list[list[Cell]]]:
    place = tmp_path_factory.mktemp("office")
    csv = place / "accompagnements.csv"
    number = demo_store.current().number
    csv.write_bytes(
        b"".join(delimited_text.render_table_csv(demo_store, number, "accompaniments", delimited_text.FRENCH))
    )
    return demo_store.read(demo_store.current(), "accompaniments").to_pylist(), opened(csv, place)


def test_numbers_are_numbers_and_dates_dates(accompaniments) -> None:
    stored, cells = accompaniments
    header = [value for _, value in cells[0]]
    cost, day = header.index("Coût (€)"), header.index("Demande")
    checked = 0
    for row, read in zip(stored, cells[1:], strict=False):
        assert read[day] == ("date", row["requested_on"].isoformat())
        if row["cost_eur"] is not None:
            assert read[cost][0] in ("float", "currency")
            assert float(read[cost][1]) == float(row["cost_eur"])
            checked += 1
    assert checked > 100


def test_accents_and_apostrophes_are_right(accompaniments) -> None:
    stored, cells = accompaniments
    title = [value for _, value in cells[0]].index("Intitulé")
    assert [read[title] for read in cells[1 : len(stored) + 1]] == [
        ("string", row["title"]) for row in stored
    ]
    assert any("é" in row["title"] for row in stored)
