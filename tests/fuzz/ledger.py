"""What was written, and what the server said of it: the books that a schedule is judged by.

A token is one letter that no other token of the schedule has, and a tail. The letter makes it findable whatever stands
around it, and lets no diff take a part of one token for a part of another.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

TAIL = ";"
# Chinese of both planes (one and two UTF-16 units) and emoji; what is written between tokens shares none of it.
LETTERS = (range(0x4E00, 0x9FA5), range(0x20000, 0x2A000), range(0x1F300, 0x1F5F0))
FILLERS = ("a", "bc", "  ", "é", "ß\n", "x = 1\n", "ゟ", "🧑‍🚀", "𝒳", "(", "ふ")


@dataclass
class Ledger:
    """`acknowledged` are tokens that the server said it has; `given_up` those whose author left before it said so."""

    chance: random.Random
    written: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def token(self) -> str:
        while True:
            letter = chr(self.chance.choice(self.chance.choice(LETTERS)))
            if letter + TAIL not in self.written:
                self.written.add(letter + TAIL)
                return letter + TAIL

    def acknowledge(self, tokens: set[str]) -> None:
        self.counts["acknowledged"] += len(tokens - self.acknowledged)
        self.acknowledged |= tokens

    def differences(self, text: str) -> list[str]:
        """What is wrong with this text at the end of all. Empty is good."""
        wrong = []
        for token in sorted(self.written):
            found = text.count(token[0])
            if token in self.acknowledged and found != 1:
                wrong.append(f"acknowledged {token!r} is there {found} times")
            elif token in self.given_up and found > 1:
                wrong.append(f"{token!r}, whose author left, is there {found} times")
            elif token not in self.acknowledged | self.given_up:
                wrong.append(f"{token!r} was never acknowledged (there {found} times)")
            elif found and token not in text:
                wrong.append(f"{token!r} is torn")
        return wrong


def gaps(text: str) -> list[int]:
    """The places, in code points, at which something may be written without tearing a token."""
    return [at for at in range(len(text) + 1) if at == len(text) or text[at] != TAIL]


def erasable(text: str) -> list[int]:
    """The places of letters that belong to no token."""
    return [
        at
        for at, letter in enumerate(text)
        if letter != TAIL and not (at + 1 < len(text) and text[at + 1] == TAIL)
    ]
