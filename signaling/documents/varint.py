"""The wire's primitives as lib0 writes them: unsigned integers of 7 bits a byte, and byte strings with a length.

Source: https://github.com/dmonad/lib0 (encoding.js, decoding.js).
"""

MAX_INTEGER = 2**53 - 1


class Malformed(ValueError):
    """The bytes are not what they should be: cut short, too long, or a number out of range."""


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at offset `at` and the offset after it. Raises Malformed above 2^53 - 1 and at the end of data."""
    try:
        byte = data[at]
        if byte < 128:
            return byte, at + 1
        value = byte & 127
        shift = 7
        while True:
            at += 1
            byte = data[at]
            value |= (byte & 127) << shift
            if byte < 128:
                break
            shift += 7
            if shift > 49:
                raise Malformed("integer too long")
    except IndexError:
        raise Malformed("cut short") from None
    if value > MAX_INTEGER:
        raise Malformed("integer too large")
    return value, at + 1


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at offset `at` and the offset after it."""
    size, at = read_uint(data, at)
    end = at + size
    if end > len(data):
        raise Malformed("cut short")
    return data[at:end], end


def write_uint(value: int) -> bytes:
    if value < 128:
        return bytes((value,))
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def write_bytes(data: bytes) -> bytes:
    return write_uint(len(data)) + data


def write_state_vector(clocks: dict[int, int]) -> bytes:
    """A Yjs state vector: for each client, the first clock that is not known."""
    return write_uint(len(clocks)) + b"".join(
        write_uint(client) + write_uint(clock) for client, clock in clocks.items()
    )


def read_state_vector(data: bytes) -> dict[int, int]:
    """The inverse of `write_state_vector`. Raises Malformed also for bytes left over and clients named twice."""
    count, at = read_uint(data, 0)
    clocks: dict[int, int] = {}
    for _ in range(count):
        client, at = read_uint(data, at)
        clocks[client], at = read_uint(data, at)
    if at != len(data) or len(clocks) != count:
        raise Malformed("not a state vector")
    return clocks
