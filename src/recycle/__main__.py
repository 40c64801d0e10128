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
    from recycle.cli.main import run  # the fast path above must not pay for it
    from recycle.world import streams

    streams.make_ready()
    code = run(sys.argv[1:])
    # Python looks for garbage once more when it ends, through all that goes with the process anyway: another tenth.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
