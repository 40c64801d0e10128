"""The memory: which piece was used where, when, with which words, and what came of it.

``files`` reads and appends ``ledger/<id>.jsonl``, ``order`` puts events in order, ``fold`` says what stands, ``sent`` keeps
the exact words, ``digest`` names them. Only ``steps`` writes here.
"""
