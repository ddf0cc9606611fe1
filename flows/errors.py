"""Which errors a person can mend, and the exit code of each."""

from __future__ import annotations

from flows.settings import EXIT_BUSY, EXIT_FAILED, EXIT_USAGE


def exit_code_of(error: BaseException) -> int | None:
    """The exit code for an error whose message says what to do; None for a defect, which shows its traceback."""
    import duckdb

    from flows.derived import CheckFailed, ShardFailed, StageFailed
    from flows.deriving import WorkerLost
    from flows.migrate import SchemaError
    from flows.publish import PublishError, WarehouseBusy
    from flows.sandbox import QueryError
    from flows.warehouse import WarehouseError
    from transforms.reference import ReferenceError

    if isinstance(error, WarehouseBusy):
        return EXIT_BUSY
    if isinstance(error, FileNotFoundError | KeyError | QueryError | UsageError):
        return EXIT_USAGE
    if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):  # the disk is full, or cannot be read
        return EXIT_FAILED
    if isinstance(error, CheckFailed | ShardFailed | StageFailed | WorkerLost):
        return EXIT_FAILED
    if isinstance(error, SchemaError | PublishError | WarehouseError | ReferenceError | OSError):
        return EXIT_FAILED
    return None


class UsageError(ValueError):
    """What was asked for does not exist; the message says what does."""
