"""The error family: services raise one of these, and each door (REST, socket, page) turns it into its own answer."""


class Problem(Exception):
    """Something the caller can be told: `code` for machines, `message` for a person, `errors` by field."""

    status = 400
    default_code = "invalid"
    default_message = "That did not work."

    def __init__(
        self,
        code: str = "",
        message: str = "",
        *,
        errors: dict[str, list[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.message = message or self.default_message
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(self.code)


class Invalid(Problem):
    default_message = "Please check what you entered."


class NotSignedIn(Problem):
    status = 401
    default_code = "not_signed_in"
    default_message = "Please sign in first."


class Denied(Problem):
    status = 403
    default_code = "forbidden"
    default_message = "You may not do this."


class NotFound(Problem):
    status = 404
    default_code = "not_found"
    default_message = "There is nothing here, or it is not open to you."


class Conflict(Problem):
    status = 409
    default_code = "conflict"
    default_message = "Somebody was faster. Please look again and repeat."


class Gone(Problem):
    status = 410
    default_code = "gone"
    default_message = "This has ended."


class Locked(Problem):
    status = 423
    default_code = "locked"
    default_message = "This is locked."


class TooMany(Problem):
    status = 429
    default_code = "rate_limited"
    default_message = "Too many tries. Please wait a little."


class Unavailable(Problem):
    status = 503
    default_code = "unavailable"
    default_message = "A part of the service is away. Please try again in a moment."


# One table for the room socket: the close code that says why somebody cannot come in or stay (spec: websocket).
CLOSE_CODES: dict[type[Problem], int] = {
    Invalid: 4400,
    NotSignedIn: 4401,
    Denied: 4403,
    NotFound: 4404,
    Gone: 4404,
    Conflict: 4409,
    Locked: 4423,
    TooMany: 4429,
}
