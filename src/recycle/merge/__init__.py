"""Three texts into one: what a person has made of a text, done to what the text is now. No disk, no reader: any text will do."""
