"""A figure on screen: question, finding, chart, one line of source, and one menu for the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dse import disclosure, french, publication
from dse.disclosure.audiences import PUBLICATION
from dse.errors import ReaderError, StoreError
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer, Figure
from dse.filters import FILTERS
from dse.query import Selection
from dse.ui.card import chart_clicks, drawing, record_decision, tables
from dse.ui.frame import filters, projector_links
from dse.ui.frame.data import Reading, answer, answer_if_readable, chart
from dse.ui.frame.prose import sentence

COLUMN_WIDTH = 620


def is_silent(source: Reading, figure_id: str) -> bool:
    """Whether a figure has nothing to say for what is chosen; one that cannot be read has: its card says why."""
    said = answer_if_readable(source, figure_id, filters.chosen())
    return said is not None and said.table.empty


def show(source: Reading, figure_id: str, body: Callable[[Answer], None] | None = None) -> Answer | None:
    """Draw the card of a figure for what is chosen, and give its answer. `body` draws it otherwise than by its chart.

    Where a file that it reads is damaged or gone, the card says so and what helps; there is no answer then.
    """
    figure = REGISTRY[figure_id]
    with st.container(border=True, key=f"carte_{figure_id}"):
        st.subheader(french.typeset(figure.question), anchor=figure.id)
        try:
            said = answer(source, figure_id, filters.chosen())
        except StoreError as error:
            st.error(sentence(str(error)), icon=":material/error:")
            return None
        if said.table.empty or said.is_masked:
            st.info(sentence(said.finding.sentence), icon=":material/filter_alt_off:")
            return said
        st.markdown(f"**{sentence(said.finding.sentence)}**")
        body(said) if body else _body(source, figure, said)
        st.caption(sentence(" · ".join(line(figure, said, filters.chosen()))))
        menu = st.expander(
            "Méthode, tableau, téléchargements, piste", key=f"menu_{figure.id}", on_change="rerun"
        )
        if menu.open:
            with menu:
                _menu(source, figure, said, with_table=bool(body) or not figure.is_list)
    return said


def _body(source: Reading, figure: Figure, said: Answer) -> None:
    if figure.is_list:
        tables.show(said.table, figure.columns, key=f"liste_{figure.id}", withheld=figure.withheld(said))
        return
    drawing.draw(
        chart(source, said),
        key=f"graphique_{figure.id}",
        alt=said.finding.sentence,
        on_click=partial(chart_clicks.take, source),
    )


def line(figure: Figure, said: Answer, chosen: Selection) -> list[str]:
    """What an answer rests on: its size, its source, its date, the filters without effect, what is not shown."""
    parts = [f"n = {said.size}", figure.source]
    if said.as_of:
        parts.append(f"données au {french.day(said.as_of)}")
    ignored = unused(figure, chosen)
    parts += [f"sans le filtre {french.listed(ignored)}"] if ignored else []
    hidden = disclosure.words.told(said.hidden)
    return parts + ([f"pour ce public : {hidden}"] if hidden else [])


def unused(figure: Figure, selection: Selection) -> list[str]:
    """French names of the chosen filters that the figure does not accept."""
    return [
        each.plural
        for each in FILTERS
        if getattr(selection, each.field) and each.field not in figure.accepts(selection.audience)
    ]


def _menu(source: Reading, figure: Figure, said: Answer, *, with_table: bool) -> None:
    st.markdown(f"**Méthode.** {sentence(figure.method)}")
    if with_table:
        tables.show(said.table, figure.columns, key=f"table_{figure.id}", withheld=figure.withheld(said))
    may_leave = _tell_if_published(source, figure, said)
    with st.container(horizontal=True):
        if may_leave:
            _files(figure, said)
        projector_links.this_figure(source, figure)
        if not disclosure.audience(said.selection.audience).lowered:
            record_decision.button(source, said)


def _tell_if_published(source: Reading, figure: Figure, said: Answer) -> bool:
    """Say what a publication is, where the figure would be one; whether its files may be given."""
    if said.selection.audience != PUBLICATION or not publication.tells_of_answers(figure):
        return True
    st.caption(sentence(publication.NOT_KEPT))
    from dse.export import publish_dossier  # with the report's libraries, slow to load

    try:
        publish_dossier.require_as_published(said, source.store)
    except ReaderError as error:
        st.warning(sentence(str(error)), icon=":material/block:")
        return False
    return True


def _files(figure: Figure, said: Answer) -> None:
    _download(
        "CSV pour Excel",
        lambda: delimited_text.figure_csv(said, delimited_text.FRENCH),
        f"{figure.id}.csv",
        "text/csv",
    )
    _download(
        "CSV pour machines",
        lambda: delimited_text.figure_csv(said, delimited_text.MACHINE),
        f"{figure.id}-machine.csv",
        "text/csv",
    )
    if not figure.is_list:
        _download("Image PNG", lambda: _png(said), f"{figure.id}.png", "image/png")


def _png(said: Answer) -> bytes:
    from dse.export.files import chart_image

    return chart_image.png(said)


def _download(label: str, content: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(
        label,
        content,
        file_name=name,
        mime=mime,
        key=f"telecharger_{name}",
        on_click="ignore",
        icon=":material/download:",
    )
