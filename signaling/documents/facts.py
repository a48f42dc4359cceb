"""What is stored of a document beside its state: compressed, and only ever believed with the state it belongs to."""

import zlib


def pack_facts(facts: bytes, state_checksum: int) -> bytes:
    """The checksum of the state, and the facts; both compressed, whose own checksum covers them."""
    return zlib.compress(state_checksum.to_bytes(4) + facts, 1)


def unpack_facts(packed: bytes, state_checksum: int) -> bytes | None:
    """The facts; None where there are none, or none of this state."""
    try:
        raw = zlib.decompress(packed)
    except zlib.error:
        return None
    return raw[4:] if raw[:4] == state_checksum.to_bytes(4) else None


def unpack_state(packed: bytes, checksum: int) -> bytes | None:
    """The state in a checkpoint; None if it is damaged."""
    if zlib.crc32(packed) != checksum:
        return None
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None
