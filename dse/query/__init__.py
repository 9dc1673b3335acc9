"""Asking: what the reader chose, and the engine that answers over one version's files.

engine: the one seam to DuckDB. relations, network_relations, survey_relations, offer_relations: the words of the field as SQL views. chosen_relations: the same as
a selection leaves them. versions: a version opened. statements: what figures ask with.
"""

from dse.query.engine import Engine
from dse.query.selection import FIRST_YEAR, LAST_YEAR, Selection
from dse.query.statements import Query
from dse.query.versions import (
    OPEN_VERSIONS,
    can_be_prepared,
    find_figure_version,
    find_last_whole_day,
    open_version,
    open_versions_once,
    prepare_version,
    read_table,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "OPEN_VERSIONS",
    "Engine",
    "Query",
    "Selection",
    "can_be_prepared",
    "find_figure_version",
    "find_last_whole_day",
    "open_version",
    "open_versions_once",
    "prepare_version",
    "read_table",
]
