"""Review differences with what was published, then publish the dossier; and the list of earlier publications."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dse import disclosure, french, publication, review_plans
from dse.errors import ReaderError, Refused
from dse.export import dossier, publish_dossier
from dse.export.dossier import Choice, Contents, parts
from dse.export.dossier.contents import Progress
from dse.export.dossier.printed_comments import list_unknown_numbers
from dse.export.dossier.review_contents import keep_review
from dse.export.files import pdf
from dse.export.publish_dossier import PreparedDossier, WrittenDossier
from dse.identity import Identity, read_identity
from dse.publication import Export
from dse.review import Plan
from dse.store import Store
from dse.ui.frame import actions, long_work, screen
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.review import dossier_contents, doubts_to_read, page_contents, published_differences, title_page

HAS_READ, GIVEN, AS_PDF, DRAFT = "bilan_relu", "bilan_parties", "bilan_pdf", "bilan_essai"
_PLACE, _STEPS, _READING = "bilan_dossier", "bilan_etapes", "bilan_relecture"
PDF_LABELS = {parts.REVIEW: "le Bilan", parts.ANNEX: "l’annexe"}
PDF_HELP = (
    "Le sommaire du PDF a les numéros de page. Dans Word, ils s’ajoutent par un clic droit sur le sommaire, puis « Mettre à jour les "
    "champs »."
)
PREPARATION = "Préparer n’écrit et ne publie rien : vous verrez d’abord ce qui est à relire."
READY, OVERTAKEN = "{} est prêt ({})", "L’ancien dossier, sans vos derniers changements ({})"
WRITTEN_ELSEWHERE = "Un dossier s’écrit dans une autre fenêtre : le vôtre s’écrira ensuite."
FIRST_PARTS = (parts.REVIEW,)  # what is sent
MAX_PUBLICATIONS = 12
WRITTEN = 0.8  # how far a dossier is when its documents are about to be printed
PART = "dossier"  # where the outcome of a writing is shown
_REQUESTED, _PREPARED, _READY = "_bilan_demande", "_bilan_prepare", "_bilan_donne"
today = actions.today


@dataclass(frozen=True)
class _Key:
    """What a dossier is made for, and of which version, texts of its plan and names at its head: these change under it."""

    store_path: Path
    choice: Choice
    is_printed: bool
    version: tuple[object, ...]
    plan_number: int | None
    plan: Plan | None
    identity: Identity | None

    @property
    def subject(self) -> _Key:
        """What it is made for, whatever changed under it."""
        return replace(self, version=(), plan=None, identity=None)


@dataclass(frozen=True)
class _Ready:
    """A file to download, what it was made for, and the folder that goes once nobody holds it."""

    key: _Key
    folder: tempfile.TemporaryDirectory[str]
    path: Path
    published: WrittenDossier
    printed: Mapping[str, bytes]
    pdf_refusal: str


def show(source: DataSource, choice: Choice, plan: Plan | None, contents: Contents) -> None:
    """Draw the steps to the file, whose review follows a plan or the one proposed, what it holds, and the list of publications."""
    with st.container(border=True, key=_PLACE):
        st.markdown(f"**{format_sentence(_title(choice))}**")
        title_page.draw()
        chosen_parts = _choose_parts()
        is_public = disclosure.audience(choice.audience).is_public
        is_draft = is_public and _ask_draft()
        if is_draft:
            chosen_parts = tuple(part for part in chosen_parts if part in parts.DOCUMENTS)
        chosen = replace(choice, parts=chosen_parts, is_draft=is_draft) if chosen_parts else None
        actions.show_outcome(PART)
        browser = screen.identify_browser() if is_public else ""  # the team's goes with its session
        key = _make_key(source, chosen, plan) if chosen else None
        if key and not _is_of(st.session_state.get(_READY), key.subject):
            long_work.take_over(_get_work_key(source), browser, key.subject)
        if is_under_way := long_work.find(_get_work_key(source)) is not None:
            bar = _draw_writing()
        elif key:
            _draw_steps(source, plan, key, browser)
        else:
            st.caption("Choisissez au moins une partie.")
    with st.container(border=True, key="bilan_publies"):
        st.markdown("**Dossiers déjà publiés**")
        _list_publications(source)
    is_review_only = chosen is not None and chosen.is_review_only
    dossier_contents.show(replace(keep_review(contents), choice=chosen) if is_review_only else contents)
    if is_under_way:
        with bar:
            long_work.receive(_get_work_key(source), _keep)


def _title(choice: Choice) -> str:
    against = f", comparé à {choice.against}" if choice.against else ""
    return f"Dossier {choice.triennial}{against}"


def _choose_parts() -> tuple[str, ...]:
    """Draw the parts of the dossier, and whether its documents are made as PDF too."""
    chosen = st.pills(
        "Ce que contient le fichier",
        list(parts.PARTS),
        format_func=parts.PARTS.get,
        selection_mode="multi",
        key=GIVEN,
        persist_state="session",
    )
    has_office = pdf.find_office() is not None
    if set(chosen) & set(parts.DOCUMENTS):
        st.checkbox(
            "Aussi en PDF",
            key=AS_PDF,
            disabled=not has_office,
            help=format_sentence(PDF_HELP) if has_office else pdf.ABSENT,
            persist_state="session",
        )
        if not has_office:
            st.caption(format_sentence(pdf.ABSENT))
    return tuple(part for part in parts.PARTS if part in chosen)


def _ask_draft() -> bool:
    """Draw the choice of a file that is not published."""
    return st.checkbox(
        "C’est un essai, à ne pas diffuser",
        key=DRAFT,
        help="Le Bilan et l’annexe seuls : chaque page porte la mention « Essai, à ne pas diffuser », et rien n’est gardé comme publié.",
        persist_state="session",
    )


def _make_key(source: DataSource, choice: Choice, plan: Plan | None) -> _Key:
    return _Key(
        source.store_path,
        choice,
        _wants_pdf(),
        page_contents.identify_version(source),
        plan.number if plan else None,
        plan,
        read_identity(),
    )


def _is_of(ready: _Ready | None, subject: _Key) -> bool:
    return ready is not None and ready.key.subject == subject


def _draw_steps(source: DataSource, plan: Plan | None, key: _Key, browser: str) -> None:
    """The button, then the differences if there are any, then the file."""
    ready: _Ready | None = st.session_state.get(_READY)
    is_ready = ready is not None and ready.key == key
    with st.container(key=_STEPS):
        is_known = browser or not disclosure.audience(key.choice.audience).is_public  # whose window this is
        if is_known and long_work.is_elsewhere(_get_work_key(source)):
            st.caption(format_sentence(WRITTEN_ELSEWHERE))
        if is_ready:
            _offer_download(ready)
            return
        prepared = _find_prepared(key)
        if prepared is None:
            _draw_preparation(source, plan, key)
        else:
            with st.container(key=_READING):
                _draw_reading(source, prepared, key, browser)
        if _is_of(ready, key.subject):
            _offer_download(ready, is_overtaken=True)


def _get_work_key(source: DataSource) -> tuple[str, Path]:
    """Of the writing of a dossier: one at a time in a store."""
    return "dossier", source.store_path


def _draw_writing() -> DeltaGenerator:
    """Say that a dossier is being written, and give the place of its bar. The button takes the place of the block of steps, which so
    goes at once: it is longer, and its end is looked at."""
    st.button("Écrire le dossier", icon=":material/inventory_2:", key="ecrire_dossier", disabled=True)
    st.caption(
        format_sentence("Le dossier s’écrit, même si vous changez de page : il sera ici à votre retour.")
    )
    return st.container()


def _keep(get_ready: Callable[[], _Ready]) -> None:
    """Keep what was written, or why nothing was: whatever happened to it, after a conflict it is compared again."""

    def keep() -> None:
        for key in (_REQUESTED, _PREPARED):
            st.session_state.pop(key, None)
        st.session_state[_READY] = get_ready()
        screen.bring(_STEPS)

    screen.bring_part(_PLACE)  # which has why nothing was written above the steps
    actions.run_quietly(keep, PART)


def _find_prepared(key: _Key) -> PreparedDossier | None:
    cached = st.session_state.get(_PREPARED)
    return cached[1] if cached and cached[0] == key else None


def _draw_preparation(source: DataSource, plan: Plan | None, key: _Key) -> None:
    st.caption(format_sentence(PREPARATION))
    st.button(
        "Préparer le dossier",
        icon=":material/inventory_2:",
        type="primary",
        key="preparer_dossier",
        on_click=_request,
        args=(key,),
    )
    if not _is_requested(key):
        return
    try:
        contents = page_contents.gather_all(source, key.choice, plan)
        if unknown := list_unknown_numbers(contents):
            del st.session_state[_REQUESTED]
            doubts_to_read.show_unknown(unknown, contents.plan)
            return
        prepared = publish_dossier.compare_with_published(contents, source.store)
    except ReaderError as error:
        del st.session_state[_REQUESTED]
        st.error(format_sentence(str(error)), icon=":material/error:")
        return
    st.session_state[_PREPARED] = (key, prepared)
    screen.bring(_READING)
    st.rerun()


def _describe_record(choice: Choice) -> str:
    """What writing a dossier means, beside its number and its file."""
    if choice.is_draft:
        return "Un essai : chaque page dira de ne pas le diffuser, et rien n’en est gardé."
    if choice.audience != dossier.Choice.audience:
        return "Pour l’équipe seulement : rien n’en est publié, rien n’en est gardé."
    return (
        "Écrire ce dossier, c’est le publier : sa date et ses chiffres d’enquête et de montants sont gardés avec vos données, et les "
        "dossiers suivants leur seront comparés."
    )


def _draw_reading(source: DataSource, prepared: PreparedDossier, key: _Key, browser: str) -> None:
    """What has to be read again, each survey whose values differ from those published with the choice to repeat or to correct, and the
    button that writes."""
    doubts_to_read.show(prepared)
    if prepared.doubts:
        st.warning(
            "Le dossier n’est pas encore fait : il dirait autre chose que ce qui a été publié.",
            icon=":material/difference:",
        )
    actions_by_series = {
        doubt.series: published_differences.ask_action(doubt, prepared.titles) for doubt in prepared.doubts
    }
    code = prepared.code(actions_by_series)
    has_read = not doubts_to_read.must_be_confirmed(prepared) or st.checkbox(
        "J’ai tout relu",
        key=(read_key := f"{HAS_READ}_{code}"),
        on_change=_keep_reading,
        args=(source, prepared, read_key),
    )
    st.caption(format_sentence(_describe_record(key.choice)))
    st.button(
        "Écrire le dossier",
        icon=":material/inventory_2:",
        type="primary",
        key="ecrire_dossier",
        disabled=not has_read,
        on_click=_request,
        args=(key, code),
    )
    if _is_requested(key, code) and has_read:
        write = partial(_write, source.store, prepared, key, actions_by_series, today())
        long_work.begin(_get_work_key(source), "Écriture des fichiers…", write, browser, key.subject)
        screen.bring_part(_PLACE)
        st.rerun()


def _keep_reading(source: DataSource, prepared: PreparedDossier, read_key: str) -> None:
    """Keep with the plan that all was read, or was not after all."""
    is_read: bool = st.session_state[read_key]
    actions.run_quietly(
        partial(doubts_to_read.keep_reading, source.store, prepared, is_read=is_read, day=today()), PART
    )


def _request(key: _Key, code: str = "") -> None:
    """Remember the click that prepares a dossier, or that writes what was read under a code: a run that is broken off is not its end."""
    st.session_state[_REQUESTED] = (key, code)


def _is_requested(key: _Key, code: str = "") -> bool:
    """Whether that click was the last one; one on what is no longer shown is forgotten."""
    is_requested: bool = st.session_state.get(_REQUESTED) == (key, code)
    if not is_requested:
        st.session_state.pop(_REQUESTED, None)
    return is_requested


def _write(
    store: Store,
    prepared: PreparedDossier,
    key: _Key,
    actions_by_series: Mapping[str, str],
    day: date,
    note: Progress,
) -> _Ready:
    folder = tempfile.TemporaryDirectory(prefix="dossier-")
    path = Path(folder.name) / publish_dossier.file_name(key.choice)
    try:
        published = publish_dossier.publish_dossier(
            _compare_again(prepared, store, actions_by_series),
            store,
            path,
            day=day,
            chosen=actions_by_series,
            progress=partial(_note_writing, note) if key.is_printed else note,
        )
    except OSError as error:
        raise Refused(
            f"Le dossier ne s’écrit pas sur cet ordinateur : {error.strerror}. Libérez de la place, puis recommencez."
        ) from error
    printed, why = _print(path, note) if key.is_printed else ({}, "")
    return _Ready(key, folder, path, published, printed, why)


def _compare_again(
    prepared: PreparedDossier, store: Store, actions_by_series: Mapping[str, str]
) -> PreparedDossier:
    """A dossier that waited for its turn, compared with what was published meanwhile; as it was where that asks for another reading,
    and so is refused."""
    if not prepared.is_recorded or len(store.exports()) == len(prepared.published.exports):
        return prepared
    compared = publish_dossier.compare_with_published(prepared.contents, store)
    return compared if compared.code(actions_by_series) == prepared.code(actions_by_series) else prepared


def _wants_pdf() -> bool:
    return bool(st.session_state.get(AS_PDF)) and pdf.find_office() is not None


def _note_writing(note: Progress, share: float, step: str) -> None:
    """How far a dossier is whose documents are still to be printed."""
    note(share * WRITTEN, step)


def _print(path: Path, show_step: Progress) -> tuple[dict[str, bytes], str]:
    """The documents of a dossier as PDF, by part, and what failed."""
    printed: dict[str, bytes] = {}
    documents = dossier.read_documents(path)
    to_print = [part for part, name in parts.DOCUMENTS.items() if name in documents]
    for done, part in enumerate(to_print):
        show_step(WRITTEN + (1 - WRITTEN) * done / len(to_print), "Documents en PDF…")
        try:
            printed[part] = dossier.print_document(documents[parts.DOCUMENTS[part]])
        except Refused as refusal:
            return printed, str(refusal)
    return printed, ""


def _offer_download(ready: _Ready, *, is_overtaken: bool = False) -> None:
    """Say that a file is there, and give it; one that has not the last changes is in no box and has no main button."""
    choice, size = ready.key.choice, french.file_size(ready.published.size)
    number = f" : publication n° {ready.published.number}" if ready.published.number else ""
    if is_overtaken:
        st.caption(f":material/history: {format_sentence(f'{OVERTAKEN.format(size)}{number}.')}")
    else:
        text = READY.format("L’essai" if choice.is_draft else "Le dossier", size)
        st.success(format_sentence(f"{text}{number}."), icon=":material/check_circle:")
    main_part = "" if is_overtaken else parts.REVIEW
    _offer_pdf(ready, main_part)
    if parts.REVIEW in choice.parts:
        _offer_word(ready, main_part)
    st.download_button(
        "Télécharger le dossier",
        lambda: ready.path.open("rb"),
        file_name=publish_dossier.file_name(choice),
        mime="application/zip",
        key="telecharger_dossier",
        on_click="ignore",
        icon=":material/download:",
    )


def _offer_word(ready: _Ready, main_part: str) -> None:
    """The Bilan as it is sent, out of the file that says where it comes from."""
    st.download_button(
        "Télécharger le Bilan en Word",
        dossier.read_documents(ready.path)[parts.DOCUMENTS[parts.REVIEW]],
        file_name=publish_dossier.name_document(ready.key.choice, parts.REVIEW, "docx"),
        key="telecharger_bilan",
        on_click="ignore",
        icon=":material/description:",
        type="primary" if main_part == parts.REVIEW and main_part not in ready.printed else "secondary",
    )


def _offer_pdf(ready: _Ready, main_part: str) -> None:
    """A button a document that was made as PDF, or why there is none."""
    for part, content in ready.printed.items():
        st.download_button(
            f"Télécharger {PDF_LABELS[part]} en PDF",
            content,
            file_name=publish_dossier.name_document(ready.key.choice, part, "pdf"),
            mime="application/pdf",
            key=f"telecharger_{part}_pdf",
            on_click="ignore",
            icon=":material/picture_as_pdf:",
            type="primary" if part == main_part else "secondary",
        )
    if ready.pdf_refusal:
        st.warning(format_sentence(ready.pdf_refusal), icon=":material/warning:")


def _list_publications(source: DataSource) -> None:
    try:
        exports = publication.read(source.store).exports
    except ReaderError as error:
        st.error(
            format_sentence(f"{error} Aucun dossier ne peut être publié d’ici là."), icon=":material/error:"
        )
        return
    if not exports:
        st.caption("Aucun dossier n’a encore été publié.")
        return
    titles = _list_plan_titles(source)
    st.markdown(
        "\n".join(
            f"- {format_sentence(_describe_publication(export, titles))}"
            for export in exports[::-1][:MAX_PUBLICATIONS]
        )
    )
    if len(exports) > MAX_PUBLICATIONS:
        st.caption(format_sentence(f"Et {french.count(len(exports) - MAX_PUBLICATIONS, 'autre')} avant."))


def _list_plan_titles(source: DataSource) -> dict[int, str]:
    """The titles of the plans that there are; none where they cannot be read, which the page says above."""
    try:
        plans = review_plans.list_plans(source.store)
    except ReaderError:
        return {}
    return {number: plan.title for number, plan in plans.items()}


def _describe_publication(export: Export, titles: Mapping[int, str]) -> str:
    """Number, day and hour, triennial, plan, public, version and parts of a publication."""
    against = f" comparé à {export.against}" if export.against else ""
    hour = f" à {export.recorded.astimezone():%H:%M}" if export.recorded else ""
    words = [f"n° {export.number}, {french.day(export.day)}{hour} : {export.triennial}{against}"]
    words += [_describe_plan(export.plan, titles)] if export.plan is not None else []
    words += [
        f"pour « {disclosure.audience(export.audience).label} »",
        f"version {export.version}",
    ]
    words += [french.listed([parts.PARTS.get(part, part) for part in export.parts])] if export.parts else []
    words += [french.count(len(export.corrections), "correction")] if export.corrections else []
    return " · ".join(words)


def _describe_plan(number: int, titles: Mapping[int, str]) -> str:
    """The plan that the review of a publication followed, by the title that it has now."""
    if not number:
        return "plan proposé par le logiciel"
    return f"plan « {titles[number]} »" if number in titles else "plan supprimé depuis"
