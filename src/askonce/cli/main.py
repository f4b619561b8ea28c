"""The entry of the program: it reads the arguments, runs one command, and ends with its code."""

import argparse
import os
import sys
import traceback
from typing import Any, NoReturn

from askonce import VERSION
from askonce.cli.command import FAILED, Command, Stop
from askonce.cli.terminal import Terminal, standard

DESCRIPTION = "Check, measure and plan a government that is described in a folder of text."
ENDING = (
    "exit codes: 0 clean, 1 findings, 2 the tool failed. `askonce COMMAND --help` shows an example of each."
)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line with a way on."""

    def error(self, message: str) -> NoReturn:
        """End with one line."""
        self.exit(FAILED, f"{self.prog}: {message}; `{self.prog} --help` shows an example\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write a help text; one that cannot be written is an error, which argparse itself would swallow."""
        stream = file or sys.stderr
        stream.write(message)
        stream.flush()


class _Help(argparse.HelpFormatter):
    """Help that wraps its sentences to the terminal, and leaves an example on its line."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and give its exit code."""
    terminal = standard()
    try:
        chosen = _parser().parse_args(arguments)
        return _run(chosen, terminal)
    except Stop as stop:
        terminal.warn(f"askonce: {stop}")
    except KeyboardInterrupt:
        # Interrupted inside `exec` or `eval` of a text (the standard library makes classes that way), Python
        # would under `-m` still die by the signal after we have caught it; another such text makes it forget.
        exec("")  # noqa: S102 - an empty text
        terminal.warn("askonce: stopped")
    except BrokenPipeError:
        pass  # nobody reads any more: end in silence
    except OSError as error:  # a full disk, a folder that may not be read: no fault of ours
        _show_traceback()
        where = f"`{error.filename}`" if error.filename else "the output"
        terminal.warn(f"askonce: {where}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the one place that turns a fault of ours into a clear message
        _show_traceback()
        terminal.warn(
            f"askonce: a fault of askonce itself, not of your pack: {type(error).__name__}: {error}\n"
            "set ASKONCE_TRACEBACK=1 and run again to see where; please report it with that text"
        )
    terminal.close()
    return FAILED


def _show_traceback() -> None:
    if os.environ.get("ASKONCE_TRACEBACK"):
        traceback.print_exc()


def _run(chosen: argparse.Namespace, terminal: Terminal) -> int:
    command: Command = chosen.command
    code = command.run(chosen, terminal)
    sys.stdout.flush()
    return code


def _parser() -> argparse.ArgumentParser:
    from askonce.cli.commands import COMMANDS  # inside, so that Ctrl-C while they load is caught too

    parser = _Parser(prog="askonce", description=DESCRIPTION, epilog=ENDING)
    parser.add_argument("--version", action="version", version=f"askonce {VERSION}")
    groups = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    inner: dict[str, argparse._SubParsersAction[_Parser]] = {}
    for command in COMMANDS:
        first, _, second = command.words.partition(" ")
        if second:
            if first not in inner:
                own = [one for one in COMMANDS if one.words.startswith(f"{first} ")]
                names = ", ".join(one.words.partition(" ")[2] for one in own)
                examples = "".join(f"\n  {one.example}" for one in own)
                group = groups.add_parser(
                    first, help=f"{first} {names}", epilog=f"examples:{examples}", formatter_class=_Help
                )
                inner[first] = group.add_subparsers(metavar="WHAT", required=True, parser_class=_Parser)
            _add(inner[first], second, command)
        else:
            _add(groups, first, command)
    return parser


def _add(group: "argparse._SubParsersAction[_Parser]", name: str, command: Command) -> None:
    parser = group.add_parser(
        name,
        help=command.summary,
        description=command.summary,
        epilog=f"example:\n  {command.example}",
        formatter_class=_Help,
    )
    for one in command.arguments:
        parser.add_argument(*one.names, help=one.says, **one.options)
    parser.set_defaults(command=command)


if __name__ == "__main__":
    sys.exit(main())
