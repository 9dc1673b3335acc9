"""The dictionary on the page: what each table and column means, and the codes allowed."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import streamlit as st

import schemas
from schemas import Column, codelists

TYPES = (
    (pa.types.is_string, "texte"),
    (pa.types.is_date, "date"),
    (pa.types.is_boolean, "oui/non"),
    (pa.types.is_integer, "nombre entier"),
    (pa.types.is_decimal, "montant"),
    (pa.types.is_floating, "nombre"),
)


def show() -> None:
    """Choose a table, read its columns; choose a list, read its codes."""
    table = st.selectbox("Table", list(schemas.TABLES), format_func=schemas.title, key="table_dictionnaire")
    st.caption(f"{schemas.description(table)} Nom technique : `{table}`.")
    st.dataframe(
        pd.DataFrame([_row(each) for each in schemas.columns(table)]), hide_index=True, key="dictionnaire"
    )
    used = sorted({name for each in schemas.columns(table) for name in each.codelists})
    if used:
        name = st.selectbox(
            "Liste de codes", used, format_func=codelists.TITLES.get, key="liste_dictionnaire"
        )
        st.dataframe(_codes(name), hide_index=True, key="codes")


def _row(column: Column) -> dict[str, object]:
    return {
        "Colonne": column.label,
        "Description": column.description,
        "Nature": kind(column),
        "Obligatoire": not column.nullable,
        "Clé": column.role == "key",
        "Donnée personnelle": column.personal,
        "Nom technique": column.name,
    }


def kind(column: Column) -> str:
    """What may stand in a column, in a word or two of French."""
    if column.codelists:
        return "code : " + " ou ".join(codelists.TITLES[name] for name in column.codelists)
    return next(word for fits, word in TYPES if fits(column.type))


def _codes(name: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"Code": each.code, "Libellé": each.label, "Description": each.description, "Source": each.source}
            for each in codelists.load(name)
        ]
    )
