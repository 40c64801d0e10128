"""config.yaml: names become frozen, fully built objects here, and nowhere else are raw settings read."""
