"""The verbs: what each command does, composed from the trades below and free of any printing.

Each room is for one thing, which its ``__init__`` says. The files beside the rooms are what all of them stand on.
"""
