"""Words that never reach a screen: those of the pages themselves, of the checks of the import, and of what an import says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dse import paths
from dse.ingest.registry import all_checks
from tests.support.screen_words import find_banned

_SENTENCE = re.compile(r"[A-Za-zÀ-ÿ’]{2,} [A-Za-zÀ-ÿ’«(]|\b[np][ \u00a0]= ?")
_CODE = re.compile(r"[<>\\]|(?<!\b[np][ \u00a0])=|\b(?:select|const|return|SELECT|SET)\b")
# What these say is read in the file that it speaks of, or in a terminal, by who administers the tool.
_ADMINISTRATION = (
    "dse/ingest/databases/",
    "dse/ingest/forms/",
    "dse/ingest/registry/",
    "dse/ingest/surveys/tools/",
    "dse/ingest/surveys/draft/form_writing.py",
    "dse/export/dossier/provenance.py",
)
_NOT_READ = (
    "page of …",
    "unexpected end of data",
    "un fichier Parquet",
    "un fichier JSON",
)  # for the log, of Python, of who has such a file
PAGES = ("pages/*.py", "dse/ui/**/*.py", "dse/ingest/**/*.py", "dse/export/**/*.py", "dse/slides.py")


def _list_modules() -> list[str]:
    found = (path for pattern in PAGES for path in paths.ROOT.glob(pattern))
    names = (path.relative_to(paths.ROOT).as_posix() for path in sorted(found))
    return [name for name in names if not name.startswith(_ADMINISTRATION)]


def list_sentences(source: str) -> Iterator[str]:
    """French texts of a module, the values in them left out; no docstring, no program of another language."""
    tree = ast.parse(source)
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside | docstrings:
            continue
        text = _read_text(node)
        if text not in _NOT_READ and _SENTENCE.search(text) and not _CODE.search(text):
            yield text


def _read_text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_read_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_a_text_of_a_page_is_found_and_a_docstring_is_not() -> None:
    source = '"""The organisation_id of it."""\nst.caption(f"Nom technique {name} de organisation_id")\n'
    assert [find_banned(text) for text in list_sentences(source)] == [["organisation_id"]]


@pytest.mark.parametrize("text", ['f"n = {size}"', '"Un écart net (p = 0,03)"', '"n\\u00a0= 5"'])
def test_a_size_and_a_level_are_texts(text: str) -> None:
    (found,) = list_sentences(f"st.caption({text})\n")
    assert find_banned(found)


@pytest.mark.parametrize("module", _list_modules())
def test_a_page_has_words_of_readers(module: str) -> None:
    for text in list_sentences(Path(paths.ROOT, module).read_text(encoding="utf-8")):
        assert not find_banned(text), text


@pytest.mark.parametrize("code", all_checks())
def test_a_check_has_words_of_readers(code: str) -> None:
    check = all_checks()[code]
    for text in (check.title, check.explanation, check.advice):
        assert not find_banned(text), text
