"""What opened and closed in the offer during the years that a figure shows."""

from __future__ import annotations

from datetime import date

from dse import french
from dse.query import Query

# Of the kinds chosen, a year and a move a row, on its first day. What opened before the second year known is not seen to change
# anything.
_MOVES = """
with moves as (
    select opened_on as day, title, 'Ouverture' as move from chosen_offers_of_kinds
    union all
    select closed_on as day, title, 'Fermeture' as move from chosen_offers_of_kinds where closed_on is not null
)
select min(moves.day) over (partition by years.year, moves.move) as first_day, moves.move, moves.title
from moves join years on years.year = extract(year from moves.day)
where years.year between greatest($first_year, (select min(year) + 1 from years)) and $last_year
order by first_day, move, title
"""


def find_annotations(query: Query) -> tuple[tuple[date, str], ...]:
    """The days on which the offer opened or closed something among the chosen years, oldest first, and what, in French."""
    titles: dict[tuple[date, str], list[str]] = {}
    for row in query.read(_MOVES).to_pylist():
        titles.setdefault((row["first_day"], row["move"]), []).append(row["title"])
    return tuple((day, f"{move} : {french.listed(names)}") for (day, move), names in titles.items())
