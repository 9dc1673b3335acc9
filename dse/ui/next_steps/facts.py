"""A step in words: when it is due or was done, how late it is, who sees to it; and the day on which that is read."""

from __future__ import annotations

from datetime import date

from dse import french
from dse.contacts.next_steps import NextStep
from dse.ingest import issues
from dse.query import Query, Selection, open_version
from dse.ui.frame import actions
from dse.ui.frame.data import DataSource

LONG = 240  # signs of a step beyond which its beginning is enough
_LONGEST_OWNER = 60


def shorten(text: str) -> str:
    """The beginning of a long text, on one line."""
    return issues.shorten(text, LONG)


def get_day(source: DataSource) -> date:
    """The day on which a step is late or not: today, and in the demo the last day that its data know."""
    if not source.is_demo:
        return actions.today()
    query = Query(open_version(source.store, source.version.number), Selection())
    (as_of,) = query.read("select as_of from reference")["as_of"].to_pylist() or [None]
    return as_of or actions.today()


def list_facts(step: NextStep, day: date) -> list[str]:
    """When it was done or is due, how late it is, and who sees to it."""
    if step.done_on:
        facts = [f"faite le {french.day(step.done_on)}"]
    elif step.is_overdue(day):
        late = french.count((day - step.due_on).days, "jour")
        facts = [f"en retard de {late} (échéance le {french.day(step.due_on)})"]
    else:
        facts = [f"pour le {french.day(step.due_on)}"]
    return facts + ([issues.shorten(step.owner, _LONGEST_OWNER)] if step.owner else [])
