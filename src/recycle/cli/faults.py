"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import sys

from recycle import __version__
from recycle.cli.printable import harmless, no_commands
from recycle.errors import RecycleError
from recycle.world import streams

STOPPED = "stopped. What was under way is in the ledger; run the command again to go on."
NOTHING_COMMITTED = "stopped. Nothing was committed, and nothing has changed."
"""A look at what is staged writes to no ledger and to no file."""


def told(error: BaseException, *, verbose: bool = False, stopped: str = STOPPED) -> int:
    """Says what has happened, and the exit code for it: 1 needs a person, 2 bad input, 3 a fault of recycle's own, 130 stopped."""
    if isinstance(error, KeyboardInterrupt) or streams.ctrl_c_came():
        complain(stopped)
        return 130
    match error:
        case RecycleError():
            complain(str(error))
            return error.exit_code
        case BrokenPipeError():
            streams.forget(sys.stdout)
            return 1
        case _:
            return _own_fault(error, verbose=verbose)


def complain(message: str) -> None:
    """One sentence on standard error. Where nobody can have it, the exit code has to do."""
    try:
        sys.stderr.write(f"recycle: {no_commands(harmless(message))}\n")
        sys.stderr.flush()
    except OSError:
        streams.forget(sys.stderr)


def _own_fault(error: BaseException, *, verbose: bool) -> int:
    if verbose:
        import traceback

        traceback.print_exception(error)
    complain(
        f"this is a fault of recycle {__version__} itself ({type(error).__name__}). Please report it; --verbose shows where."
    )
    return 3
