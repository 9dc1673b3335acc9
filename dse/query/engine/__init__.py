"""The one seam to a database engine: SQL and named parameters in, Arrow out. Nothing outside this room knows which engine answers.

base: what all engines do. duckdb_engine: on this machine. spark_engine, spark_session, spark_sql: beyond it. choice: which one answers.
"""

from dse.query.engine.base import Engine, find_parameters, materialize, name_type
from dse.query.engine.choice import name_engine, open_builder, open_engine

__all__ = [
    "Engine",
    "find_parameters",
    "materialize",
    "name_engine",
    "name_type",
    "open_builder",
    "open_engine",
]
