"""The ids that people have on every wire: an account's number, or `g` and a guest's."""

# Columns of the tables that hold people, one of the two.
Columns = dict[str, int]
GUEST_MARK = "g"


def person_id(*, user: int | None = None, guest: int | None = None) -> str:
    return str(user) if guest is None else f"{GUEST_MARK}{guest}"


def columns_of(person: str) -> Columns:
    """`{"user_id": 5}` or `{"guest_id": 5}`, to find or make somebody's row with; nonsense matches nobody."""
    if person.startswith(GUEST_MARK):
        return {"guest_id": _number(person.removeprefix(GUEST_MARK))}
    return {"user_id": _number(person)}


def user_pk(person: str) -> int:
    """The account behind a person id; guests and nonsense have none, and match nobody."""
    return columns_of(person).get("user_id", 0)


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return number if str(number) == text else 0  # "007" is nobody's id: sockets are found by the exact one
