"""The verbs: what each command does, composed from the trades below and free of any printing."""
