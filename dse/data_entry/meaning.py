"""What a person meant by what she sent of one line of a form: an entry, and what is asked before it says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dse import french
from dse.data_entry import entry as entries
from dse.data_entry.block_rows import Line
from dse.data_entry.entry import Days, Entry, Sent
from dse.ingest.values import dates

CORRECTION, CHANGE = "Correction", "Changement à partir d’une date"
QUESTION = "Famille, champ, région, taille… : correction, ou changement à partir d’une date ?"
SINCE = "Changement à partir du"
LATER_DAY = "« Situation depuis le » : changement à partir du {later}, ou correction ? Corrigée, cette situation ne vaut plus du {first} au {later}."
NO_DAY = "Donnez le jour à partir duquel c’est changé."
ONE_BY_ONE = "« Situation depuis le » se corrige à part : remettez-y ce qui y était ({first}), dites le changement, puis corrigez ce jour."


def read(entry: Entry, sent: Sent) -> tuple[Entry, str]:
    """The entry with what was sent, and what is still to be answered; until then what holds from a day on waits unsaid."""
    if entry.is_new:
        return replace(entry, typed=(sent.texts,)), ""
    entry, sent = _read_names(entry, sent)
    entry = replace(entry, unanswered=tuple(other for other in entry.unanswered if other.line != sent.line))
    form, settled = entry.form, entries.list_settled(entry)
    unsaid = _list_unsaid(entry, sent)
    held_back = _list_held_back(entry, sent, unsaid)
    waiting = replace(
        entry,
        typed=entries.correct_line(form, entry.typed, sent.line, sent.texts | held_back),
        settled=settled,
    )
    if not unsaid:
        said = entries.correct_line(form, settled, sent.line, sent.texts)
        return replace(waiting, settled=said), ""
    held_texts = {title: sent.texts[title] for title in held_back}
    waiting = replace(waiting, unanswered=(*waiting.unanswered, replace(sent, texts=held_texts)))
    if sent.kind is None:
        return waiting, _describe_later_day(entry, sent) or QUESTION
    sent = replace(sent, since=find_since(entry, sent))
    if sent.kind == CHANGE and (refusal := _find_wrong_day(entry, sent)):
        return waiting, refusal
    days = list_elsewhere(entry, sent)
    if days and (sent.elsewhere is None or sent.elsewhere[0] != days):
        return waiting, _describe_elsewhere(entry, sent, days)
    make = _change if sent.kind == CHANGE else _correct
    is_same_elsewhere = sent.elsewhere is not None and sent.elsewhere == (days, True)
    return make(replace(entry, settled=settled), sent, days if is_same_elsewhere else ()), ""


def find_since(entry: Entry, sent: Sent) -> str:
    """The day of a change as it was typed: where none is given, the one typed in place of the first day of the situation."""
    if sent.kind != CHANGE or sent.since.strip():
        return sent.since
    title = entries.find_day_title(entry.form)
    is_moved = sent.texts[title] != entries.list_settled(entry)[sent.line].get(title, "")
    return sent.texts[title] if is_moved else ""


def list_elsewhere(entry: Entry, sent: Sent) -> Days:
    """The first days of the situations for which it is to be said whether what was sent holds there too.

    Of a change they are those that begin after it, of a correction those beside it that say the same as what is corrected.
    """
    unsaid, before = _list_unsaid(entry, sent), _put_back(entry, sent.line)
    if not unsaid or sent.kind is None:
        return ()
    if sent.kind == CHANGE:
        return tuple(entries.list_later_days(entry.form, before, sent.since))
    alike = (entries.find_alike(entry.form, before, sent.line, title) for title in unsaid)
    return tuple(entries.list_days(entry.form, before, {number for numbers in alike for number in numbers}))


def _read_names(entry: Entry, sent: Sent) -> tuple[Entry, Sent]:
    """What the thing is known by from now on stands beside its lines, which keep what it was known by."""
    shown = {title: entry.shown[0][title] for title in entry.form.identity}
    renamed = {title: sent.texts[title] for title in shown if sent.texts[title] != shown[title]}
    return replace(entry, renamed=renamed), replace(sent, texts=sent.texts | shown)


def _list_unsaid(entry: Entry, sent: Sent) -> list[str]:
    """The titles of which it is to be said what they mean.

    What is put back as it was shown asks nothing, unless it changed, or was corrected of a situation beside it as well.
    """
    form, settled = entry.form, entries.list_settled(entry)
    titles, _ = entries.tell_apart(form, settled, sent.line, sent.texts)
    if sent.kind == CHANGE or sent.line >= len(entry.shown):
        return titles
    return [
        title
        for title in titles
        if not _is_put_back(entry, sent, title) or _is_corrected_beside(entry, sent.line, title)
    ]


def _is_put_back(entry: Entry, sent: Sent, title: str) -> bool:
    return sent.line < len(entry.shown) and sent.texts[title] == entry.shown[sent.line].get(title, "")


def _is_corrected_beside(entry: Entry, line: int, title: str) -> bool:
    """Whether a situation beside that of a line says the same since it was corrected with it, or copied from it."""
    settled, shown = entries.list_settled(entry), entry.shown
    return any(
        number >= len(shown) or settled[number][title] != shown[number].get(title, "")
        for number in entries.find_alike(entry.form, settled, line, title)
    )


def _list_held_back(entry: Entry, sent: Sent, unsaid: Sequence[str]) -> Line:
    """The settled texts of what does not even wait, as the preview would not ask about it.

    To it a situation whose day moves is another one, and what is put back is no change.
    """
    settled = entries.list_settled(entry)[sent.line]
    day_title = entries.find_day_title(entry.form) if unsaid else ""
    return {
        title: settled[title]
        for title in unsaid
        if (title == day_title and settled.get(title)) or _is_put_back(entry, sent, title)
    }


def _describe_later_day(entry: Entry, sent: Sent) -> str:
    """What is asked of a situation whose first day was typed later; nothing of any other."""
    title = entries.find_day_title(entry.form)
    texts = (entries.list_settled(entry)[sent.line].get(title, ""), sent.texts[title])
    first, later = (dates.parse_date(text)[0] for text in texts)
    if not first or not later or later <= first:
        return ""
    return LATER_DAY.format(first=texts[0], later=texts[1])


def _put_back(entry: Entry, line: int) -> tuple[Line, ...]:
    """The lines, that of the number with nothing that is not said."""
    return entries.correct_line(entry.form, entry.typed, line, entries.list_settled(entry)[line])


def _correct(entry: Entry, sent: Sent, elsewhere: Days) -> Entry:
    """The entry with what was wrong put right, in other situations that said the same too."""
    before, unsaid = _put_back(entry, sent.line), _list_unsaid(entry, sent)
    day_title = entries.find_day_title(entry.form)
    changed = entry.changed | {(sent.line, title) for title in unsaid}
    if is_moved := sent.line >= len(entry.shown) and day_title in unsaid:
        sent = replace(sent, texts=sent.texts | _read_unchanged(entry, sent, changed))

    def correct(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        lines = entries.correct_line(entry.form, lines, sent.line, sent.texts)
        for title in unsaid if elsewhere else ():
            for number in entries.find_alike(entry.form, before, sent.line, title):
                lines = entries.correct_line(
                    entry.form, lines, number, lines[number] | {title: sent.texts[title]}
                )
        return _withdraw_overtaken(entry, sent, lines) if is_moved else lines

    corrected = replace(entry, typed=correct(before), settled=correct(entry.settled), changed=changed)
    return _keep_answer(corrected, entry.typed[sent.line][day_title], sent) if is_moved else corrected


def _read_unchanged(entry: Entry, sent: Sent, changed: frozenset[tuple[int, str]]) -> Line:
    """What an added situation says besides what was changed: what the others have in force on its day."""
    others = [line for number, line in enumerate(entry.settled) if number != sent.line]
    in_force = entries.read_in_force(entry.form, others, sent.texts[entries.find_day_title(entry.form)])
    return {title: text for title, text in in_force.items() if (sent.line, title) not in changed}


def _withdraw_overtaken(entry: Entry, sent: Sent, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines after the first day of a change was put right: situations that it no longer precedes say what they said before it."""
    form, title = entry.form, entries.find_day_title(entry.form)
    still_later = entries.list_later_days(form, lines, sent.texts[title])
    titles = [changed for line, changed in entry.changed if line == sent.line and changed != title]
    for added, number in entry.changed_after:
        day = lines[number].get(title, "")
        if added == sent.line and day not in still_later:
            others = [line for other, line in enumerate(lines) if other not in (added, number)]
            said = (
                entry.shown[number] if number < len(entry.shown) else entries.read_in_force(form, others, day)
            )
            before = {changed: said.get(changed, "") for changed in titles}
            lines = entries.correct_line(form, lines, number, lines[number] | before)
    return lines


def _keep_answer(entry: Entry, first: str, sent: Sent) -> Entry:
    """What was said of the situation after a change holds after its first day was put right, if that situation is still the next one."""
    since = sent.texts[entries.find_day_title(entry.form)]
    others = [line for number, line in enumerate(entry.typed) if number != sent.line]
    later = entries.list_later_days(entry.form, others, since)[:1]
    kept = {(since, day) for day in later if (first, day) in entry.next_days}
    return replace(entry, next_days=entry.next_days | kept)


def _change(entry: Entry, sent: Sent, elsewhere: Days) -> Entry:
    """The entry with what holds from a day on, in the situations known after it too where that was said."""
    form, since = entry.form, f"{dates.parse_date(sent.since)[0]:%d/%m/%Y}"
    before = _put_back(entry, sent.line)
    typed, settled = (
        entries.change_from(form, lines, sent.line, sent.texts, since, also_after=bool(elsewhere))
        for lines in (before, entry.settled)
    )
    asked = {(since, later[0])} if (later := entries.list_later_days(form, before, since)) else set()
    title = entries.find_day_title(form)
    changed_too = {(len(before), number) for number, line in enumerate(before) if line[title] in elsewhere}
    return replace(
        entry,
        typed=(*typed[:-1], settled[-1]),
        settled=settled,
        next_days=entry.next_days | asked,
        changed_after=entry.changed_after | changed_too,
        changed=entry.changed | {(len(before), title) for title in _list_unsaid(entry, sent)},
    )


def _find_wrong_day(entry: Entry, sent: Sent) -> str:
    """Why a change cannot be said from the day that was given, or not together with another first day of its situation."""
    if not sent.since.strip():
        return NO_DAY
    since, error = dates.parse_date(sent.since)
    if error and since is None:
        return f"{SINCE} : {error.reason} {error.advice}"
    title = entries.find_day_title(entry.form)
    first = entries.list_settled(entry)[sent.line].get(title, "")
    is_corrected_too = sent.texts[title] != first and dates.parse_date(sent.texts[title])[0] != since
    return ONE_BY_ONE.format(first=first or "rien") if is_corrected_too else ""


def _describe_elsewhere(entry: Entry, sent: Sent, days: Days) -> str:
    """What is known of other days, and what is asked about it."""
    form, before, unsaid = entry.form, _put_back(entry, sent.line), _list_unsaid(entry, sent)
    day_title = entries.find_day_title(form)
    if sent.kind == CHANGE:
        following = next(line for line in before if line[day_title] == days[0])
        texts = _quote(following, [title for title in unsaid if title != day_title])
        known = f"{days[0]} ({texts})" if texts else days[0]
        return f"Une situation est déjà connue depuis le {known}. Le changement vaut-il aussi à partir de ce jour ?"
    titles = [title for title in unsaid if entries.find_alike(form, before, sent.line, title)]
    texts = _quote(before[sent.line], titles)
    return f"La même chose est dite de {_name_days(days)} ({texts}). Est-ce à corriger là aussi ?"


def describe_choice(kind: str | None, days: Days) -> tuple[str, str, str]:
    """The question about other situations, and what « non » and « oui » mean."""
    known = _name_days(days)
    yes = f"Oui : {known} est corrigé de même"
    if kind == CHANGE:
        no = f"Non : la situation connue depuis le {days[0]} reste vraie"
        return f"Ce changement vaut-il aussi à partir du {days[0]} ?", no, yes
    return f"Cette correction vaut-elle aussi pour {known} ?", f"Non : {known} reste vrai", yes


def _name_days(days: Days) -> str:
    """What is known since each of some days."""
    return f"ce qui est connu depuis {french.listed([f'le {day}' for day in days])}"


def _quote(line: Line, titles: Sequence[str]) -> str:
    return " ; ".join(f"« {title} » : {line[title] or 'vide'}" for title in titles)
