"""A figure on screen: question, finding, chart, one line of source, and what one click gives: files, a decision, table, method."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dse import disclosure, french, publication
from dse.demo.signature import is_fictional
from dse.disclosure import marks
from dse.disclosure.audiences import PUBLICATION
from dse.errors import ReaderError, StoreError
from dse.export.files import delimited_text, figure_names
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.basis import describe_basis_of_file, list_basis
from dse.figures.figure import DETAIL
from dse.filters import FILTERS
from dse.query import Selection
from dse.ui.card import chart_clicks, drawing, record_decision, tables
from dse.ui.card.column_order import order_columns
from dse.ui.frame import filters, projector_links, screen
from dse.ui.frame.data import DataSource, find_answer, get_answer, get_chart, make_once
from dse.ui.frame.prose import format_sentence

COLUMN_WIDTH = 620
MIME_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "csv": "text/csv",
}
TABLE, METHOD = "Tableau", "Méthode"
SOFTWARE = "logiciel"  # in the name of the file that a person does not read


def is_silent(source: DataSource, figure_id: str) -> bool:
    """Whether a figure has no rows for the selection. One that cannot be read is not silent: its card says why."""
    answer = find_answer(source, figure_id, filters.get_selection())
    return answer is not None and answer.table.empty


def show(source: DataSource, figure_id: str, body: Callable[[Answer], None] | None = None) -> Answer | None:
    """Draw the card of a figure for the selection, and give its answer. `body` replaces the chart.

    Where a file that it reads is damaged or gone, the card says so and what helps; there is no answer then.
    """
    figure = REGISTRY[figure_id]
    with st.container(border=True, key=f"carte_{figure_id}"):
        st.subheader(french.typeset(figure.question), anchor=figure.id)
        if filters.get_opened_figure() == figure.id:
            screen.bring_card(figure.id)
        try:
            answer = get_answer(source, figure_id, filters.get_selection())
        except StoreError as error:
            st.error(format_sentence(str(error)), icon=":material/error:")
            return None
        if answer.table.empty or answer.is_masked:
            st.info(format_sentence(answer.finding.sentence), icon=":material/filter_alt_off:")
            return answer
        st.markdown(f"**{format_sentence(answer.finding.sentence)}**")
        body(answer) if body else _draw_body(source, figure, answer)
        caption_parts = [
            *list_caption_parts(figure, answer, filters.get_selection()),
            _explain_bounds(answer),
        ]
        st.caption(format_sentence(" · ".join(filter(None, caption_parts))))
        _draw_actions(source, figure, answer, with_table=bool(body) or not figure.is_list)
    return answer


def _draw_body(source: DataSource, figure: Figure, answer: Answer) -> None:
    if figure.is_list:
        _draw_table(source, figure, answer, key=f"liste_{figure.id}")
        return
    drawing.draw(
        get_chart(source, answer),
        key=f"graphique_{figure.id}",
        alt=figure.question,  # not the finding, which changes: the browser would build the chart anew
        on_click=partial(chart_clicks.apply_click, source),
    )


def _draw_table(source: DataSource, figure: Figure, answer: Answer, key: str) -> None:
    table = make_once(source, answer, "table", lambda: _prepare_table(figure, answer))
    tables.draw(table, key)


def _prepare_table(figure: Figure, answer: Answer) -> tables.Table:
    order = order_columns(figure, answer.table)
    return tables.prepare(answer.table, figure.columns, figure.replacements(answer), order)


def list_caption_parts(figure: Figure, answer: Answer, selection: Selection) -> list[str]:
    """The line under a chart: sample size, source, date, filters without effect, what is hidden from the audience."""
    parts = list_basis(answer)
    unused_filters = list_unused_filters(figure, selection)
    parts += [f"sans le filtre {french.listed(unused_filters)}"] if unused_filters else []
    hidden = disclosure.words.told(answer.hidden)
    return parts + ([f"pour ce public : {hidden}"] if hidden else [])


def _explain_bounds(answer: Answer) -> str:
    """Why a share of the card is only bounded; empty where none is. A slide says it of what its screen draws."""
    row_marks = answer.table[marks.MARK].dropna() if marks.MARK in answer.table else []
    return disclosure.words.explain_bounds(" ".join(row_marks))


def list_unused_filters(figure: Figure, selection: Selection) -> list[str]:
    """French names of the chosen filters that the figure does not accept."""
    return [
        code_filter.plural
        for code_filter in FILTERS
        if getattr(selection, code_filter.field)
        and code_filter.field not in figure.accepts(selection.audience)
    ]


def _draw_actions(source: DataSource, figure: Figure, answer: Answer, *, with_table: bool) -> None:
    """Draw what one click gives of the card, then the table and the method where they were asked for."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"actions_{figure.id}"):
        shown = st.pills(
            "Montrer",
            [TABLE, METHOD] if with_table else [METHOD],
            selection_mode="multi",
            key=f"montrer_{figure.id}",
            label_visibility="collapsed",
        )
        _draw_files(source, figure, answer)
        projector_links.draw_for_figure(source, figure)
        if not disclosure.audience(answer.selection.audience).is_public:
            record_decision.draw_button(source, answer)
    if TABLE in shown:
        _draw_table(source, figure, answer, key=f"table_{figure.id}")
    if METHOD in shown:
        st.markdown(f"**Méthode.** {format_sentence(figure.method)}")
        if details := figure.list_details():
            st.expander(DETAIL).markdown("\n\n".join(map(format_sentence, details)))


def _draw_files(source: DataSource, figure: Figure, answer: Answer) -> None:
    """Offer the files; in a menu of their own where they are to be compared first with what was published, which takes a while."""
    if answer.selection.audience != PUBLICATION or not publication.tells_of_answers(figure):
        _offer_files(source, figure, answer)
        return
    menu = st.popover("Fichiers", key=f"fichiers_{figure.id}", on_change="rerun", type="tertiary")
    if menu.open:
        with menu:
            st.caption(format_sentence(publication.NOT_KEPT))
            try:
                publication.require_as_published(answer, source.store)
            except ReaderError as error:
                st.warning(format_sentence(str(error)), icon=":material/block:")
            else:
                _offer_files(source, figure, answer)


def _offer_files(source: DataSource, figure: Figure, answer: Answer) -> None:
    """Offer the files of a figure. Each is made when it is asked for."""
    offer = partial(_offer_download, figure, answer)
    offer(
        "Excel",
        "xlsx",
        lambda: _render_workbook(source, answer),
        "Le tableau, pour Excel ou LibreOffice.",
    )
    offer(
        "CSV",
        "csv",
        lambda: delimited_text.render_figure_csv(answer, delimited_text.FRENCH),
        "Le tableau seul, en texte : titres français, virgule décimale.",
    )
    if not figure.is_list:
        offer("Image", "png", lambda: _render_png(source, answer), "Le graphique, pour un document.")
    offer(
        "CSV brut",
        "csv",
        lambda: delimited_text.render_figure_csv(answer, delimited_text.MACHINE),
        "Pour un logiciel : noms techniques, valeurs complètes.",
        SOFTWARE,
    )


def _render_workbook(source: DataSource, answer: Answer) -> bytes:
    from dse.export.dossier.workbook import single_figure

    foot = describe_basis_of_file(answer, is_fictional=is_fictional(source.store, source.version))
    return single_figure.render_figure(answer, foot, source.version.created)


def _render_png(source: DataSource, answer: Answer) -> bytes:
    from dse.export.files import chart_image

    return chart_image.render_png(answer, is_fictional=is_fictional(source.store, source.version))


def _offer_download(
    figure: Figure,
    answer: Answer,
    label: str,
    ending: str,
    content: Callable[[], bytes],
    explanation: str,
    reader: str = "",
) -> None:
    st.download_button(
        label,
        content,
        file_name=figure_names.name_file(figure, answer, ending, reader),
        mime=MIME_TYPES[ending],
        key=f"telecharger_{figure.id}_{reader}{ending}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        help=explanation,
    )
