"""Plain text of a cell that holds HTML, for pages and letters that show it as it is written."""

import re
from html.parser import HTMLParser

from askonce.text.source import UNFIT

MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")
BREAKS = frozenset({"br", "hr"})
BLOCKS = frozenset(
    ["address", "article", "blockquote", "div", "dl", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "ol",
     "p", "pre", "section", "table", "tr", "ul"]
)  # fmt: skip
INLINE = frozenset(
    ["a", "abbr", "b", "big", "code", "em", "font", "i", "img", "li", "mark", "s", "small", "span", "strong",
     "sub", "sup", "tbody", "td", "th", "thead", "u"]
)  # fmt: skip
KNOWN = BREAKS | BLOCKS | INLINE
SPACES = re.compile(r"[ \t\r\f]+")
MOST_BREAKS = re.compile(r"\n{3,}")


def has_markup(text: str) -> bool:
    """Whether a text holds a tag or a character reference of HTML.

    >>> has_markup("<b>now</b>"), has_markup("age < 18 & so on")
    (True, False)
    """
    return MARKUP.search(text) is not None


def plain_text(text: str) -> str:
    """The words of a text and the addresses of its links; what has no markup, or no words, stays as it is.

    >>> plain_text('See <a href="https://county.example">the page</a>.<br>Then <file>.').splitlines()
    ['See the page (https://county.example).', 'Then <file>.']
    >>> plain_text("age < 18 & so on")
    'age < 18 & so on'
    """
    if not has_markup(text):
        return text
    words = _Words()
    words.feed(text)
    words.close()
    lines = (SPACES.sub(" ", line).strip() for line in UNFIT.sub(" ", "".join(words.pieces)).split("\n"))
    return MOST_BREAKS.sub("\n\n", "\n".join(lines)).strip() or text


class _Words(HTMLParser):
    """Gather the words between tags; a link is followed by its address, and what is no HTML is a word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line or an item of a list, or remember the address of a link."""
        if tag in BREAKS or tag in BLOCKS:
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        elif tag not in KNOWN:
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or write the address of a link behind its words, unless they are the address."""
        if tag == "a" and self.addresses:
            address = self.addresses.pop()
            if address and address not in "".join(self.pieces[-2:]):
                self.pieces.append(f" ({address})")
        elif tag in BLOCKS:
            self.pieces.append("\n")
        elif tag not in KNOWN:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.pieces.append(data)
