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
from dse.ui.frame.prose import format_sentence
from dse.ui.reference import full_tables
from schemas import Column, codelists

WORD = "mot_dictionnaire"  # session key of the word looked for
MATCH_COLUMN_NAMES = ("table_title", "title", "description", "kind")
TABLE_COLUMNS = tuple(
    column for column in codebook.COLUMNS if column.name != "name" and not column.name.startswith("table_")
)
TECHNICAL_COLUMNS = tuple(column for column in codebook.COLUMNS if column.name in ("title", "name"))
MATCH_COLUMNS = tuple(column for column in codebook.COLUMNS if column.name in MATCH_COLUMN_NAMES)
MATCH_CODES = codebook.CODES[:4]


def show() -> None:
    """Search for words, or choose a table or a codelist."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = st.text_input(
            "Chercher un mot",
            key=WORD,
            placeholder="genre, adhésion, cofinancement…",
            icon=":material/search:",
            width=360,
        )
        _offer_download("Colonnes (CSV pour Excel)", codebook.render_columns_csv, "dictionnaire-colonnes.csv")
        _offer_download("Codes (CSV pour Excel)", codebook.render_codes_csv, "dictionnaire-codes.csv")
    if query.strip():
        _show_matches(query)
        return
    _show_table()
    _show_codelist()
    _show_triennials_and_breaks()


def find_rows(table: pa.Table, query: str) -> pa.Table:
    """Rows whose texts contain every word of the query, whatever case and accents."""
    words = canonical(query).split()
    texts = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    lines = zip(*(table[name].to_pylist() for name in texts), strict=True)
    is_match = [_has_words(canonical(" ".join(text or "" for text in line)), words) for line in lines]
    return table.filter(pa.array(is_match, pa.bool_()))


def _has_words(line: str, words: Sequence[str]) -> bool:
    return all(word in line for word in words)


def _show_matches(query: str) -> None:
    columns, codes = find_rows(codebook.list_columns(), query), find_rows(codebook.list_codes(), query)
    if not columns.num_rows and not codes.num_rows:
        st.info(format_sentence(f"Aucune colonne ni aucun code ne contient « {query.strip()} »."))
        return
    for matches, noun, declared, key in (
        (columns, "colonne", MATCH_COLUMNS, "colonnes_trouvees"),
        (codes, "code", MATCH_CODES, "codes_trouves"),
    ):
        if matches.num_rows:
            st.markdown(f"**{french.count(matches.num_rows, noun)}**")
            _show_rows(matches, declared, key)


def _show_table() -> None:
    name = st.selectbox(
        "Table", list(schemas.TABLES), format_func=schemas.title, key="table_dictionnaire", width=360
    )
    st.caption(format_sentence(schemas.description(name)))
    columns = codebook.list_columns()
    rows = columns.filter(pa.compute.equal(columns["table_name"], name))
    _show_rows(rows, TABLE_COLUMNS, "dictionnaire")
    with st.expander("Informations techniques"):
        st.caption(
            f"Dans les fichiers pour un logiciel, cette table s’appelle `{name}` et ses colonnes ainsi :"
        )
        _show_rows(rows, TECHNICAL_COLUMNS, "dictionnaire_technique")
    full_tables.draw(shell.get_source(), name)


def _show_codelist() -> None:
    table = st.session_state.table_dictionnaire
    used = list(dict.fromkeys(name for column in schemas.columns(table) for name in column.codelists))
    others = sorted(set(codelists.names()) - set(used), key=codebook.list_title)
    name = st.selectbox(
        "Liste de codes",
        [*used, *others],
        format_func=codebook.list_title,
        key=f"liste_dictionnaire_{table}",
        width=360,
        help="Les listes de la table choisie viennent d’abord, puis toutes les autres.",
    )
    codes = codebook.list_codes()
    _show_rows(codes.filter(pa.compute.equal(codes["list_name"], name)), codebook.CODES[1:-1], "codes")


def _show_triennials_and_breaks() -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Triennaux**")
        _show_rows(codebook.list_triennials(), codebook.TRIENNIALS, "triennaux")
    with right:
        st.markdown("**Ruptures de série**")
        if codebook.list_breaks().num_rows:
            _show_rows(codebook.list_breaks(), codebook.BREAKS, "ruptures")
        else:
            st.caption("Aucune rupture n’est déclarée : chaque série se lit d’un bout à l’autre.")


def _show_rows(table: pa.Table, declared: Sequence[Column], key: str) -> None:
    """Show the table without columns that are empty or never true."""
    filled_columns = [column for column in declared if any(table[column.name].to_pylist())]
    frame = table.select([column.name for column in filled_columns]).to_pandas(types_mapper=pd.ArrowDtype)
    tables.show(frame, filled_columns, key=key)


def _offer_download(label: str, content: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime="text/csv",
        key=f"telecharger_{name}",
        on_click="ignore",
        icon=":material/download:",
    )
