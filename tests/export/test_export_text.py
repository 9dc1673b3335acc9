"""Text files: both dialects, safe against formulas, back unchanged."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from dse import formula, ingest
from dse.export.files import delimited_text
from dse.export.import_files import issue_report
from dse.ingest import Issue, Upload
from dse.store import Store
from schemas import Column

PAYLOADS = [
    "=1+1",
    "+33 6 12 34 56 78",
    "-5+cmd|' /C calc'!A0",
    "@nom",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u200b=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "|x",
    "%x",
    "'=1",
    "''=1",
]
PLAIN = ["", "ONG", "l'eau", "'quoted'", "a=b", 'dit "oui"', "a;b,c", "a\nb", "été – cœur", "1 + 1"]


def column(name: str, kind: pa.DataType = pa.string(), **more: object) -> Column:
    return Column("t", name, name.capitalize(), "Colonne.", kind, "text", **more)


def render_texts(
    dialect: delimited_text.Dialect, values: list[object], kind: pa.DataType = pa.string(), **more: object
) -> list[str]:
    batch = pa.record_batch({"x": pa.array(values, kind)})
    content = b"".join(delimited_text.render_csv([column("x", kind, **more)], [batch], dialect)).decode(
        "utf-8-sig"
    )
    return [row[0] for row in csv.reader(io.StringIO(content, newline=""), delimiter=dialect.separator)][1:]


@pytest.mark.parametrize(
    "dialect", [delimited_text.MACHINE, delimited_text.FRENCH], ids=["machine", "french"]
)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_formula_is_written_as_text_and_read_back(dialect: delimited_text.Dialect, payload: str) -> None:
    (cell,) = render_texts(dialect, [payload])
    assert cell == "'" + payload
    assert formula.unescape(cell) == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_header_is_safe_too(payload: str) -> None:
    content = b"".join(delimited_text.render_csv([column(payload)], [], delimited_text.MACHINE)).decode(
        "utf-8"
    )
    assert next(csv.reader(io.StringIO(content, newline="")))[0].startswith("'")


@pytest.mark.parametrize("plain", PLAIN)
def test_other_text_is_written_verbatim(plain: str) -> None:
    assert render_texts(delimited_text.MACHINE, [plain]) == [plain]
    assert render_texts(delimited_text.FRENCH, [plain]) == [plain]


def test_numbers_and_dates_are_french_for_excel() -> None:
    assert render_texts(delimited_text.FRENCH, [1234.5, None, -0.25], pa.float64()) == ["1234,5", "", "-0,25"]
    assert render_texts(delimited_text.FRENCH, [Decimal("1200.00")], pa.decimal128(12, 2)) == ["1200,00"]
    assert render_texts(delimited_text.FRENCH, [date(2018, 4, 3), None], pa.date32()) == ["03/04/2018", ""]
    assert render_texts(delimited_text.FRENCH, [True, False, None], pa.bool_()) == ["oui", "non", ""]
    assert render_texts(delimited_text.FRENCH, ["ONG", "INCONNU"], codelists=("actor_families",)) == [
        "ONG",
        "INCONNU",
    ]
    assert render_texts(delimited_text.FRENCH, ["COLLECTIVITE"], codelists=("actor_families",)) == [
        "Collectivité territoriale"
    ]


def test_numbers_and_dates_are_iso_for_machines() -> None:
    assert render_texts(delimited_text.MACHINE, [1234.5, None], pa.float64()) == ["1234.5", ""]
    assert render_texts(delimited_text.MACHINE, [date(2018, 4, 3)], pa.date32()) == ["2018-04-03"]
    assert render_texts(delimited_text.MACHINE, [-3, 0], pa.int64()) == ["-3", "0"]
    assert render_texts(delimited_text.MACHINE, ["COLLECTIVITE"], codelists=("actor_families",)) == [
        "COLLECTIVITE"
    ]


def test_french_excel_finds_its_mark_and_its_separator() -> None:
    content = b"".join(delimited_text.render_csv([column("a"), column("b")], [], delimited_text.FRENCH))
    assert content == b'\xef\xbb\xbf"A";"B"\r\n'


@pytest.mark.parametrize(
    "dialect", [delimited_text.MACHINE, delimited_text.FRENCH], ids=["machine", "french"]
)
def test_every_table_of_the_demo_comes_back_unchanged(
    demo_store: Store, dialect: delimited_text.Dialect
) -> None:
    number = demo_store.current().number
    for name in demo_store.current().tables:
        content = b"".join(delimited_text.render_table_csv(demo_store, number, name, dialect))
        proposal = ingest.propose([Upload(f"{name}.csv", content)], demo_store)
        assert (proposal.status, proposal.forms) == ("unchanged", (name,)), (name, proposal.problems[:2])


def test_a_large_table_comes_in_pieces_that_make_one_file() -> None:
    batches = pa.table({"x": [str(n) for n in range(5)]}).to_batches(max_chunksize=2)
    pieces = list(delimited_text.render_csv([column("x")], batches, delimited_text.MACHINE))
    assert len(pieces) == 4
    assert b"".join(pieces).decode("utf-8").split("\r\n") == ['"x"', *[f'"{n}"' for n in range(5)], ""]


def test_the_list_of_problems_is_a_file_for_excel() -> None:
    problem = Issue(
        "a.csv", "=Raison.", "Conseil.", code="IMP-201", row=3, column="B", header="Nom", value="x"
    )
    rows = list(
        csv.reader(
            io.StringIO(issue_report.render_csv([problem]).decode("utf-8-sig"), newline=""), delimiter=";"
        )
    )
    assert rows[0][:4] == ["Ligne", "Colonne", "Valeur", "Problème"]
    assert rows[1] == ["3", "B", "x", "'=Raison.", "Conseil.", "Nom", "a.csv", "IMP-201"]
