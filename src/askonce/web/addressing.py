"""Names of subjects in addresses: a stroke in one would end its part of the path."""

from __future__ import annotations


def in_address(name: str) -> str:
    """A name as a part of a path, after RFC 6901; what else an address wants is written by whoever makes it.

    >>> in_address("c-1/offer"), in_address("a~1b")
    ('c-1~1offer', 'a~01b')
    """
    return name.replace("~", "~0").replace("/", "~1")


def from_address(text: str) -> str:
    """The name that a part of a path says.

    >>> from_address("c-1~1offer"), from_address("a~01b")
    ('c-1/offer', 'a~1b')
    """
    return text.replace("~1", "/").replace("~0", "~")
