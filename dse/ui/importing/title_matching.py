"""Titles that no form knows, matched once on the page: what each column stands for, then kept with the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dse import french
from dse.ingest import Proposal
from dse.ingest.forms import form_files, matched_titles
from dse.ingest.forms.definitions import Form
from dse.ingest.forms.matched_titles import MatchedTitles
from dse.ingest.recognition import title_matching
from dse.ingest.recognition.headers import find_duplicate_columns, find_ignored_titles, locate_headers
from dse.ingest.recognition.title_checks import describe_missing_column
from dse.ingest.recognition.title_matching import UnmatchedSheet
from dse.ui.frame import actions
from dse.ui.frame.prose import literal, sentence
from dse.ui.importing import missing_columns

LEFT = ""
_SAVED = "_titles_saved"
_WIDTHS = [5, 6]


def saved() -> int:
    """How many times titles were matched in this session: what was not recognised may be now."""
    return st.session_state.get(_SAVED, 0)


def changed() -> None:
    """Titles were matched or forgotten: files are to be read again."""
    st.session_state[_SAVED] = saved() + 1


def forms() -> list[Form]:
    """Every form that is filled line by line, with the titles matched with it."""
    return [matched_titles.apply_matches(form) for form in form_files.load_line_forms()]


def unread(proposal: Proposal) -> list[UnmatchedSheet]:
    """The sheets of no known form, of files that have none of a known one."""
    known = {each.file for each in proposal.read if each.form}
    return [each for each in proposal.unmapped if each.form is None and each.file not in known]


def show(proposal: Proposal, turn: int) -> None:
    """Ask what the titles of files of no known form stand for, once for all sheets that have the same."""
    alike: dict[tuple[str, ...], list[UnmatchedSheet]] = {}
    for each in unread(proposal):
        alike.setdefault(each.headers, []).append(each)
    for number, (first, *others) in enumerate(alike.values()):
        with st.container(border=True, key=f"associer_{number}"):
            _ask(first, len(others), f"{turn}_{saved()}_{number}")


def show_left(proposal: Proposal, turn: int) -> None:
    """Offer to match the titles that the form of a recognised sheet does not know."""
    every = {form.name: form for form in forms()}
    for number, each in enumerate(each for each in proposal.unmapped if each.form in every):
        count = french.count(len(each.titles), "colonne n’est pas gardée", "colonnes ne sont pas gardées")
        title = sentence(f"{_place(each)} : {count}. Dire à quoi elles correspondent")
        with st.expander(title, expanded=_lacks_a_column(proposal)):
            _match(each, every[each.form], f"reste_{turn}_{saved()}_{number}")


def _lacks_a_column(proposal: Proposal) -> bool:
    """Whether a column that nothing reads may be the one that is asked for."""
    return any(each.code == describe_missing_column.code for each in proposal.problems)


def _ask(sheet: UnmatchedSheet, others: int, key: str) -> None:
    st.markdown(f"**{literal(_place(sheet))}** {sentence('n’est pas reconnu. Que contient ce fichier ?')}")
    if others:
        count = french.count(others, "autre tableau", "autres tableaux")
        st.caption(sentence(f"Vos réponses valent aussi pour {count} aux mêmes titres."))
    ranked = title_matching.rank_forms(sheet, forms())
    form = st.selectbox(
        "Contenu du fichier",
        ranked,
        format_func=lambda each: each.title,
        key=f"contenu_{key}",
        width=320,
        help="Les contenus les plus proches des titres de ce fichier sont en premier.",
    )
    st.caption(sentence(form.help))
    _match(sheet, form, f"{key}_{form.name}")


def _match(sheet: UnmatchedSheet, form: Form, key: str) -> None:
    """Every title with some of its values, and the header it stands for; then what lacks, and the way to save."""
    _tell_known(sheet, form)
    proposed = title_matching.propose_headers(sheet, form)
    titles = title_matching.find_titles_to_match(sheet, form)
    st.caption(
        "Sous chaque titre, quelques valeurs du fichier. Vos réponses sont retenues : le prochain fichier du même genre sera "
        "reconnu tout seul."
    )
    heads = st.columns(_WIDTHS)
    heads[0].markdown("**Colonne de votre fichier**")
    heads[1].markdown("**Correspond à**")
    stands = {
        each: _choice(sheet, each, form, proposed, f"{key}_{place}") for place, each in enumerate(titles)
    }
    chosen = {title: name for title, name in stands.items() if name != LEFT}
    lacks, doubles = (
        title_matching.find_unmatched_headers(sheet, form, chosen),
        title_matching.find_repeated_headers(chosen),
    )
    contested = list(find_duplicate_columns(sheet.headers, form))
    _warn(
        doubles,
        [
            f"« {sheet.headers[one]} » et « {sheet.headers[other]} » disent tous deux « {name} »"
            for one, other, name in contested
        ],
    )
    if lacks:
        missing_columns.show(sheet, form, chosen, lacks, key)
    if needed := title_matching.find_needed_headers(sheet, form, chosen):
        st.caption(sentence(f"Pour des lignes nouvelles, il faudra aussi : {french.listed(needed)}."))
    for header, table in title_matching.find_skipped_tables(sheet, form, chosen):
        st.warning(
            sentence(f"Sans « {header} », ces lignes n’ajouteront rien à « {table} »."),
            icon=":material/warning:",
        )
    st.button(
        "Enregistrer ces correspondances et continuer",
        key=f"associer_enregistrer_{key}",
        type="primary",
        icon=":material/save:",
        disabled=bool(lacks or doubles or contested),
        on_click=_save,
        args=(form, chosen, [each for each in titles if each not in chosen]),
    )


def _tell_known(sheet: UnmatchedSheet, form: Form) -> None:
    if found := list(locate_headers(sheet.headers, form)):
        st.caption(sentence(f"Déjà reconnu : {french.listed(found)}."))
    if known := find_ignored_titles(sheet.headers, form):
        st.caption(sentence(f"Reconnu, mais pas gardé : {french.listed(known)}."))


def _choice(sheet: UnmatchedSheet, title: str, form: Form, proposed: Mapping[str, str], key: str) -> str:
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    samples = " · ".join(sheet.samples[title]) or "(vide)"
    left.markdown(f"{literal(title)}  \n:small[:gray[{literal(samples)}]]")
    options = [LEFT, *title_matching.rank_headers(sheet, title, form)]
    return right.selectbox(
        f"« {title} » correspond à",
        options,
        index=options.index(proposed[title]) if title in proposed else 0,
        format_func=lambda name: name or "Ne pas importer",
        key=f"colonne_{key}",
        label_visibility="collapsed",
    )


def _warn(doubles: Sequence[str], contested: Sequence[str]) -> None:
    told = [f"Choisi deux fois : {french.listed(list(doubles))}."] if doubles else []
    told += [f"{each} : renommez ou retirez l’une des deux colonnes du fichier." for each in contested]
    for each in told:
        st.warning(sentence(each), icon=":material/content_copy:")


def _save(form: Form, chosen: Mapping[str, str], ignored: Sequence[str]) -> None:
    def deed() -> None:
        matched_titles.save_titles(form_files.find_form(form.name), MatchedTitles(chosen, tuple(ignored)))
        changed()

    actions.do(deed, "Correspondances enregistrées : un fichier aux mêmes titres sera reconnu tout seul.")


def _place(sheet: UnmatchedSheet) -> str:
    return f"{sheet.file}, feuille « {sheet.sheet} »" if sheet.sheet else sheet.file
