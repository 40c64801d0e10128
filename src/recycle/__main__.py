"""The command ``recycle``. ``--version`` is answered before anything else is imported."""

from __future__ import annotations

import sys

from recycle import __version__


def main() -> None:
    """Run the command line and leave with its exit code: 130 after Ctrl-C, at whatever moment."""
    sys.unraisablehook = _raised_again
    try:
        import gc  # not before somebody hears Ctrl-C: every import takes its time

        code = _run(sys.argv[1:])
        # Python looks for garbage once more when it ends, through all that goes with the process anyway: a tenth of a short command's time.
        gc.freeze()
    except (Exception, KeyboardInterrupt) as error:
        if not _is_ctrl_c(error):
            raise
        sys.excepthook = _silent  # whoever presses it once more need not be told twice
        code = _stopped(sys.argv[1:])
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"recycle {__version__}\n")
        return 0
    # What is imported stays to the end, and to look through it again and again for garbage takes a tenth of a short command's time.
    import gc

    gc.set_threshold(100_000)
    from recycle.world import streams  # the fast path above must not pay for it

    streams.hear_ctrl_c()
    streams.make_ready()
    match arguments:
        case ["hook", "run", "--workspace", folder]:
            from recycle.cli.hook_run import run as look  # git waits for it, and it knows all that it is told

            return look(folder)
        case _:
            from recycle.cli.main import run

            return run(arguments)


def _is_ctrl_c(error: BaseException) -> bool:
    """Python 3.11 makes a RuntimeError of it where a class is just being made, and C code an ImportError."""
    if isinstance(error, KeyboardInterrupt) or isinstance(error.__cause__, KeyboardInterrupt):
        return True
    from recycle.world import streams

    return streams.ctrl_c_came()


def _stopped(arguments: list[str]) -> int:
    """Says so: while something was imported, or while what had begun was being ended."""
    from recycle.cli.faults import NOTHING_COMMITTED, STOPPED, told
    from recycle.world import streams

    streams.make_ready()
    return told(KeyboardInterrupt(), stopped=NOTHING_COMMITTED if arguments[:2] == ["hook", "run"] else STOPPED)


def _raised_again(lost: sys.UnraisableHookArgs) -> None:
    """Ctrl-C that came where nothing can be raised, as between two imports: Python would show where, and go on."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        import _thread

        # Not from here, where it would be lost once more.
        _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(lost)


def _silent(*_: object) -> None:
    pass


if __name__ == "__main__":
    main()
