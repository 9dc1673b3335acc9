"""The dialog in which a thing is added or corrected. What is typed waits in the session until it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dse import french
from dse.data_entry import block_rows, meaning, preparation
from dse.data_entry import entry as entries
from dse.data_entry import fields as form_fields
from dse.data_entry.block_rows import Line
from dse.data_entry.entry import ACCOMPANIMENTS, ACTIVITIES, MEMBERS, NOUNS, PRESENCES, Entry, Sent
from dse.data_entry.fields import PARTS, Field
from dse.data_entry.records import Records
from dse.errors import ReaderError, Refused
from dse.ingest.forms.definitions import Rows
from dse.ui.data_entry import basket, field_widgets
from dse.ui.frame import actions, entry, filters
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

ADD = {
    MEMBERS: "Ajouter un membre",
    ACCOMPANIMENTS: "Ajouter un accompagnement",
    ACTIVITIES: "Ajouter une activité",
    PRESENCES: "Ajouter une présence",
}
QUESTION_HELP = "Une correction vaut pour la situation choisie, du jour où elle commence jusqu’à la suivante. Un changement garde ce qui valait avant, et vaut à partir du jour que vous donnez."
ELSEWHERE_HELP = "Ce qui est connu d’autres dates n’est jamais changé sans que vous le disiez."
RETURN = "Nouvelle adhésion : elle revient dans le réseau"
KNOWN_TITLES = {PRESENCES: "Activité"}
WRONG = "Quelque chose ne va pas : voyez sous les champs. Ce que vous avez tapé est gardé."
REMOVAL_HELP = "Pour ce qui a été saisi par erreur. Rien n’est supprimé avant « Enregistrer », et l’enregistrement s’annule. Ce que d’autres données citent n’est pas supprimé : il vous est dit par quoi."
READY = "C’est gardé : relisez ce qui suit, puis enregistrez."
_KIND, _SINCE, _ELSEWHERE, _LINE = "saisie_reponse", "saisie_depuis", "saisie_ailleurs", "saisie_ligne"
_NUMBER, _EMPTIED = "_data_entry_number", "_data_entry_emptied"
_OBSTACLE_DEMO = "La démonstration ne se corrige pas. Importez d’abord vos fichiers sur la page Données : vous saisirez ici ensuite."
_OBSTACLE_PAST = "Voici une version passée : revenez à la version actuelle pour y saisir."


@dataclass(frozen=True)
class Opened:
    """What a dialog is about: an entry, and its number among those that wait where it is one of them already."""

    source: DataSource
    entry: Entry
    number: int | None


def find_obstacle(source: DataSource) -> str | None:
    """Why nothing can be typed here and now."""
    if source.is_demo:
        return _OBSTACLE_DEMO
    current = source.store.current()
    if filters.get_requested_version() and current and current.number != source.version.number:
        return _OBSTACLE_PAST
    return None


def offer_add(source: DataSource, form_name: str, texts: Mapping[str, str] | None = None) -> None:
    """Draw the button that adds a thing, some of whose texts are known already; where nothing can be typed, it says why."""
    label, key, icon = ADD[form_name], f"ajouter_{form_name}", ":material/add:"
    if _is_pressed(source, label, key, icon):
        open_entry(Opened(source, Entry(form_name, (dict(texts or {}),)), None))


def offer_correction(source: DataSource, form_name: str, identity: Mapping[str, str]) -> None:
    """Draw the button that corrects a thing; where nothing can be typed, it says why."""
    if _is_pressed(source, "Corriger", f"corriger_{form_name}", ":material/edit:"):
        _open_correction(source, form_name, identity)


def offer_correction_of_line(source: DataSource, form_name: str, identity: Mapping[str, str]) -> None:
    """Draw the same, small, beside a line; nothing where nothing can be typed."""
    key = f"corriger_{'_'.join(identity.values())}"
    if find_obstacle(source) is None and draw_small_button("Corriger", key, ":material/edit:"):
        _open_correction(source, form_name, identity)


def _open_correction(source: DataSource, form_name: str, identity: Mapping[str, str]) -> None:
    number = basket.find(form_name, identity)
    if number is not None:
        open_entry(Opened(source, basket.list_entries()[number], number))
        return
    try:
        lines = Records(source.store, source.store.current()).find_lines(
            entries.load_form(form_name), identity
        )
    except ReaderError as error:
        st.error(format_sentence(str(error)), icon=":material/error:")
        return
    if lines:
        open_entry(Opened(source, Entry(form_name, lines, dict(identity), lines), None))
    else:
        st.error(format_sentence(preparation.GONE), icon=":material/error:")


def _is_pressed(source: DataSource, label: str, key: str, icon: str) -> bool:
    obstacle = find_obstacle(source)
    if obstacle is None:
        return entry.draw_button(label, key, icon, is_small=False)
    st.button(label, key=key, icon=icon, disabled=True, help=french.typeset(obstacle))
    return False


def draw_small_button(label: str, key: str, icon: str) -> bool:
    """Draw a button that opens a dialog, beside a line; whether it was pressed."""
    return entry.draw_button(label, key, icon)


def open_entry(opened: Opened) -> None:
    """Open the dialog of an entry."""
    noun, _ = NOUNS[opened.entry.form_name]
    title = ADD[opened.entry.form_name] if opened.entry.is_new else f"Corriger : {noun}"
    st.session_state[_NUMBER] = opened.number
    st.dialog(french.typeset(title), width="large", on_dismiss="rerun")(draw_dialog)(opened)


def draw_dialog(opened: Opened) -> None:
    """Draw what a dialog holds. It is drawn again with the same argument after a refusal."""
    emptied = st.session_state.pop(_EMPTIED, ())
    entry.close_once_written()
    opened = _take_up(opened)
    form = opened.entry.form
    records = Records(opened.source.store, opened.source.store.current())
    fields = form_fields.list_fields(form, records, basket.list_entries())
    lines = _list_lines(opened.entry)
    line = _choose_line(opened.entry, lines)
    unanswered = opened.entry.find_unanswered(line)
    texts = {**lines[line], **opened.entry.renamed, **unanswered.texts}
    issues = _find_issues(opened.source, st.session_state[_NUMBER])
    shown = [field for field in fields if _is_drawn(opened.entry, field)]
    field_widgets.empty([field for field in shown if (line, field.title) in emptied], line)
    st.caption(french.typeset("Les champs marqués * sont à remplir. Rien n’est écrit avant « Enregistrer »."))
    with st.form("saisie", border=False):
        for part in dict.fromkeys(field.part for field in shown):
            _draw_part(part, [field for field in shown if field.part == part], texts, issues, line)
        if not opened.entry.is_new and form_fields.is_dated(form):
            _ask_what_is_meant(_with_line(opened.entry, lines, line), unanswered)
        for sentence in issues.get("", ()):
            st.markdown(f":red[:material/error: {sentence}]")
        actions.show_outcome(basket.PART)
        st.form_submit_button(
            "Voir ce qui changera",
            icon=":material/arrow_forward:",
            type="primary",
            on_click=_keep,
            args=(replace(opened, entry=_with_line(opened.entry, lines, line)), records, shown, line),
        )
        if not opened.entry.is_new and line < len(opened.entry.typed):
            _offer_removals(opened, records, shown, line)


def _offer_removals(opened: Opened, records: Records, fields: Sequence[Field], line: int) -> None:
    """Buttons that take away the thing, or of a member the situation or the membership that is shown."""
    typed = opened.entry
    removable = (
        entries.find_removable(typed.form, typed.typed, line) if typed.form_name == MEMBERS else [None]
    )
    with st.container(horizontal=True, gap="small"):
        for number, rows in enumerate(removable):
            st.form_submit_button(
                french.typeset(f"Supprimer : {_name_removed(typed, line, rows)}"),
                key=f"saisie_supprimer_{number}",
                icon=":material/delete:",
                type="tertiary",
                help=french.typeset(REMOVAL_HELP),
                on_click=_take_away,
                args=(opened, records, fields, line, rows),
            )


def _name_removed(typed: Entry, line: int, rows: Rows | None) -> str:
    if rows is None:
        return NOUNS[typed.form_name][0]
    return f"{PARTS[rows.table].lower()} du {block_rows.read_key(typed.form, rows, typed.typed[line])[-1]}"


def _take_away(
    opened: Opened, records: Records, fields: Sequence[Field], line: int, rows: Rows | None
) -> None:
    """Take away the thing, or one row of it; what was typed of the rest is kept."""
    if rows is None:
        _put(opened, Entry(opened.entry.form_name, (), opened.entry.identity, opened.entry.shown), "")
        return
    sent = _read_sent(opened.entry, records, fields, line)
    without = entries.take_row_away(opened.entry, line, rows)
    own = block_rows.list_own_titles(opened.entry.form, rows)
    st.session_state[_EMPTIED] = {(line, title) for title in own}
    _put(opened, *meaning.read(without, replace(sent, texts=sent.texts | dict.fromkeys(own, ""))))


def _take_up(opened: Opened) -> Opened:
    """What a refusal left among what waits is gone on with: another situation may be corrected in the same box."""
    number, waiting = st.session_state[_NUMBER], basket.list_entries()
    typed = waiting[number] if number is not None else opened.entry
    return replace(opened, entry=replace(typed, typed=typed.lines))


def _draw_part(
    part: str, fields: Sequence[Field], texts: dict[str, str], issues: dict[str, list[str]], line: int
) -> None:
    if part:
        st.markdown(f"**{part}**")
    field_widgets.draw(fields, texts, issues, line)


def _is_drawn(typed: Entry, field: Field) -> bool:
    """Of a presence the activity is known from the page."""
    return field.title != KNOWN_TITLES.get(typed.form_name)


def _list_lines(typed: Entry) -> tuple[Line, ...]:
    """The lines that may be corrected; one more where an organisation that has left may come back."""
    can_return = not typed.is_new and entries.has_left(typed.form, typed.typed)
    return entries.add_stay(typed.form, typed.typed) if can_return else typed.typed


def _with_line(typed: Entry, lines: tuple[Line, ...], line: int) -> Entry:
    """The entry with the line that is filled, which may be one more."""
    return replace(typed, typed=lines[: max(line + 1, len(typed.typed))])


def _choose_line(typed: Entry, lines: Sequence[Line]) -> int:
    """Which situation or membership is corrected, where there are several."""
    telling = entries.list_telling_lines(typed.form, typed.typed)
    options = [*telling, *range(len(typed.typed), len(lines))]
    if len(options) == 1:
        return options[0]
    if st.session_state.get(_LINE) not in options:
        st.session_state[_LINE] = telling[-1]
    return st.selectbox(
        "Situation ou adhésion",
        options,
        format_func=lambda index: french.typeset(
            _describe_line(lines[index]) if index < len(typed.typed) else RETURN
        ),
        key=_LINE,
    )


def _describe_line(line: Mapping[str, str]) -> str:
    parts = [f"situation depuis le {line['Situation depuis le']}" if line.get("Situation depuis le") else ""]
    parts.append(f"adhésion du {line['Adhésion']}" if line.get("Adhésion") else "")
    text = ", ".join(filter(None, parts))
    return text[:1].upper() + text[1:]


def _ask_what_is_meant(typed: Entry, unanswered: Sent) -> None:
    """Ask whether what holds from a day on was wrong or changed; and, once that was sent, of other situations as well.

    What was answered before the box was closed stands there again.
    """
    line = unanswered.line
    for key, answer in ((f"{_KIND}_{line}", unanswered.kind), (f"{_SINCE}_{line}", unanswered.since)):
        if answer and key not in st.session_state:
            st.session_state[key] = answer
    kind = st.radio(
        french.typeset(meaning.QUESTION),
        (meaning.CORRECTION, meaning.CHANGE),
        index=None,
        horizontal=True,
        key=f"{_KIND}_{line}",
        help=french.typeset(QUESTION_HELP),
    )
    since = st.text_input(meaning.SINCE, key=f"{_SINCE}_{line}", placeholder="jj/mm/aaaa")
    texts = typed.typed[line] | unanswered.texts
    if days := meaning.list_elsewhere(typed, Sent(line, texts, kind, since)):
        question, no, yes = meaning.describe_choice(kind, days)
        labels = {(days, False): no, (days, True): yes}
        st.radio(
            french.typeset(question),
            list(labels),
            index=None,
            format_func=lambda option: french.typeset(labels[option]),
            key=f"{_ELSEWHERE}_{line}",
            help=french.typeset(ELSEWHERE_HELP),
        )


def _keep(opened: Opened, records: Records, fields: Sequence[Field], line: int) -> None:
    """Keep what was typed among what waits, and close the dialog unless something is wrong with it."""
    sent = _read_sent(opened.entry, records, fields, line)
    typed, question = meaning.read(opened.entry, sent)
    if since := meaning.find_since(opened.entry, sent):
        st.session_state[f"{_SINCE}_{line}"] = since
    if len(typed.typed) > len(opened.entry.typed):
        st.session_state[_LINE] = len(typed.typed) - 1  # where what is wrong with a change is mended
    _put(opened, typed, question)


def _put(opened: Opened, typed: Entry, question: str) -> None:
    """Put an entry among what waits, and close the dialog unless something is asked or wrong."""

    def put() -> str:
        st.session_state[_NUMBER] = number = basket.put(typed, st.session_state.get(_NUMBER))
        if question:
            raise Refused(question)
        if _find_issues(opened.source, number):
            raise Refused(WRONG)
        return READY

    entry.write(put, "", basket.PART)


def _read_sent(typed: Entry, records: Records, fields: Sequence[Field], line: int) -> Sent:
    """What the fields hold, with texts as the store spells them."""
    texts = typed.typed[line] | {field.title: field_widgets.read(field, line) for field in fields}
    return Sent(
        line,
        records.spell_line(typed.form, texts),
        st.session_state.get(f"{_KIND}_{line}"),
        st.session_state.get(f"{_SINCE}_{line}", ""),
        st.session_state.get(f"{_ELSEWHERE}_{line}"),
    )


def _find_issues(source: DataSource, number: int | None) -> dict[str, list[str]]:
    """What is wrong with an entry, by field; under no field what concerns it as a whole."""
    issues: dict[str, list[str]] = {}
    if number is None:
        return issues
    prepared = basket.prepare(source.store)
    if number in prepared.refusals and not preparation.find_unanswered(basket.list_entries()[number]):
        issues[""] = [format_sentence(prepared.refusals[number])]
    for issue in prepared.find_issues(number):
        sentence = format_sentence(f"{issue.reason} {issue.advice}")
        issues.setdefault(issue.header or "", []).append(sentence)
    return issues
