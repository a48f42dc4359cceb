"""Where a request comes from, as far as it can be believed: the address behind our proxies, and its network."""

import ipaddress
import re

from django.conf import settings

WITH_PORT = re.compile(r"\[(?P<v6>[0-9A-Fa-f:.%\w]+)\](?::[0-9]+)?|(?P<v4>[0-9.]+):[0-9]+")


def address_of(peer: str, forwarded: str) -> str:
    """The peer's address, or as many steps from the right of X-Forwarded-For as we have proxies."""
    if not settings.TRUSTED_PROXIES:
        return peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else peer


def network_of(address: str) -> str:
    """What one client can easily change is left out.

    That is the port which some proxies add, and of an IPv6 address all but its /64. An IPv4 address that is written
    as an IPv6 one counts as itself.
    """
    if match := WITH_PORT.fullmatch(address):
        address = match["v6"] or match["v4"]
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if embedded := parsed.ipv4_mapped or parsed.sixtofour:
            return str(embedded)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
