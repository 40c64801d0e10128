"""Issues of several pieces: what is due for the next, what one waits for, which pieces went out in it."""
