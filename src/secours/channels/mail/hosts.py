"""Which servers a mailbox may name. A client's administrator must not make ours knock on the doors of its own network."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_Address = IPv4Address | IPv6Address
# Addresses of IPv6 that carry one of IPv4: what they lead to is what they carry.
_NAT64: Final = ip_network("64:ff9b::/96")


class HostIsPrivate(Exception):
    """The name leads inside, and nobody of the provider said that it may."""


def require_public(host: str, port: int) -> None:
    """Raises HostIsPrivate when one of the addresses of a name is private; OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(address[0])) for *_rest, address in found):
        raise HostIsPrivate(host)


def is_public(address: str) -> bool:
    """An address of the internet: neither this machine nor a network of its own, however it is written."""
    one: _Address = ip_address(address.partition("%")[0])
    if isinstance(one, IPv6Address):
        carried = one.ipv4_mapped or one.sixtofour or _of_nat64(one)
        if carried is not None:
            one = carried
    return one.is_global and not one.is_multicast


def _of_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
