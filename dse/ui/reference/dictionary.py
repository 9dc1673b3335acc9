"""The dictionary on the page: what each table and column means, the codes allowed, the triennials and breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pyarrow as pa
import streamlit as st

import schemas
from dse import french
from dse.export import codebook
from dse.ingest.spelling import canonical
from dse.ui.card import tables
from dse.ui.frame import shell
from dse.ui.frame.prose import sentence
from dse.ui.reference import full_tables
from schemas import Column, codelists

FOUND = ("table_title", "title", "description", "kind", "name")
FOUND_COLUMNS = tuple(column for column in codebook.COLUMNS if column.name in FOUND)
FOUND_CODES = codebook.CODES[:4]


def show() -> None:
    """Look for a word, or choose a table or a list and read it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        word = st.text_input(
            "Chercher un mot",
            key="mot_dictionnaire",
            placeholder="genre, adhésion, cofinancement…",
            icon=":material/search:",
            width=360,
        )
        _download("Colonnes (CSV pour Excel)", codebook.columns_csv, "dictionnaire-colonnes.csv")
        _download("Codes (CSV pour Excel)", codebook.codes_csv, "dictionnaire-codes.csv")
    if word.strip():
        _found(word)
        return
    _table()
    _list()
    _time()


def search(table: pa.Table, word: str) -> pa.Table:
    """Rows of which a text contains every word asked for, whatever the case and the accents."""
    asked = canonical(word).split()
    texts = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    lines = zip(*(table[name].to_pylist() for name in texts), strict=True)
    kept = [_contains(canonical(" ".join(each or "" for each in line)), asked) for line in lines]
    return table.filter(pa.array(kept, pa.bool_()))


def _contains(line: str, asked: Sequence[str]) -> bool:
    return all(each in line for each in asked)


def _found(word: str) -> None:
    columns, codes = search(codebook.columns(), word), search(codebook.codes(), word)
    if not columns.num_rows and not codes.num_rows:
        st.info(sentence(f"Aucune colonne ni aucun code ne contient « {word.strip()} »."))
        return
    for found, noun, declared, key in (
        (columns, "colonne", FOUND_COLUMNS, "colonnes_trouvees"),
        (codes, "code", FOUND_CODES, "codes_trouves"),
    ):
        if found.num_rows:
            st.markdown(f"**{french.count(found.num_rows, noun)}**")
            _show(found, declared, key)


def _table() -> None:
    name = st.selectbox(
        "Table", list(schemas.TABLES), format_func=schemas.title, key="table_dictionnaire", width=360
    )
    st.caption(f"{sentence(schemas.description(name))} Nom technique : `{name}`.")
    every = codebook.columns()
    _show(
        every.filter(pa.compute.equal(every["table_name"], name)),
        tuple(column for column in codebook.COLUMNS if not column.name.startswith("table_")),
        "dictionnaire",
    )
    full_tables.draw(shell.current(), name)


def _list() -> None:
    chosen = st.session_state.table_dictionnaire
    used = list(dict.fromkeys(name for each in schemas.columns(chosen) for name in each.codelists))
    others = sorted(set(codelists.names()) - set(used), key=codebook.list_title)
    name = st.selectbox(
        "Liste de codes",
        [*used, *others],
        format_func=codebook.list_title,
        key=f"liste_dictionnaire_{chosen}",
        width=360,
        help="Les listes de la table choisie viennent d’abord, puis toutes les autres.",
    )
    every = codebook.codes()
    _show(every.filter(pa.compute.equal(every["list_name"], name)), codebook.CODES[1:-1], "codes")


def _time() -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Triennaux**")
        _show(codebook.triennials(), codebook.TRIENNIALS, "triennaux")
    with right:
        st.markdown("**Ruptures de série**")
        if codebook.breaks().num_rows:
            _show(codebook.breaks(), codebook.BREAKS, "ruptures")
        else:
            st.caption("Aucune rupture n’est déclarée : chaque série se lit d’un bout à l’autre.")


def _show(table: pa.Table, declared: Sequence[Column], key: str) -> None:
    """The columns that say something: one that is empty, or never true, is left out."""
    told = [column for column in declared if any(table[column.name].to_pylist())]
    frame = table.select([column.name for column in told]).to_pandas(types_mapper=pd.ArrowDtype)
    tables.show(frame, told, key=key)


def _download(label: str, content: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime="text/csv",
        key=f"telecharger_{name}",
        on_click="ignore",
        icon=":material/download:",
    )
