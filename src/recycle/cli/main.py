"""The command ``recycle``: its commands by name, and what is said of a command line that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import click

from recycle import __version__
from recycle.cli.faults import complain, told
from recycle.spelling import did_you_mean
from recycle.world import World

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "Make a workspace.",
        "add": "Bring a text in as a new piece.",
        "list": "Show every piece.",
        "check": "Say what is wrong with pieces before they leave.",
        "render": "Write every variant under out/.",
        "show": "Print one variant.",
        "edit": "Reword what one outlet gets.",
        "expand": "Begin an article with what a reply says.",
        "edits": "List what was reworded.",
        "diff": "Show what an edit changes.",
        "issue": "Draft the next issue of a newsletter.",
        "publish": "Bring pieces to their outlets.",
        "status": "Show what stands where.",
        "history": "Show every use of one piece.",
        "pull": "Take over what was changed at a service.",
        "settle": "End an unknown: say whether it was placed.",
        "withdraw": "Take a placed variant away.",
        "ledger": "Bring the ledger to git's remote, and from there.",
        "ci": "Write a workflow that publishes what is merged.",
        "hook": "Look at what is staged before git commits it.",
        "doctor": "Look whether settings, templates and destinations work.",
        "convert": "Turn standard input from one markup into another dialect.",
        "schema": "Print the JSON Schema of config.yaml.",
        "completion": "Print a completion script for your shell.",
    }
)

FLAGS = frozenset(("-q", "--quiet", "-v", "--verbose"))

EPILOG = """\b
Examples:
  recycle init notes && cd notes    a workspace with one piece in it
  recycle publish --dry-run         what would go where
  recycle publish                   send what is due, once
  recycle status                    what stands where

Exit codes: 0 done, 1 something needs a person, 2 bad input or settings.
"""


class Commands(click.Group):
    """A group that imports a command's module when that command is asked for, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, from the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"recycle.cli.{cmd_name}")
        command = module.command
        return command if isinstance(command, click.Command) else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a near name for a wrong one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(
                f'there is no command "{args[0]}".{did_you_mean(args[0], COMMANDS)} `recycle --help` shows them all.'
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar="COMMAND [ARGS]...",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    # A workspace is looked for upwards: with a wrong name it would be another one.
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Work in DIR instead of here.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but results and errors.")
@click.option("--verbose", "-v", is_flag=True, help="Say more; show a traceback when recycle itself fails.")
@click.version_option(__version__, "-V", "--version", message="recycle %(version)s")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None, *, quiet: bool, verbose: bool) -> None:
    """Write once, publish in many places, and remember every one of them."""
    from recycle.cli.session import Session  # brings everything along, and help needs nothing of it

    make_world: Callable[[Path], World] = ctx.obj or World.real
    ctx.obj = Session(folder or Path(), make_world=make_world, quiet=quiet, verbose=verbose)


def run(arguments: Sequence[str], make_world: Callable[[Path], World] = World.real) -> int:
    """Run one command and return its exit code: 0 done, 1 needs a person, 2 bad input, 3 a fault of recycle's own."""
    try:
        code = cli.main(_with_flags_first(arguments), prog_name="recycle", standalone_mode=False, obj=make_world)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        complain(_usage(error))
        return 2
    except click.Abort:
        return told(KeyboardInterrupt())
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the one outermost place
        return told(error, verbose=bool({"-v", "--verbose"} & set(arguments)))
    return code if isinstance(code, int) else 0


def _with_flags_first(arguments: Sequence[str]) -> list[str]:
    """``recycle publish -v`` is what people type; the flags of the whole program are understood there too."""
    after = list(arguments).index("--") if "--" in arguments else len(arguments)
    flags = [argument for argument in arguments[:after] if argument in FLAGS]
    return [*flags, *(argument for argument in arguments[:after] if argument not in FLAGS), *arguments[after:]]


def _usage(error: click.ClickException) -> str:
    hint = f" Try: {error.ctx.command_path} --help" if isinstance(error, click.UsageError) and error.ctx else ""
    message = " ".join(error.format_message().split())
    return f"{message[:1].lower()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}{hint}"
