"""Files made to kill, fill or slow down whoever reads them: one French sentence each, and the process lives on.

Nothing is timed here. The child that reads a workbook has its own limits of memory and of processor, and is refused with
IMP-135 where it reaches them: a hostile file must be refused before, for what it is.
"""

from __future__ import annotations

import gzip
import io
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import uploads
import workbooks
from app_session import go_to_page, open_page
from workbooks import MAIN, ods, packed, table, text, worksheet, xlsx

from dse import paths
from dse.ingest import Upload, propose
from dse.ingest.files import archive, delimited, workbook_child
from dse.store import Store

pytestmark = pytest.mark.usefixtures("reader_of_its_own")

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
MANY = 2**20
REACHED = "IMP-135"  # a limit of memory or time, which only stands behind the others
TITLES = "Identifiant;Nom;SIREN\n"


def _nested(depth: int) -> bytes:
    content = b"0" * MANY
    for level in range(depth):
        content = packed({f"{level}.zip": content})
    return content


def _linked() -> bytes:
    """A workbook one member of which is a symbolic link."""
    out = io.BytesIO(xlsx(ONE))
    with zipfile.ZipFile(out, "a") as file:
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    return out.getvalue()


def _twice() -> bytes:
    out = io.BytesIO(xlsx(ONE))
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def _spoilt(content: bytes) -> bytes:
    found = bytearray(content)
    found[len(found) // 3] ^= 0xFF
    return bytes(found)


def _elements(body: str) -> bytes:
    return xlsx("", **{"xl/worksheets/sheet1.xml": worksheet(body)})


def _styled(body: str) -> bytes:
    return xlsx(ONE, **{"xl/styles.xml": f"<styleSheet xmlns='{MAIN}'>{body}</styleSheet>"})


BLOW_UP = f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]><worksheet>{"&a;" * 50_000}</worksheet>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
REPEATED = 'table:number-columns-repeated="1000000"'

WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a bomb of one member": lambda: packed({"xl/workbook.xml": b" " * (archive.LARGEST_INSIDE + 1)}),
    "a bomb of many members": lambda: packed({f"xl/{n}.xml": b" " * MANY for n in range(150)}),
    "bombs inside bombs": lambda: _nested(6),
    "five thousand members": lambda: packed({f"{n}": b"" for n in range(5_000)}),
    "a quadratic blow-up": lambda: xlsx(ONE, **{"xl/worksheets/sheet1.xml": BLOW_UP}),
    "an outside entity": lambda: xlsx(ONE, **{"xl/sharedStrings.xml": OUTSIDE}),
    "a document type in the relations": lambda: xlsx(ONE, **{"_rels/.rels": OUTSIDE}),
    "elements inside elements": lambda: _elements("<a>" * 400_000 + "</a>" * 400_000),
    "a row never closed": lambda: _elements("<row>" * 1000 + "<c>"),
    "an attribute of a megabyte": lambda: _elements(f'<row r="{"9" * MANY}"/>'),
    "shared texts that are not there": lambda: _elements('<row><c t="s"><v>99999999</v></c></row>'),
    "two members of one name": _twice,
    "a wrong checksum": lambda: _spoilt(xlsx(ONE * 200)),
    "a columns repetition": lambda: ods(table(f"<table:table-row>{text('x', REPEATED)}</table:table-row>")),
    "a repetition that is no number": lambda: ods(
        table(f"<table:table-row>{text('x', REPEATED.replace('1000000', 'x'))}</table:table-row>")
    ),
    "a style that is no number": lambda: _styled("<cellXfs><xf numFmtId='x'/></cellXfs>"),
    "tables inside tables": lambda: ods("<table:table>" * 20_000 + "</table:table>" * 20_000),
    "an end of archive alone": lambda: b"PK\x05\x06" + b"\xff" * 18,
    "a beginning of archive alone": lambda: b"PK\x03\x04" + b"\xff" * 4096,
}

OTHERS: dict[str, Callable[[], bytes]] = {
    "a pickle": lambda: pickle.dumps({"a": 1}),
    "a Parquet file": lambda: b"PAR1" + bytes(range(256)) * 20 + b"PAR1",
    "a program of Windows": lambda: b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 20,
    "a program of Linux": lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
    "an image": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "a compressed file": lambda: gzip.compress(TITLES.encode() * 100),
    "an archive of 7-Zip": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(range(256)) * 20,
    "a script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "a web page": lambda: b"<html><table><tr><td>Nom</td></tr></table></html>",
    "null bytes": lambda: b"\0" * MANY,
    "UTF-16 without its mark": lambda: TITLES.encode("utf-16-le") * 9,
    "quotes": lambda: b'"' * (delimited.LARGEST_UPLOAD - 1),
    "a quote that is never closed": lambda: f'{TITLES}"A'.encode() + b"x;y;z\n" * MANY,
    "one line of ten megabytes": lambda: b"a" * (delimited.LARGEST_UPLOAD - 1),
    "ten megabytes of delimiters": lambda: b";" * (delimited.LARGEST_UPLOAD - 5) + b"\na;b\n",
    "ten megabytes of ends of line": lambda: b"\n" * delimited.LARGEST_UPLOAD,
    "three hundred thousand titles": lambda: b";".join(b"t%d" % n for n in range(300_000)) + b"\n1\n",
    "a hundred and one thousand lines": lambda: (TITLES + "A;B;\n" * 101_000).encode(),
    "a file of eleven megabytes": lambda: TITLES.encode() + b"A;B;\n" * (11 * MANY // 5),
    "titles to go back and forth in": lambda: (
        "Identifiant;" + "[" * 40_000 + "]" * 40_000 + ";" + "a " * 40_000 + "!\nA;B;C\n"
    ).encode(),
}


def _one_sentence(content: bytes, name: str, folder: Path) -> str:
    """Code of the first problem of a file that changes nothing; every sentence of it is short."""
    store = Store(folder / "store")
    before = uploads.bytes_of(store)
    proposal = propose([Upload(name, content)], store)
    assert proposal.status == "refused" and uploads.bytes_of(store) == before
    assert all(len(each.sentence) <= 300 and each.advice for each in proposal.problems)
    return proposal.problems[0].code


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused_before_its_reader_reaches_a_limit(name: str, tmp_path: Path) -> None:
    assert _one_sentence(WORKBOOKS[name](), "f.xlsx", tmp_path) != REACHED


@pytest.mark.long
@pytest.mark.parametrize("name", OTHERS)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    assert _one_sentence(OTHERS[name](), "f.csv", tmp_path) != REACHED


def test_a_member_that_is_a_link_is_no_more_than_its_bytes() -> None:
    assert workbooks.only(_linked()).headers == ("1",)


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300,
        "🧾📊.csv",
        "CON.csv",
        "..\\..\\store\\manifests\\00000001.json",
        "../../../etc/passwd",
        "",
        "\x00.csv",
        "a\nb.csv",
    ],
)
def test_an_odd_name_is_only_shown(name: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    proposal = propose([Upload(name, uploads.clean("membres").content)], store)
    assert proposal.status == "ready"
    shown = proposal.sources[0].name
    assert 0 < len(shown) <= 60 and not set(shown) & set("/\\\n\x00")


@pytest.mark.skipif(sys.platform != "linux", reason="memory and processor are bounded on Linux only")
def test_the_reader_of_workbooks_has_limits_of_memory_and_processor() -> None:
    told = (
        "import resource as r; from dse.ingest.files import workbook_child as c; c._limit_resources(); "
        "print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, cwd=paths.ROOT, check=True)
    assert done.stdout.split() == [b"524288000", b"5"]
    assert (workbook_child.LARGEST_MEMORY, workbook_child.LEAST_SECONDS) == (500 * MANY, 5)


# In a process of its own: what ran before in this one has made it larger.
_TALLEST = """
import sys
from pathlib import Path
from test_hostile_files import OTHERS, _one_sentence
for name in ("ten megabytes of delimiters", "three hundred thousand titles", "quotes", "null bytes"):
    _one_sentence(OTHERS[name](), "f.csv", Path(sys.argv[1]))
print(next(line.split()[1] for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmHWM")))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in kilobytes on Linux")
def test_no_hostile_file_makes_the_process_that_reads_it_large(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TALLEST, str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )
    assert int(done.stdout) < 1_000 * 1024


WORST = {
    "XFD1048576.xlsx": lambda: xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "bombe.xlsx": WORKBOOKS["a bomb of one member"],
    "entités.xlsx": WORKBOOKS["a quadratic blow-up"],
    "large.csv": OTHERS["three hundred thousand titles"],
    "guillemets.csv": OTHERS["quotes"],
}


@pytest.mark.long
def test_the_dashboard_still_serves_its_pages_after_the_worst_files(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(store.path))
    before = uploads.bytes_of(store)
    test = open_page("donnees")
    for name, made in WORST.items():
        test.session_state["partie"] = "Importer"
        test.run().file_uploader[0].set_value([(name, made(), "text/csv")]).run()
        assert not test.exception, name
        assert any(
            "IMP-" in str(each.value) or "problème" in str(each.value)
            for each in (*test.error, *test.markdown)
        ), name
    assert uploads.bytes_of(store) == before
    go_to_page(test, "recours")
    assert not test.exception and test.title
