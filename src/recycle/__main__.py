"""The command ``recycle``. ``--version`` is answered before anything else is imported."""

from __future__ import annotations

import gc
import sys

from recycle import __version__


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"recycle {__version__}\n")
        return
    # What is imported stays to the end, and to look through it again and again for garbage takes a tenth of a short command's time.
    gc.set_threshold(100_000)
    from recycle.world import streams  # the fast path above must not pay for it

    streams.make_ready()
    code = _run(sys.argv[1:])
    # Python looks for garbage once more when it ends, through all that goes with the process anyway: another tenth.
    gc.freeze()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["hook", "run", "--workspace", folder]:
            from recycle.cli.hook_run import run as look  # git waits for it, and it knows all that it is told

            return look(folder)
        case _:
            from recycle.cli.main import run

            return run(arguments)


if __name__ == "__main__":
    main()
