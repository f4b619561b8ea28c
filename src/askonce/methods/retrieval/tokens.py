"""Reads a text into tokens for every engine alike: standards and codes, numbers, stemmed words, Chinese singles and pairs."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec
import Stemmer

from askonce.methods.retrieval.folding import fold
from askonce.methods.retrieval.standards import STANDARD, plain_standard

#: A token longer than this is cut: no engine has to hold a pasted file as one word.
LONGEST_TOKEN: Final = 48
GRAM: Final = 4
_LONGEST_PIECE: Final = 400
_KEPT: Final = (
    1 << 16
)  # words come again: to keep what each is read into takes a third of the time of reading it

# Scripts that are written without spaces, or whose words grow by endings: each sign and each two that stand together.
# Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer; measured as good as a dictionary or better on Chinese.
_UNSPACED: Final = (
    r"\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_LETTER: Final = rf"[^\W_{_UNSPACED}]"


def _pieces(letter: str, unspaced: str) -> re.Pattern[str]:
    """Standards, runs without spaces, numbers, then words and codes, of the letters of a text."""
    return re.compile(
        rf"{STANDARD}{unspaced}"
        r"|\d+(?:,\d{3})+(?:\.\d+)?(?![^\W_])|\d+\.\d+(?![^\W_]|[./-][^\W_])"
        rf"|{letter}+(?:(?:[-/._+×]|(?<=\d)\*(?=\d)){letter}+)*(?:['’]s(?![^\W_]))?"
    )


_PIECES: Final = _pieces(_LETTER, rf"|[{_UNSPACED}]+")
_LATIN_PIECES: Final = _pieces("[a-z0-9]", "")
_LATIN_WORDS: Final = re.compile(
    r"[a-z]+(?:[-/._+][a-z]+)*(?:'s(?![a-z]))?"
)  # most texts: four times as fast
#: What stands before a word that a text excludes.
SPARED: Final = "!"
# What a text says that it is not, up to the next comma or bracket: `watches, other than wrist watches` is no match for wrist
# watches, but a good one for `not wrist`. Schedule B .642 -> .652 NDCG@10, product pairs .9750 -> .9747.
_SPARED: Final = re.compile(
    r"(?<![^\W_])(?=[aensowdкбн])(?:other than|except(?:ing|ed)?|exc|excl(?:uding)?|(?<!or )not|without|w/o|ausgenommen|ausser|andere als|ohne|nicht"
    r"|sauf|autres? que|a l'exclusion d[eu]s?|excepto|salvo|distint[oa]s? de|exceto|кроме|без|не)(?![^\W_])\.?(?P<what>[^;,:()]{1,120})"
    r"|除(?!了)(?P<zh>[^;,:()。、，；除外]{1,30})(?:以外|之外|除外|外)|(?:不含|不包括|不包含)(?P<zh2>[^;,:()。、，；]{1,30})"
)
_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"[^\W_]+")
_STANDARD: Final = re.compile(STANDARD)
_UNSPACED_RUN: Final = re.compile(f"[{_UNSPACED}]+")
_DECIMAL: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_OWNED: Final = re.compile("['’]s$")
_SQUEEZED: Final = re.compile("[ /-]")
_SQUEEZE: Final = re.compile(r"[\W_]+")
_SIZED: Final = re.compile(r"m?\d+(?:\.\d+)?(?:[x×*]\d+(?:\.\d+)?)+")
_NUMBER: Final = re.compile(r"m?\d+(?:\.\d+)?")


class Read(msgspec.Struct, frozen=True):
    """What a text is read into: its words in order, the grams of each of its words, and those of its part numbers."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    parts: tuple[str, ...]


def read(text: str) -> Read:
    """A text read once for all three views of it."""
    words: list[str] = []
    grams: list[str] = []
    parts: list[str] = []
    for spared, segment in _segments(fold(text)):
        for piece in _pattern(segment).findall(segment):
            found = _piece(piece[:_LONGEST_PIECE])
            words += (f"{SPARED}{token}" for token in found.words) if spared else found.words
            grams += found.grams
            parts += found.parts
    return Read(tuple(words), tuple(grams), tuple(parts))


def words(text: str) -> list[str]:
    """The tokens of a text in order, none with a space in it.

    A code stands whole, without its strokes, and in its parts; a word by its stem; a number without its commas.

    >>> words("Bolts M12×1.75, GB/T 307.1-2017, 不锈钢")
    ['bolt', 'm12x1.75', 'm12', '1.75', 'gbt307.1', '不', '锈', '钢', '不锈', '锈钢']

    What a text excludes is marked, for it is not what the text is about.

    >>> words("pumps, other than hand pumps"), words("除轴承外")
    (['pump', '!hand', '!pump'], ['!轴', '!承', '!轴承'])
    >>> words("dvd-3800bdci; women's SUN-FLOWER 50,000")
    ['dvd3800bdci', 'dvd', '3800bdci', 'women', 'sunflow', 'sun', 'flower', '50000']
    """
    return list(read(text).words)


def grams(text: str) -> list[str]:
    """The four letters that stand together in each word, its edges marked: words written apart, short or bent still meet.

    >>> grams("Bolts 钢管")
    ['_bol', 'bolt', 'olts', 'lts_', '_钢管_']
    """
    return list(read(text).grams)


def parts(text: str) -> list[str]:
    """The four signs that stand together in each part number: a code with a digit, its strokes and spaces taken out.

    >>> parts("Denon DVD-3800 player"), parts("4 x 6")
    (['dvd3', 'vd38', 'd380', '3800'], [])
    """
    return list(read(text).parts)


def part_numbers(text: str) -> list[str]:
    """The codes of a text that hold a digit and are long enough to tell one part from another, written plainly.

    >>> part_numbers("Denon DVD-3800, IATF 16949:2016")
    ['dvd3800', 'iatf16949']
    """
    plain = fold(text)
    codes = (_code(_OWNED.sub("", piece[:_LONGEST_PIECE]))[1] for piece in _pattern(plain).findall(plain))
    return [code for code in codes if code]


def _segments(plain: str) -> list[tuple[bool, str]]:
    """The stretches of a text, and whether it says of each that it is not what the text is about."""
    found: list[tuple[bool, str]] = []
    place = 0
    for spared in _SPARED.finditer(plain):
        found += (
            (False, plain[place : spared.start()]),
            (True, spared["what"] or spared["zh"] or spared["zh2"]),
        )
        place = spared.end()
    return [*found, (False, plain[place:])]


def _pattern(plain: str) -> re.Pattern[str]:
    if not plain.isascii():
        return _PIECES
    return _LATIN_PIECES if _DIGIT.search(plain) else _LATIN_WORDS


@lru_cache(_KEPT)
def _piece(piece: str) -> Read:
    """What one piece is read into: its tokens, the grams of its runs, and those of the part number that it may be."""
    if piece.isascii() and piece.isalpha():
        return Read((stem(piece)[:LONGEST_TOKEN],), tuple(_grams(f"_{piece[:LONGEST_TOKEN]}_")), ())
    if not piece.isascii() and _UNSPACED_RUN.fullmatch(piece):
        pairs = [first + second for first, second in pairwise(piece)]
        return Read((*piece, *pairs), tuple(_grams(f"_{piece[:LONGEST_TOKEN]}_")), ())
    bare = _OWNED.sub("", piece) if piece[-1] == "s" else piece
    tokens, code = _code(bare)
    return Read(
        tuple([token[:LONGEST_TOKEN] for token in tokens]),
        tuple([gram for run in _RUN.findall(bare) for gram in _grams(f"_{run[:LONGEST_TOKEN]}_")]),
        tuple(_grams(code)) if code else (),
    )


def _code(piece: str) -> tuple[list[str], str]:
    """The tokens of a word, a number, a standard or a code, and the part number that it may be, written plainly."""
    if not _DIGIT.search(piece):
        return _whole_and_parts(piece), ""
    if piece[0].isalpha() and _STANDARD.fullmatch(piece):
        name = plain_standard(piece)[0].casefold()
        return [_SQUEEZED.sub("", name)], _part_number(name)
    code = _part_number(piece)
    if _DECIMAL.fullmatch(piece):
        return [piece.replace(",", "")], code
    if _SIZED.fullmatch(piece):
        return [re.sub("[×*]", "x", piece), *_NUMBER.findall(piece)], code
    return _whole_and_parts(piece), code


def _part_number(piece: str) -> str:
    """A code without its strokes; nothing where it is too short to tell one part from another."""
    code = _SQUEEZE.sub("", piece)[:LONGEST_TOKEN]
    return code if len(code) >= GRAM else ""


def _whole_and_parts(piece: str) -> list[str]:
    """A code without its strokes, and what they part; of numbers that a stroke parts, those alone."""
    inner = _RUN.findall(piece)
    if len(inner) == 1 or all(run.isdecimal() for run in inner):
        return [_stemmed(run) for run in inner]
    return [_stemmed("".join(inner)), *map(_stemmed, inner)]


def stem(word: str) -> str:
    """The stem of a word: English for Latin letters, else of the script's great language, else the word."""
    if word[0] <= "\u024f":
        return str(_stemmer("english").stemWord(word))
    for first, last, language in _SCRIPTS:
        if first <= word[0] <= last:
            return str(_stemmer(language).stemWord(word))
    return word


_SCRIPTS: Final = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u04ff", "russian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
)
_OWN: Final = threading.local()  # a stemmer keeps the word it works on, so each thread has its own


def _stemmer(language: str) -> Stemmer.Stemmer:
    made: Stemmer.Stemmer | None = getattr(_OWN, language, None)
    if made is None:
        made = Stemmer.Stemmer(language)
        setattr(_OWN, language, made)
    return made


def _grams(run: str) -> list[str]:
    return [run[start : start + GRAM] for start in range(max(1, len(run) - GRAM + 1))]


def _stemmed(run: str) -> str:
    return stem(run) if run.isalpha() else run
