"""How a variant is made: what its form gets to know, what a command and a person have changed, form, dialect, template."""
