"""GFM for an engine that does not take all of it: the tree is made one that the engine can say, then written as GFM."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from recycle.model import Loss, Written
from recycle.tree.nodes import (
    Alert,
    Block,
    BulletList,
    DefinitionItem,
    DefinitionList,
    Details,
    Document,
    Footnote,
    ListItem,
    OrderedList,
    Paragraph,
    Passage,
    Quote,
    Strong,
    Text,
    ThematicBreak,
)
from recycle.tree.normal import normal
from recycle.tree.walk import Blocks, Inlines, rebuild_block
from recycle.writers.gfm import write_gfm
from recycle.writers.gfm_flavours import DISCOURSE, NODEBB, Flavour
from recycle.writers.gfm_plainer_inlines import Words
from recycle.writers.protocol import Dialect

_UNSEEN = Paragraph((Text("\u00a0"),))
"""A paragraph that shows nothing, between two lists that would be one. GFM has a comment there."""


def write_plainer(document: Document, flavour: Flavour) -> Written:
    """The document as the Markdown of one engine, and what that engine cannot show. Total on every normal document.

    Line ends are breaks in forums, so that one which a reader does not have to see is a space.
    """
    plainer = _Plainer(document, flavour)
    return Written(write_gfm(normal(plainer.document)).text, tuple(plainer.losses))


class _Plainer:
    """The blocks of one document; ``words`` has what stands inside them, and both note their losses in one place."""

    def __init__(self, document: Document, flavour: Flavour) -> None:
        self.flavour = flavour
        self.losses: dict[Loss, None] = {}
        numbers = {} if flavour.footnotes else {note.label: at for at, note in enumerate(document.footnotes, 1)}
        self.words = Words(flavour, self.losses, numbers)
        notes = tuple(replace(note, children=self._blocks(note.children)) for note in document.footnotes)
        blocks = self._blocks(document.blocks)
        if flavour.footnotes or not notes:
            self.document = Document(blocks, notes)
        else:
            self.document = Document((*blocks, ThematicBreak(), _numbered(notes)))

    def _lose(self, what: str, became: str, line: int) -> None:
        self.losses[Loss(what, became, line)] = None

    def _blocks(self, blocks: Blocks) -> Blocks:
        new = tuple(one for block in blocks for one in self._block(block))
        return new if self.flavour.html else _apart(new)

    def _block(self, block: Block) -> Blocks:
        match block:
            case Alert():
                self._lose("alert", "a quote with a bold title", block.line)
                title = Paragraph((Strong((Text(block.title or block.kind.capitalize()),)),), block.line)
                return (Quote((title, *self._blocks(block.children)), block.line),)
            case Passage():
                if block.only or block.without:
                    self._lose("passage", "text for every outlet", block.line)
                return self._blocks(block.children)
            case Details() if not self.flavour.html:
                self._lose("details", "open text under a bold line", block.line)
                return (*self._bold(block, block.summary), *self._blocks(block.children))
            case DefinitionList() if not self.flavour.html:
                self._lose("definition list", "bold terms over lists", block.line)
                return tuple(one for item in block.items for one in self._definition(block, item))
            case _:
                return (rebuild_block(block, self._blocks, lambda inlines: self.words.of(block, inlines)),)

    def _definition(self, block: DefinitionList, item: DefinitionItem) -> Blocks:
        items = tuple(ListItem(self._blocks(blocks)) for blocks in item.definitions)
        listed = (BulletList(items, line=block.line),) if items else ()
        return (*self._bold(block, item.term), *listed)

    def _bold(self, block: Block, inlines: Inlines) -> Blocks:
        return (Paragraph(self.words.of(block, (Strong(inlines),)), block.line),) if inlines else ()


def _numbered(notes: tuple[Footnote, ...]) -> OrderedList:
    return OrderedList(tuple(ListItem(note.children, line=note.line) for note in notes))


def _apart(blocks: Blocks) -> Blocks:
    new: list[Block] = []
    for block in blocks:
        if new and isinstance(block, BulletList | OrderedList) and type(block) is type(new[-1]):
            new.append(_UNSEEN)
        new.append(block)
    return tuple(new)


FOR_DISCOURSE = Dialect(partial(write_plainer, flavour=DISCOURSE), ".md", "text/markdown")
FOR_NODEBB = Dialect(partial(write_plainer, flavour=NODEBB), ".md", "text/markdown")
