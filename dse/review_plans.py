"""Plans of a review, kept beside the versions of a store: the figures of each chapter, and what the team wrote.

A store keeps records of them, each with its own hash: one a save, the latest of each plan counts. A record without chapters takes
a plan away, and may itself be taken back. Several people write in one plan: each comment is laid over the plan as it is then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from dse import french, titled_documents
from dse.errors import Refused
from dse.review import Comment, Confirmation, Plan, PlannedChapter
from dse.review.anchors import rename_anchor
from dse.review.commentary.grammar import LINE_ENDS, separate_cells
from dse.review.plan_changes import write_comment
from dse.store import Store
from dse.store.records.plan_fields import MOST_ITEMS, MOST_LETTERS
from dse.titled_documents import clean_line
from schemas import renamed

NOUN, KEY = "plan de bilan", "plan"


def list_plans(store: Store, triennial: str | None = None) -> dict[int, Plan]:
    """The plans of a store, or those of one triennial, by number; those last saved first."""
    plans = reversed([plan for plan in _load_latest(store).values() if plan])
    return {plan.number: plan for plan in plans if triennial in (None, plan.triennial)}


def find_plan(store: Store, number: int) -> Plan | None:
    """A plan; None where there is none of that number, or it was taken away."""
    return _load_latest(store).get(number)


def find_titled(store: Store, title: str, triennial: str | None = None) -> Plan:
    """The plan of a title. Refused where there is none, or it is of another triennial than the one given."""
    plans = list_plans(store)
    plan = next((plan for plan in plans.values() if plan.title == clean_line(title)), None)
    if plan is None:
        titles = french.listed([f"« {plan.title} »" for plan in plans.values()])
        advice = (
            f"Les plans sont : {titles}"
            if titles
            else "Aucun plan n’est encore enregistré : voyez la page Bilan"
        )
        raise Refused(f"Aucun plan de bilan ne s’appelle « {title} ». {advice}.")
    if triennial not in (None, plan.triennial):
        raise Refused(
            f"Le plan « {plan.title} » est celui du triennal {plan.triennial}. Donnez ce triennal, ou un autre plan."
        )
    return plan


def list_removed(store: Store, triennial: str) -> list[tuple[Plan, date | None]]:
    """The plans of a triennial that were taken off the list, as they were until then, and the day if it reads; the last one first."""
    removed = []
    for record in reversed(store.review_plans()):
        if record["chapters"] is None and record["triennial"] == triennial:
            before = store.review_plan_before(record["number"])
            if before and (plan := _read(before)):
                plan = replace(plan, comments=_read_comments(record))
                removed.append((plan, _read_day(record.get("saved"))))
    return removed


def describe_losses(store: Store) -> list[str]:
    """What is said of each record that cannot be read, and what helps; not where a later one of the same plan reads."""
    last_records = titled_documents.find_last_records(store.review_plans(), KEY)

    def find_title(number: int) -> str | None:
        plan = find_plan(store, number)
        return plan.title if plan else None

    lost = titled_documents.list_losses(store.lost_review_plans(), last_records)
    return [titled_documents.describe_loss(record, NOUN, find_title) for record in lost]


def save_plan(store: Store, plan: Plan) -> Plan:
    """Keep a plan, a new one where it has no number. Refused where its title is blank or another's, or it was saved since it was
    read; StoreError why it cannot be kept."""

    def check() -> Plan:
        _require_as_read(store, plan)
        return plan

    return _record(store, check)


def save_comment(store: Store, plan: Plan, anchor: str, comment: Comment | None) -> Plan:
    """Write a comment under an anchor of a plan as it is now; None, or a blank text, takes it away. Refused where another one was
    written there since this plan was read."""
    cleaned = clean_comment(comment) if comment else None

    def lay_over(latest: Plan) -> Plan:
        if (other := latest.comments.get(anchor)) != plan.comments.get(anchor):
            raise Refused(describe_overtaken(other))
        return write_comment(latest, anchor, cleaned)

    return change_plan(store, plan, lay_over)


def change_plan(store: Store, plan: Plan, change: Callable[[Plan], Plan]) -> Plan:
    """Lay a change over a plan as it is now, whoever changed it since it was read. Refused where it was taken away."""
    return _record(store, lambda: change(_require_latest(store, plan)))


def remove_plan(store: Store, plan: Plan) -> None:
    """Take a plan off the list, as it was read. Its records stay, so that it can be put back."""

    def write_fields() -> dict[str, Any]:
        _require_as_read(store, plan)
        return {**_write_fields(plan), "chapters": None}

    store.record_review_plan(write_fields)


def put_back(store: Store, plan: Plan) -> Plan:
    """Put a plan that was taken away back on the list, with what was written in it until then; the plan as it is where somebody else has
    done so."""

    def find() -> Plan:
        *_, last = (
            record
            for record in store.review_plans()
            if record[KEY] == plan.number or record["number"] == plan.number
        )
        return find_plan(store, plan.number) or replace(plan, comments=_read_comments(last))

    return _record(store, find)


def copy_plan(plan: Plan, titles: set[str]) -> Plan:
    """The same under a title that is not one of these, to be saved as another plan."""
    return replace(plan, title=titled_documents.find_copy_title(plan.title, titles), number=0, record=0)


def _record(store: Store, make_plan: Callable[[], Plan]) -> Plan:
    """Save the plan made once nobody else writes, as it is then."""
    made: list[Plan] = []

    def write_fields() -> dict[str, Any]:
        plan = make_plan()
        _require_last_record(store, plan)
        others = [other.title for number, other in list_plans(store).items() if number != plan.number]
        title = clean_line(plan.title)
        titled_documents.require_free_title(title, NOUN, others)
        made.append(replace(plan, title=title))
        return _write_fields(made[0])

    record = store.record_review_plan(write_fields)
    return replace(made[0], number=made[0].number or record, record=record)


def _require_last_record(store: Store, plan: Plan) -> None:
    """What the last record of a plan says may come back from a backup: nothing is saved over it while it does not read."""
    last_records = titled_documents.find_last_records(store.review_plans(), KEY)
    lost = titled_documents.list_losses(store.lost_review_plans(), last_records)
    if record := next((record for record in lost if plan.number and record.document == plan.number), None):
        raise Refused(
            f"Rien n’est enregistré. {titled_documents.describe_loss(record, NOUN, lambda _: plan.title)}"
        )


def _require_as_read(store: Store, plan: Plan) -> None:
    if plan.number and (latest := _require_latest(store, plan)).record != plan.record:
        raise Refused(
            f"« {latest.title} » a été changé entre-temps dans une autre fenêtre. Le voici tel qu’il est : refaites votre changement."
        )


def _require_latest(store: Store, plan: Plan) -> Plan:
    latest = find_plan(store, plan.number)
    if latest is None:
        raise Refused(
            f"Le plan « {plan.title} » n’existe plus : il a été supprimé dans une autre fenêtre. Choisissez un autre plan ; copiez "
            "d’abord ce que vous veniez d’écrire."
        )
    return latest


def describe_overtaken(other: Comment | None) -> str:
    """What is said to who typed over a comment that somebody else changed meanwhile into this one."""
    if other is None:
        return "Ce commentaire a été retiré entre-temps par quelqu’un d’autre. Votre texte n’est pas enregistré : choisissez."
    stop = "" if other.text.endswith((".", "!", "?", "…")) else "."
    return (
        f"{other.author or 'Quelqu’un'} a écrit ici entre-temps, le {describe_moment(other)} : « {other.text} »{stop} Votre texte n’est pas "
        "enregistré : choisissez ce qui reste."
    )


def describe_moment(comment: Comment) -> str:
    """The day on which a comment was written, and the hour where it is known."""
    return french.day(comment.written_on) + (f" à {comment.hour}" if comment.hour else "")


def describe_excess(text: str) -> str:
    """What is said of the text of a comment that is too long; nothing of another."""
    letters = len(clean_text(text))
    if letters <= MOST_LETTERS:
        return ""
    return f"Ce commentaire a {french.number(letters)} signes ; il peut en avoir {french.number(MOST_LETTERS)}. Raccourcissez-le."


def clean_comment(comment: Comment) -> Comment | None:
    """A comment without what no document can hold; None where nothing is left. Refused where it is too long."""
    if excess := describe_excess(comment.text):
        raise Refused(excess)
    text = clean_text(comment.text)
    return replace(comment, text=text, author=clean_line(comment.author)) if text else None


def clean_text(text: str) -> str:
    """A text of several lines without control characters, and without blanks around it."""
    valid = text.encode("utf-8", "replace").decode("utf-8")
    lines = "\n".join(map(separate_cells, LINE_ENDS.split(valid)))
    return "".join(letter for letter in lines if letter == "\n" or _can_be_written(letter)).strip()


def _can_be_written(letter: str) -> bool:
    """Whether XML has this letter."""
    return letter >= " " and not "\x7f" <= letter <= "\x9f" and letter not in "\ufffe\uffff"


def _load_latest(store: Store) -> dict[int, Plan | None]:
    """Each plan by number, in the order of their records; None where it was taken away."""
    return {record[KEY] or record["number"]: _read(record) for record in store.review_plans()}


def _read(record: Mapping[str, Any]) -> Plan | None:
    if record["chapters"] is None:
        return None
    return Plan(
        _read_chapters(record["chapters"]),
        record["title"],
        record["triennial"],
        _read_comments(record),
        record[KEY] or record["number"],
        record["number"],
        tuple(map(_read_confirmation, record.get("confirmations", ()))),
    )


def _read_day(instant: object) -> date | None:
    try:
        return datetime.fromisoformat(str(instant)).astimezone().date()
    except ValueError:
        return None


def _read_chapters(chapters: Sequence[Mapping[str, Any]]) -> tuple[PlannedChapter, ...]:
    """The chapters, each once, and each figure in the first that has it."""
    seen: set[str] = set()
    figure_ids: dict[str, list[str]] = {}
    for fields in chapters:
        names = dict.fromkeys(map(renamed.figure, fields["figures"]))
        figure_ids.setdefault(fields["key"], []).extend(name for name in names if name not in seen)
        seen |= set(names)
    return tuple(PlannedChapter(key, tuple(names)) for key, names in figure_ids.items())


def _read_comments(record: Mapping[str, Any]) -> dict[str, Comment]:
    return {rename_anchor(anchor): _read_comment(fields) for anchor, fields in record["comments"].items()}


def _read_comment(fields: Mapping[str, Any]) -> Comment:
    return Comment(
        clean_text(fields["text"]),
        clean_line(fields["author"]),
        date.fromisoformat(fields["written_on"]),
        fields.get("version", 0),
        fields.get("numbers", {}),
        clean_line(fields.get("hour", "")),
    )


def _read_confirmation(fields: Mapping[str, Any]) -> Confirmation:
    day = date.fromisoformat(fields["confirmed_on"])
    return Confirmation(
        fields["passage"], fields["audience"], fields["version"], clean_line(fields["author"]), day
    )


def _write_fields(plan: Plan) -> dict[str, Any]:
    return {
        KEY: plan.number,
        "title": plan.title,
        "triennial": plan.triennial,
        "chapters": [{"key": chapter.key, "figures": list(chapter.figure_ids)} for chapter in plan.chapters],
        "comments": {anchor: _write_comment(comment) for anchor, comment in plan.comments.items()},
        "confirmations": [
            {**asdict(each), "confirmed_on": each.confirmed_on.isoformat()}
            for each in plan.confirmations[-MOST_ITEMS:]
        ],
        "saved": datetime.now(UTC).isoformat(),
    }


def _write_comment(comment: Comment) -> dict[str, Any]:
    return {
        "text": comment.text,
        "author": comment.author,
        "written_on": comment.written_on.isoformat(),
        "version": comment.version,
        "numbers": dict(comment.numbers),
        "hour": comment.hour,
    }
