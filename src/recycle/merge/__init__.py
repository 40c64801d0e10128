"""Three texts into one: what a person has made of a text, done to what the text is now. No disk, no reader: any text will do."""

from __future__ import annotations

from recycle.merge.fields import merge_field, merge_tags
from recycle.merge.gaps import Split
from recycle.merge.marked import Conflict, Merged, markers
from recycle.merge.texts import merge_texts

__all__ = ["Conflict", "Merged", "Split", "markers", "merge_field", "merge_tags", "merge_texts"]
