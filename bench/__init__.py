"""Measurements of speed, memory and craft. ``make bench`` runs all of them; ``python -m bench turn``
runs one. The figures that were measured stand in ``bench/README.md``."""
