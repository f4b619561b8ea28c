"""Draws one chart in a process of its own, which ends with it: the drawing takes some 100 MB that the house does not keep.

`python -m askonce.web.pages.measured.drawn`: a Vega-Lite description on the input, SVG on the output.
"""

from __future__ import annotations

import sys

import vl_convert

_VERSION = "5.20"


def main() -> int:
    """Draw."""
    sys.stdout.write(vl_convert.vegalite_to_svg(sys.stdin.read(), vl_version=_VERSION))
    return 0


if __name__ == "__main__":
    sys.exit(main())
