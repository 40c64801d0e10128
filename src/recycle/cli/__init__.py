"""The command line: the only room that prints. One command, one file, one function of that name."""
