"""A field of a form as a widget: drawn with a text, and read back as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from dse import french
from dse.data_entry.fields import Field

COLUMNS = 2
EMPTY = "Choisir"


def draw(fields: Sequence[Field], texts: dict[str, str], issues: dict[str, list[str]], line: int) -> None:
    """Draw the fields of one part, each with what is wrong with it underneath."""
    for start in range(0, len(fields), COLUMNS):
        for column, field in zip(st.columns(COLUMNS), fields[start : start + COLUMNS], strict=False):
            with column:
                _draw_field(field, texts.get(field.title, ""), make_key(field.title, line))
                for sentence in issues.get(field.title, ()):
                    st.markdown(f":red[:material/error: {sentence}]")


def make_key(title: str, line: int = 0) -> str:
    """The key of a field in the session."""
    return f"saisie_{line}_{title}"


def read(field: Field, line: int) -> str:
    """The text that a field holds."""
    value = st.session_state.get(make_key(field.title, line))
    if isinstance(value, list):
        return field.joiner.join(value)
    return (value or "").strip()


def empty(fields: Sequence[Field], line: int) -> None:
    """Empty fields before they are drawn, whatever was typed in them."""
    for field in fields:
        blank = "" if not field.choices else [] if field.is_several else None
        st.session_state[make_key(field.title, line)] = blank


def _draw_field(field: Field, text: str, key: str) -> None:
    label = french.typeset(f"{field.title} *" if field.is_required else field.title)
    if not field.choices:
        st.text_input(label, text, key=key, help=_describe(field), placeholder=_suggest(field))
        return
    chosen = _split(field, text)
    options = [*field.choices, *(value for value in chosen if value not in field.choices)]
    if field.is_several:
        st.multiselect(
            label,
            options,
            chosen or None,
            key=key,
            help=_describe(field),
            format_func=lambda option: field.choices.get(option, option),
            placeholder=EMPTY,
            select_all=False,
            wrap=True,
        )
        return
    st.selectbox(
        label,
        options,
        options.index(chosen[0]) if chosen else None,
        key=key,
        help=_describe(field),
        format_func=lambda option: field.choices.get(option, option),
        placeholder=EMPTY,
        accept_new_options=field.is_open,
    )


def _suggest(field: Field) -> str | None:
    if field.is_proposed:
        return "Laissé vide : proposé à l’enregistrement"
    return "jj/mm/aaaa" if field.is_day else None


def _describe(field: Field) -> str | None:
    return french.typeset(field.help) or None


def _split(field: Field, text: str) -> list[str]:
    if not field.separators:
        return [text] if text else []
    signs = "|".join(map(re.escape, field.separators))
    return [piece.strip() for piece in re.split(signs, text) if piece.strip()]
