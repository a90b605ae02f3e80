"""Documents of other people's making, read into drafts. ``reading`` reads one; ``worker`` is the process it happens in."""
