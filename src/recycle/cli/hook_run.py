"""``recycle hook run`` as the hook calls it. Git waits for it: nothing is imported before git has something to do meanwhile."""

from __future__ import annotations

from pathlib import Path

from recycle.cli.faults import NOTHING_COMMITTED, told
from recycle.world import World, disk, git, streams


def run(workspace: str) -> int:
    """``recycle hook run --workspace DIR``, and its exit code. The parser of the command line would be a twentieth of its time."""
    try:
        world = World.real(disk.absolute(Path(workspace)))
        with git.Repository.asked(world.root, world.environ) as answer:
            from recycle.cli.before_commit import look  # most of recycle comes with these
            from recycle.cli.session import Session

            session = Session(Path(), make_world=World.real, quiet=False, verbose=False)
            code = look(session, world, git.Repository(world.root, world.environ, answer))
        return told(KeyboardInterrupt(), stopped=NOTHING_COMMITTED) if streams.ctrl_c_came() else code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the outermost place, as in main.py
        return told(error, stopped=NOTHING_COMMITTED)
