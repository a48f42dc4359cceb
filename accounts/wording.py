"""Numbers in sentences."""


def counted(number: int, noun: str) -> str:
    """ "1 minute", "15 minutes"; for nouns whose plural is made by an s."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
