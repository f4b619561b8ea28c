"""A span says where in which file a piece of text stands."""

import msgspec


class Span(msgspec.Struct, frozen=True, gc=False, order=True, array_like=True):
    """A stretch of text: lines and columns count code points from 1, the end is exclusive.

    In a spreadsheet `line` and `column` are row and column, and `cell` is the name an author sees.

    >>> str(Span("a.yaml", 3, 5, 3, 9)), str(Span("m.xlsx", 7, 2, 7, 3, "Prices!B7"))
    ('a.yaml:3:5', 'm.xlsx!Prices!B7')
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    cell: str = ""

    def __str__(self) -> str:
        if self.cell:
            return f"{self.path}!{self.cell}"
        return f"{self.path}:{self.line}:{self.column}"

    def within(self, start: int, end: int) -> "Span":
        """Narrow a one-line span to the code points from `start` to `end` of its text.

        >>> Span("a.yaml", 1, 5, 1, 20).within(2, 4).column
        7
        """
        if self.line != self.end_line or self.cell:
            return self
        low = min(self.column + start, self.end_column)
        high = min(max(self.column + end, low + 1), self.end_column)
        return Span(self.path, self.line, low, self.line, max(high, low))
