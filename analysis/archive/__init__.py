"""The same for a million articles: shards on disk, steps across them, and reading them back."""
