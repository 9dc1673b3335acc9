"""A member database and its queries. The password is never here, only the name of the variable that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PORTS = {"postgresql": 5432, "mariadb": 3306}  # kinds, with the port that each has by default


@dataclass(frozen=True)
class Query:
    """One read-only statement, and the form that its columns are headers of."""

    name: str
    form: str
    sql: str


@dataclass(frozen=True)
class Source:
    """A database and its queries. `password_env` is the environment variable that holds the password.

    With `tls`, the server's certificate must be one that this computer trusts, or one of `tls_ca`.
    `connect_seconds` bounds each answer before the first query, `query_seconds` each statement.
    """

    name: str
    kind: str
    host: str
    port: int
    database: str
    user: str
    password_env: str
    queries: tuple[Query, ...]
    tls: bool = True
    tls_ca: Path | None = None
    connect_seconds: int = 10
    query_seconds: int = 60

    @property
    def address(self) -> str:
        """The server, as a message names it."""
        return f"{self.host}:{self.port}"
