"""Where a request comes from, as far as it can be believed: the address behind our proxies, and its network."""

import ipaddress

from django.conf import settings


def address_of(peer: str, forwarded: str) -> str:
    """The peer's address, or as many steps from the right of X-Forwarded-For as we have proxies."""
    if not settings.TRUSTED_PROXIES:
        return peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else peer


def network_of(address: str) -> str:
    """What one client can easily change is left out: of an IPv6 address its /64 counts."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
