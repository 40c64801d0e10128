"""Templates: the furniture around a written text. The workspace's own come first, file by file, then the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from recycle import yaml_strict
from recycle.errors import InputError
from recycle.model import Finding
from recycle.spelling import did_you_mean, in_braces, wrong_braces
from recycle.world import bytecode, disk

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket

FALLBACK_LANGUAGE = "en"
SUFFIX = ".j2"
_DIGEST = 32
_MONTHS = 12
Loaded = tuple[str, str, Callable[[], bool]]


class Templates:
    """All templates and words of one workspace. A template is read and compiled once."""

    def __init__(self, workspace_dir: Path | None) -> None:
        """``workspace_dir`` is the folder with ``config.yaml``; None leaves only what is built in."""
        own = (workspace_dir / "templates",) if workspace_dir else ()
        self._folders = (*own, built_in())
        self._words: dict[str, Mapping[str, str]] = {}

    def render(self, name: str, context: Mapping[str, object], *, html: bool) -> str:
        """The template called ``name`` with ``context``; with ``html`` everything printed is escaped but ``body``.

        Raises InputError with template, line and the context's ``piece`` when the template is missing, not a template, or
        prints what does not exist.
        """
        from jinja2 import TemplateError
        from markupsafe import Markup

        values = dict(context)
        if html and isinstance(values.get("body"), str):
            values["body"] = Markup(values["body"])  # noqa: S704 - the writer's own output, escaped and cleaned by it
        try:
            return (self._html if html else self._plain).get_template(name).render(values)
        except RecursionError as error:
            raise self._told(
                name, RecursionError("it calls or includes itself without end"), str(context.get("piece", ""))
            ) from error
        except (TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
            raise self._told(name, error, str(context.get("piece", ""))) from error

    def words(self, language: str) -> Mapping[str, str]:
        """What readers see in ``language``: English, then the language's own, then the workspace's, each over the one before.

        ``de-AT`` is looked for as itself and as ``de``; a language that has no file gets English. Raises InputError for a
        file that is not names and words, and for words that cannot be used.
        """
        if language not in self._words:
            self._words[language] = MappingProxyType(self._read_words(language))
        return self._words[language]

    def read_own_words(self) -> None:
        """Raises InputError for the first words file of the workspace that cannot be used, whether a piece needs it or not."""
        for path in (path for folder in self._folders[:-1] for path in _children(folder / "words")):
            if path.suffix == ".yaml":
                self.words(path.stem)

    def wrong_words(self, name: str, said: str) -> str:
        """What is wrong with somebody's own words for ``name``, and what to do; empty when they can be used.

        English has every word, so a name that is not among them is one that no template asks for. Names in braces are those of
        the English line: nothing else is filled in.
        """
        if name not in self._english:
            return f"no template asks for these words.{did_you_mean(name, self._english)}"
        if name == "months" and len(said.split()) != _MONTHS:
            return f"a year has twelve months, the count here is {len(said.split())}; write all names with spaces between them."
        return wrong_braces(said, in_braces(self._english[name]) or ())

    def check_all(self) -> tuple[Finding, ...]:
        """A finding for every template and words file, built in or the workspace's, that cannot be used."""
        found: list[Finding] = []
        for name in self.names():
            try:
                self._check(name)
            except InputError as error:
                found.append(Finding("template", error.message, path=error.path, line=error.line))
        return tuple(found)

    def names(self) -> tuple[str, ...]:
        """Every template and words file by the name that it is used under."""
        found = {name for folder in self._folders for name in _listed(folder, "")}
        return tuple(sorted(name for name in found if name.endswith(SUFFIX) or _is_words(name)))

    @cached_property
    def has_own(self) -> bool:
        """Whether the workspace has a template of its own: one of recycle's may be another then, or take another one in."""
        return any(name.endswith(SUFFIX) for folder in self._folders[:-1] for name in _listed(folder, ""))

    # ── loading ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _html(self) -> Environment:
        """Sandboxed and without extensions: a template prints and does nothing else, whoever wrote it."""
        from jinja2 import FunctionLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return ImmutableSandboxedEnvironment(
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_compiled_before(built_in()),
        )

    @cached_property
    def _plain(self) -> Environment:
        return self._html.overlay(autoescape=False)

    def _load(self, name: str) -> Loaded | None:
        path = self._find(name)
        return (disk.read_text(path), str(path), lambda: True) if path else None

    def _find(self, name: str) -> Path | None:
        """The file behind a template's name. A name that leaves the folder is no name."""
        if any(piece in ("", ".", "..") for piece in name.split("/")) or "\\" in name or ":" in name:
            return None
        return next((path for folder in self._folders if disk.exists(path := folder / name)), None)

    # ── words ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _english(self) -> Mapping[str, str]:
        """The words that come with recycle, which are all that there are."""
        path = self._folders[-1] / "words" / f"{FALLBACK_LANGUAGE}.yaml"
        return _words_file(path, str(path))[0]

    def _read_words(self, language: str) -> dict[str, str]:
        tag = language.replace("_", "-")
        names = dict.fromkeys((FALLBACK_LANGUAGE, tag.split("-")[0].lower(), tag))
        words: dict[str, str] = {}
        for name in names:
            for folder in reversed(self._folders):
                path = folder / "words" / f"{name}.yaml"
                if name.replace("-", "").isalnum() and disk.exists(path):
                    words |= self._usable(path)
        return words

    def _usable(self, path: Path) -> Mapping[str, str]:
        called = path.relative_to(self._folders[0].parent).as_posix() if path.is_relative_to(self._folders[0]) else str(path)
        found, lines = _words_file(path, called)
        for name, said in found.items():
            if wrong := self.wrong_words(name, said):
                raise InputError(f"{name}: {wrong}", path=called, line=lines.get(name, 0))
        return found

    # ── what is wrong with a template ────────────────────────────────────────────────────────────

    def _check(self, name: str) -> None:
        if _is_words(name):
            self.words(name.removeprefix("words/").removesuffix(".yaml"))
            return
        from jinja2 import TemplateError

        try:
            self._html.get_template(name)
        except TemplateError as error:
            raise self._told(name, error, "") from error

    def _told(self, name: str, error: Exception, piece: str) -> InputError:
        """The error as a sentence, at the line of the template that it happened in (an included one's, if it was there)."""
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        wanted = f" (wanted for {piece})" if piece else ""
        if isinstance(error, TemplateNotFound):
            where = f' that "{name}" asks for' if error.name != name else ""
            return InputError(f'there is no template "{error.name}"{where}{wanted}: put one into templates/')
        what = f"template {name}{wanted}: {error.args[0] if error.args else error}"
        if isinstance(error, TemplateSyntaxError):
            return InputError(what, path=error.filename or name, line=error.lineno)
        path, line = self._place(error)
        return InputError(what, path=path or name, line=line)

    def _place(self, error: Exception) -> tuple[str, int]:
        """Jinja rewrites tracebacks so that a template's frames have its own file name and line."""
        folders = tuple(str(folder) for folder in self._folders)
        from traceback import walk_tb  # it takes long to import, and most templates have no error

        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        return next(
            ((path, line) for path, line in reversed(frames) if path.startswith(folders) and path.endswith(SUFFIX)), ("", 0)
        )


def built_in() -> Path:
    """The folder of the templates that come with recycle: in the package, or at the top of a checkout."""
    packaged = Path(__file__).parent / "templates"
    return packaged if disk.exists(packaged) else Path(__file__).parents[2] / "templates"


def _compiled_before(folder: Path) -> BytecodeCache:
    """Spares compiling the templates in ``folder``, which are recycle's own. A workspace's are compiled anew each time.

    What is kept is Python's bytecode, and a workspace is a place that others may write to.
    """
    import marshal

    from jinja2 import BytecodeCache

    class Compiled(BytecodeCache):
        def get_cache_key(self, name: str, filename: str | None = None) -> str:
            return filename or name

        def load_bytecode(self, bucket: Bucket) -> None:
            if _is_below(folder, bucket.key):
                data = bytecode.kept(Path(bucket.key), _kind(bucket))
                if data and data[:_DIGEST] == _digest(bucket, data[_DIGEST:]):
                    bucket.code = marshal.loads(data[_DIGEST:])  # noqa: S302 - beside the program, and as it was written

        def dump_bytecode(self, bucket: Bucket) -> None:
            if _is_below(folder, bucket.key):
                code = marshal.dumps(bucket.code)
                bytecode.keep(Path(bucket.key), _kind(bucket), _digest(bucket, code) + code)

    return Compiled()


def _is_below(folder: Path, path: str) -> bool:
    return Path(path).is_relative_to(folder) and ".." not in Path(path).parts


def _kind(bucket: Bucket) -> str:
    return "escaped" if bucket.environment.autoescape else "plain"


def _digest(bucket: Bucket, code: bytes) -> bytes:
    """Of the code and of all that has made it what it is: another one means that it is old, or damaged."""
    from hashlib import blake2b
    from importlib.util import MAGIC_NUMBER

    from jinja2 import __version__

    used = bucket.environment
    options = (used.trim_blocks, used.lstrip_blocks, used.keep_trailing_newline, used.sandboxed, used.autoescape)
    made_by = (MAGIC_NUMBER, __version__, bucket.key, bucket.checksum, options)
    return blake2b(repr(made_by).encode() + code, digest_size=_DIGEST).digest()


def _listed(folder: Path, prefix: str) -> list[str]:
    found: list[str] = []
    for path in _children(folder):
        name = f"{prefix}{path.name}"
        found += _listed(path, f"{name}/") if disk.is_folder(path) else [name]
    return found


def _children(folder: Path) -> Iterable[Path]:
    return disk.children(folder) if disk.is_folder(folder) else ()


def _is_words(name: str) -> bool:
    return name.startswith("words/") and name.endswith(".yaml")


def _words_file(path: Path, called: str) -> tuple[dict[str, str], Mapping[str, int]]:
    """The words, and the line of each."""
    found = yaml_strict.load(disk.read_text(path), path=called)
    for name, said in found.data.items():
        if not isinstance(said, str):
            typed = found.texts.get(name, "")
            advice = f'write {name}: "{typed}"' if typed else "a words file is one `name: words` a line"
            raise InputError(f"the words of {name} must be text: {advice}.", path=called, line=found.lines.get(name, 0))
    return found.data, found.lines
