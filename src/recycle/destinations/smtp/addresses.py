"""Mail addresses: one, and a small list of them that is kept where it cannot end up in git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from recycle.destinations.secrets import MARK, Secret
from recycle.errors import DestinationError, InputError
from recycle.late import regex
from recycle.world import disk

MOST = 200
"""Recipients. More are a newsletter's readers, and a service keeps their consent, their bounces and their complaints."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = regex(rf"{_ATOM}(\.{_ATOM})*\Z")
"""RFC 5322, 3.2.3: a dot-atom. Quoted local parts and those of RFC 6531 are not taken."""
_LABEL = regex(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\Z")


class Address(Struct, frozen=True):
    """``name`` is what people read, ``spec`` what servers do: ASCII, with an internationalised domain encoded."""

    spec: str
    name: str = ""

    @property
    def folded(self) -> str:
        """The same for all spellings of one mailbox."""
        return self.spec.casefold()

    @property
    def domain(self) -> str:
        """What comes after the ``@``."""
        return self.spec.rpartition("@")[2]

    def header(self, field: str) -> bytes:
        """The line ``field: Name <address>``, folded and encoded as RFC 5322 and RFC 2047 want it."""
        from email.headerregistry import Address as Mailbox
        from email.policy import SMTP

        value = str(Mailbox(self.name, addr_spec=self.spec))
        line: str = SMTP.header_factory(field, value).fold(policy=SMTP)
        return line.encode("ascii")


def address(said: str) -> Address | None:
    """The address that ``Name <name@example.com>`` or ``name@example.com`` says, or None."""
    line = said.strip()
    name, mark, spec = line.removesuffix(">").rpartition("<") if line.endswith(">") else ("", "", line)
    local, at, domain = spec.strip().rpartition("@")
    ascii_domain = _ascii(domain)
    if not (at and _LOCAL.match(local) and ascii_domain) or not name.isprintable() or (mark and "<" in name):
        return None
    return Address(f"{local}@{ascii_domain}", _unquoted(name.strip()))


def wanted(said: str, setting: str) -> Address:
    """The address that a setting says. Raises InputError when it is none."""
    found = address(said)
    if found is None:
        raise InputError(f'{setting}: "{said}" is no address; write it as "Name <name@example.com>" or name@example.com.')
    return found


class Readers:
    """The list that ``recipients:`` names: ``env:NAME`` for a variable with the addresses, or the path of a file."""

    def __init__(self, said: str, root: Path, environ: Mapping[str, str]) -> None:
        self._secret = Secret(said, environ, "recipients") if said.startswith(MARK) else None
        self._file = Path() if self._secret else _outside(said, root, environ)

    @property
    def where(self) -> str:
        """What to look at when something is wrong with the list."""
        return f"the variable {self._secret.name}" if self._secret else str(self._file)

    @property
    def unset(self) -> str:
        """The variable, when it has no value; else empty."""
        return self._secret.name if self._secret and not self._secret.is_set else ""

    def read(self) -> tuple[Address, ...]:
        """The addresses, each once. Raises DestinationError, with no address in it."""
        try:
            text = self._secret.value() if self._secret else disk.read_text(self._file)
        except InputError as error:
            raise DestinationError(f"the list of recipients cannot be read: {error}") from None
        found = {one.folded: one for one in self._each(text)}
        if not found:
            raise DestinationError(f"there is no address in {self.where}: write one a line.")
        if len(found) > MOST:
            raise DestinationError(
                f"{self.where} has {len(found)} addresses, and one mail each is for up to {MOST}: for more use the address of"
                " a mailing list, or a newsletter service (the destinations buttondown, listmonk and ghost)."
            )
        return tuple(found.values())

    def _each(self, text: str) -> Iterator[Address]:
        for number, line in enumerate(text.splitlines(), 1):
            said = line.partition("#")[0].strip()
            if not said:
                continue
            found = address(said)
            if found is None:
                raise DestinationError(f"line {number} of {self.where} is no address: write one a line, comments after #.")
            yield found


def _outside(said: str, root: Path, environ: Mapping[str, str]) -> Path:
    path = disk.absolute(root / _expanded(said, environ))
    repository = next((folder for folder in (root, *disk.absolute(root).parents) if disk.exists(folder / ".git")), root)
    if any(disk.real(path).is_relative_to(disk.real(folder)) for folder in (root, repository)):
        raise InputError(
            f'recipients: "{said}" lies in the workspace or its repository, and the addresses of readers must not end up in git:'
            " put the file elsewhere, such as ~/.config/recycle/readers.txt, or write env:NAME."
        )
    return path


def _expanded(said: str, environ: Mapping[str, str]) -> Path:
    """``said`` with the person's own folder for ``~``."""
    home = environ.get("HOME") or environ.get("USERPROFILE") or ""
    if home and said.startswith("~/"):
        return Path(home) / said.removeprefix("~/")
    try:
        return Path(said).expanduser()
    except RuntimeError:
        raise InputError(f'recipients: nobody knows which folder the ~ in "{said}" is: write the whole path.') from None


def _ascii(domain: str) -> str:
    try:
        written = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return written if all(_LABEL.match(label) for label in written.split(".")) else ""


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return name
