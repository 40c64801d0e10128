"""The nouns. All of them are frozen; the verbs that turn one into another are functions in the rooms above."""

from __future__ import annotations

from recycle.model.findings import Finding, Loss, ReadResult, Severity, Weight, Written, unreadable
from recycle.model.ledger import Event, Kind, Standing, State
from recycle.model.outlet import Limits, Site, SourceRules
from recycle.model.piece import Piece, Question, Source, Wording
from recycle.model.variant import UPLOADS, Asset, Meta, Part, Placement, Variant

__all__ = [
    "UPLOADS",
    "Asset",
    "Event",
    "Finding",
    "Kind",
    "Limits",
    "Loss",
    "Meta",
    "Part",
    "Piece",
    "Placement",
    "Question",
    "ReadResult",
    "Severity",
    "Site",
    "Source",
    "SourceRules",
    "Standing",
    "State",
    "Variant",
    "Weight",
    "Wording",
    "Written",
    "unreadable",
]
