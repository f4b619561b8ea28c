"""`python -m askonce` runs the program."""

import sys

from askonce.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
