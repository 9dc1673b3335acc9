"""The one place that opens a connection: to the host and port that a source names, and to no other."""

from __future__ import annotations

import socket
import ssl

from dse.ingest.databases import failures
from dse.ingest.databases.source import Source


def open_connection(source: Source) -> socket.socket:
    """A connection to the server of a source, each of whose answers is bounded. Raises SourceFailure."""
    try:
        return socket.create_connection((source.host, source.port), timeout=source.connect_seconds)
    except socket.gaierror:
        raise failures.unreachable(source, "ce nom de machine est inconnu") from None
    except TimeoutError:
        raise failures.unreachable(source, f"rien après {source.connect_seconds} secondes") from None
    except ConnectionRefusedError:
        raise failures.unreachable(source, "la connexion est refusée") from None
    except OSError as error:
        raise failures.unreachable(source, f"erreur {error.errno} du réseau") from None


def create_tls_context(source: Source) -> ssl.SSLContext | None:
    """How the server proves who it is; None where the source goes without TLS. Raises SourceFailure."""
    if not source.tls:
        return None
    try:
        return ssl.create_default_context(cafile=source.tls_ca)
    except OSError:
        reason = f"le certificat « {source.tls_ca} » ne se lit pas"
        raise failures.failure(source, reason, "Vérifiez « tls_ca » dans sources.toml") from None


def find_tls_failure(error: BaseException) -> str | None:
    """Why TLS failed, in French, where an error or one of its causes says so."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"le certificat n’est pas reconnu : {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return cause.reason or "TLS"
        cause = cause.__cause__ or cause.__context__ or getattr(cause, "original_exception", None)
    return None
