"""How many cells of the table of rights were tried in this run, by kind of door."""

from collections import Counter

tried: Counter[str] = Counter()
