"""Match titles that no form knows: the user says once which column of the form each is; it is kept with the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

import schemas
from dse import french
from dse.ingest import Proposal
from dse.ingest.files.corrections import Corrections
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.recognition import title_matching
from dse.ingest.recognition.headers import find_duplicate_columns, find_ignored_titles, locate_headers
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.recognition.title_matching import UnmatchedSheet
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import corrected_lines, missing_columns
from dse.ui.importing.correction_steps import Step
from schemas import codelists

NOT_IMPORTED = ""
_CHANGES = "_titles_saved"
NEAREST = 3  # contents that are offered first
_WIDTHS = [5, 6]


@dataclass(frozen=True)
class Filling:
    """The sheet whose missing columns may be filled with a word, by its file and its name, in this round of files."""

    round_number: int
    place: tuple[str, str | None]


def count_changes() -> int:
    """How many times titles were matched in this session; part of the key of the cached proposal."""
    return st.session_state.get(_CHANGES, 0)


def mark_changed() -> None:
    """Titles were matched or forgotten: files are to be read again."""
    st.session_state[_CHANGES] = count_changes() + 1


def load_forms() -> list[Form]:
    """Every form that is filled line by line, with the titles matched with it."""
    return [matched_titles.apply_matches(form) for form in form_files.load_line_forms()]


def list_unread_sheets(proposal: Proposal) -> list[UnmatchedSheet]:
    """Sheets that no form recognises, of files without any recognised sheet."""
    return [sheet for sheet in _list_unknown(proposal) if sheet.file not in _list_recognised_files(proposal)]


def _list_unknown(proposal: Proposal) -> list[UnmatchedSheet]:
    return [sheet for sheet in proposal.unmapped if sheet.form is None]


def _list_recognised_files(proposal: Proposal) -> set[str]:
    return {sheet.file for sheet in proposal.read if sheet.form}


def show(proposal: Proposal, round_number: int) -> None:
    """Ask for the form and columns of sheets that are not recognised, once for all sheets with the same titles; offer it of those beside
    a recognised one of their file, which may be none of ours."""
    hashes = {source.name: source.sha256 for source in proposal.sources}
    recognised_files = _list_recognised_files(proposal)
    sheets_by_titles: dict[tuple[bool, tuple[str, ...]], list[UnmatchedSheet]] = {}
    for sheet in _list_unknown(proposal):
        sheets_by_titles.setdefault((sheet.file in recognised_files, sheet.headers), []).append(sheet)
    for number, ((is_beside, _), (first, *others)) in enumerate(sheets_by_titles.items()):
        place = hashes[first.file], first.sheet
        # Of several sheets, a word for all lines would be one for all sheets.
        filling = None if others else Filling(round_number, place)
        key = "_".join(map(str, (round_number, count_changes(), *place)))
        if not is_beside:
            with st.container(border=True, key=f"associer_{number}"):
                _ask_form(first, len(others), filling, key)
        elif any(title_matching.is_likely(first, form) for form in load_forms()):
            title = f"{_describe_location(first)}, n’est pas lue : que contient-elle ?"
            with st.expander(format_sentence(title), key=f"a_cote_{key}", on_change="rerun"):
                _ask_form(first, len(others), filling, key)


def show_unmatched_titles(proposal: Proposal, round_number: int) -> None:
    """Offer to match the titles that the form of a recognised sheet does not know."""
    forms_by_name = {form.name: form for form in load_forms()}
    for number, sheet in enumerate(sheet for sheet in proposal.unmapped if sheet.form in forms_by_name):
        title = format_sentence(f"{_describe_location(sheet)} : {_describe_ignored(len(sheet.titles))}")
        key = f"reste_{round_number}_{count_changes()}_{number}"
        # With a key it stays as the reader left it, while answers run the page again.
        with st.expander(title, expanded=has_missing_column(proposal), key=key, on_change="rerun"):
            _ask_titles(sheet, forms_by_name[sheet.form], key)


def _describe_ignored(how_many: int) -> str:
    question = "à quoi correspond-elle ?" if how_many == 1 else "à quoi correspondent-elles ?"
    return f"{french.count(how_many, 'colonne ignorée', 'colonnes ignorées')} : {question}"


def has_missing_column(proposal: Proposal) -> bool:
    """Whether the import lacks a column, which may be one that no title matches."""
    return any(issue.code == describe_missing_column.code for issue in proposal.problems)


def _ask_form(sheet: UnmatchedSheet, others: int, filling: Filling | None, key: str) -> None:
    st.markdown(
        f"**{escape_markdown(_describe_location(sheet))}** {format_sentence('n’est pas reconnu. Que contient ce fichier ?')}"
    )
    if others:
        count = french.count(others, "autre tableau", "autres tableaux")
        st.caption(format_sentence(f"Vos réponses valent aussi pour {count} aux mêmes titres."))
    ranked = title_matching.rank_forms(sheet, load_forms())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(
            "Contenu du fichier",
            ranked,
            index=0 if title_matching.is_likely(sheet, ranked[0]) else None,
            format_func=lambda form: form.title,
            placeholder="Choisissez",
            key=f"contenu_{key}",
            width=320,
            help="Les contenus les plus proches des titres de ce fichier sont en premier.",
        )
        _offer_nearest([near for near in ranked[:NEAREST] if near != form], key)
    if form is None:
        return
    st.caption(format_sentence(form.help))
    _ask_titles(sheet, form, f"{key}_{form.name}", filling)


def _offer_nearest(forms: Sequence[Form], key: str) -> None:
    """The contents that are nearest beside the one that is chosen, one click away."""
    for form in forms:
        st.button(
            form.title,
            key=f"contenu_{key}_{form.name}",
            on_click=st.session_state.__setitem__,
            args=(f"contenu_{key}", form),
            help="Le fichier contient plutôt cela.",
        )


def _ask_titles(sheet: UnmatchedSheet, form: Form, key: str, filling: Filling | None = None) -> None:
    """Each title with sample values and the form column it stands for; then what is missing, and the button that saves."""
    _show_recognised(sheet, form)
    proposed = title_matching.propose_headers(sheet, form)
    titles = title_matching.find_titles_to_match(sheet, form)
    st.caption(
        "Sous chaque titre, quelques valeurs du fichier. Vos réponses sont retenues pour les prochains fichiers aux mêmes titres."
    )
    heads = st.columns(_WIDTHS)
    heads[0].markdown("**Colonne de votre fichier**")
    heads[1].markdown("**Correspond à**")
    names_by_title = {
        title: _ask_title(sheet, title, form, proposed, f"{key}_{index}")
        for index, title in enumerate(titles)
    }
    chosen = {title: name for title, name in names_by_title.items() if name != NOT_IMPORTED}
    missing, chosen_twice = (
        title_matching.find_unmatched_headers(sheet, form, chosen),
        title_matching.find_repeated_headers(chosen),
    )
    contested = list(find_duplicate_columns(sheet.headers, form))
    _show_conflicts(
        chosen_twice,
        [
            f"« {sheet.headers[one]} » et « {sheet.headers[other]} » disent tous deux « {name} »"
            for one, other, name in contested
        ],
    )
    for title in title_matching.find_unlikely(sheet, form, chosen):
        st.warning(
            format_sentence(
                f"« {title} » : aucune de ses valeurs ne peut se lire sous « {chosen[title]} ». Est-ce la bonne colonne ?"
            ),
            icon=":material/help:",
        )
    matched = {*locate_headers(sheet.headers, form), *chosen.values()}
    headers = missing_columns.list_headers_in_place(form, missing, matched)
    texts = missing_columns.show(form, missing, headers, key, can_fill=filling is not None) if missing else {}
    needed = title_matching.find_needed_headers(sheet.headers, form, chosen)
    if also_needed := [name for name in needed if name not in headers]:
        st.caption(
            format_sentence(
                f"Pour des lignes nouvelles, il faudra aussi : {french.listed(also_needed)}. Ce qu’aucune de vos colonnes ne dit se remplit juste après."
            )
        )
    for skipped in _describe_skipped(title_matching.find_skipped_tables(sheet, form, chosen)):
        st.caption(format_sentence(skipped))
    st.button(
        "Enregistrer ces correspondances et continuer",
        key=f"associer_enregistrer_{key}",
        type="primary",
        icon=":material/save:",
        disabled=bool(set(missing) - texts.keys() or chosen_twice or contested),
        on_click=_save,
        args=(form, chosen, [title for title in titles if title not in chosen], filling, texts),
    )


def _describe_skipped(skipped: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A sentence for each table that gets no row, and one for all the themes that have no column."""
    marks = schemas.title("theme_marks")
    details = {codelists.labels("themes")[code] for code in codelists.leaves("themes")}
    themes = [header for header, table in skipped if table == marks and header in details]
    for header, table in skipped:
        if table != marks:
            yield f"Sans colonne « {header} », ce fichier n’ajoutera rien à « {table} »."
    if themes:
        count = french.count(len(themes), "thème n’a pas de colonne", "thèmes n’ont pas de colonne")
        remain = "il restera « non examiné »" if len(themes) == 1 else "ils resteront « non examinés »"
        yield f"{count} dans ce fichier ({french.listed(themes)}) : {remain}."


def _show_recognised(sheet: UnmatchedSheet, form: Form) -> None:
    if recognised := list(locate_headers(sheet.headers, form)):
        st.caption(format_sentence(f"Déjà reconnu : {french.listed(recognised)}."))
    if ignored := find_ignored_titles(sheet.headers, form):
        st.caption(format_sentence(f"Reconnu, mais pas gardé : {french.listed(ignored)}."))


def _ask_title(sheet: UnmatchedSheet, title: str, form: Form, proposed: Mapping[str, str], key: str) -> str:
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    samples = " · ".join(sheet.samples[title]) or "(vide)"
    left.markdown(f"{escape_markdown(title)}  \n:small[:gray[{escape_markdown(samples)}]]")
    options = [NOT_IMPORTED, *title_matching.rank_headers(sheet, title, form)]
    return right.selectbox(
        f"« {title} » correspond à",
        options,
        index=options.index(proposed[title]) if title in proposed else 0,
        format_func=lambda name: name or "Ne pas importer",
        key=f"colonne_{key}",
        label_visibility="collapsed",
    )


def _show_conflicts(chosen_twice: Sequence[str], contested: Sequence[str]) -> None:
    texts = [f"Choisi deux fois : {french.listed(list(chosen_twice))}."] if chosen_twice else []
    texts += [f"{text} : renommez ou retirez l’une des deux colonnes du fichier." for text in contested]
    for text in texts:
        st.warning(format_sentence(text), icon=":material/content_copy:")


def _save(
    form: Form,
    chosen: Mapping[str, str],
    ignored: Sequence[str],
    filling: Filling | None,
    texts: Mapping[str, str],
) -> None:
    def save() -> None:
        matched_titles.save_titles(form_files.find_form(form.name), MatchedTitles(chosen, tuple(ignored)))
        if filling and texts:
            columns = {(*filling.place, name): text for name, text in texts.items()}
            corrected_lines.apply_step(filling.round_number, Step(Corrections(columns=columns)))
        mark_changed()

    remembered = "Correspondances enregistrées : un fichier aux mêmes titres sera reconnu tout seul."
    filled = "Correspondances enregistrées, et ce qui manquait à ce fichier est rempli."
    actions.run(save, filled if texts else remembered)


def _describe_location(sheet: UnmatchedSheet) -> str:
    return f"{sheet.file}, feuille « {sheet.sheet} »" if sheet.sheet else sheet.file
