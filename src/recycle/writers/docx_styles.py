"""The look of a Word file and the bytes it is packed in: python-docx's own template with what we need added and the rest left out."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from recycle.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Row
    from docx.text.paragraph import Paragraph as WordParagraph

SOURCE_CODE = "Source Code"
INLINE_CODE = "Inline Code"
HYPERLINK = "Hyperlink"
RULE = "Horizontal Line"
DEEPEST_LIST = 3
"""Word's template knows ``List Bullet``, ``List Bullet 2`` and ``List Bullet 3``."""

_MONOSPACE = "Courier New"
_LINK_BLUE = "0563C1"
_UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT_TABLE_STYLES = frozenset({"TableNormal", "TableGrid"})
_UNUSED_PARTS = ("/stylesWithEffects", "/customXml", "/thumbnail")


def new_document() -> WordDocument:
    """An empty document with our styles. Raises InputError when python-docx is not installed."""
    try:
        import docx
    except ImportError:
        raise InputError("Word files need python-docx: run `pip install recycle[docx]`.") from None
    document = docx.Document()
    _prune(document)
    _add_styles(document)
    return document


def _prune(document: WordDocument) -> None:
    """Leave out what nothing here uses: nine tenths of the template are table styles, stored twice."""
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNUSED_PARTS)]:
            del rels[key]
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.get(_name("type")) == "table" and style.styleId not in _KEPT_TABLE_STYLES:
            styles.remove(style)


def _add_styles(document: WordDocument) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    styles = document.styles
    code = styles.add_style(SOURCE_CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = styles["Normal"]
    code.font.name, code.font.size = _MONOSPACE, Pt(9.5)
    code.paragraph_format.space_after = Pt(6)
    inline = styles.add_style(INLINE_CODE, WD_STYLE_TYPE.CHARACTER)
    inline.font.name, inline.font.size = _MONOSPACE, Pt(9.5)
    link = styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(_LINK_BLUE), True
    rule = styles.add_style(RULE, WD_STYLE_TYPE.PARAGRAPH)
    border = _element("pBdr")
    border.append(_element("bottom", val="single", sz="6", space="1", color="auto"))
    rule.element.get_or_add_pPr().append(border)


def numbered_from(document: WordDocument, style: str, start: int) -> int:
    """A new numbering for one list, so that it counts from ``start`` and not on from the list before it."""
    numbering = document.part.numbering_part.element
    style_number = document.styles[style].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(style_number).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def set_properties(document: WordDocument, title: str, author: str, created: dt.datetime | None) -> None:
    """Title, author and date as Word shows them; without a date a fixed one, so that equal input gives equal bytes."""
    moment = created or _UNDATED
    moment = moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.created = properties.modified = moment
    properties.comments, properties.revision = "", 1


def packed(document: WordDocument) -> bytes:
    """The file, always the same for the same document.

    Entries are sorted, undated and stored: what a deflater makes of the same text differs between versions of zlib.
    """
    loose = io.BytesIO()
    document.save(loose)
    fixed = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _name(local: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{local}"))


def _element(local: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{local}")
    for key, value in attributes.items():
        element.set(_name(key), value)
    return element


def hyperlink(relation: str) -> Any:
    """An empty ``w:hyperlink`` that points at the relation; runs moved into it are its words."""
    from docx.oxml.ns import qn

    element = _element("hyperlink")
    element.set(qn("r:id"), relation)
    return element


def repeat_on_every_page(row: _Row) -> None:
    """Mark a table's row as its header."""
    element: Any = row.cells[0].paragraphs[0].paragraph_format.element.getparent().getparent()
    element.get_or_add_trPr().append(_element("tblHeader"))


def use_numbering(paragraph: WordParagraph, number: int) -> None:
    """Count the paragraph in the numbering that ``numbered_from`` gave."""
    element: Any = paragraph.paragraph_format.element
    properties = element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number
