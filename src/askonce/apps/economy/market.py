"""The words of markets: which registers hold offers and needs, what must fit, and what may be shown to whom."""

from typing import Annotated

from askonce.pack.kinds import Grounded
from askonce.pack.shapes import Path, Ref, boolean, list_of, map_of, name, path, refers
from askonce.pack.words import Word, Words, record

#: The roles that paths of a market begin with.
NEED = "need"
OFFER = "offer"
FIRM = "firm"
REMEMBERED = "memory"
NEIGHBOUR = "neighbour"


class SideWords(Words, frozen=True, kw_only=True):
    """One side of a market: a register and which of its data say what; paths begin at its subject."""

    register: Annotated[
        Ref | None, Word(refers("register"), "The register that holds them.", "offers", required=True)
    ] = None
    firm: Annotated[
        Path | None, Word(path(), "The relation to the firm whose it is.", "maker", required=True)
    ] = None
    words: Annotated[
        tuple[Path, ...],
        Word(
            list_of(path(), single=True),
            "The texts that are searched as words, the most telling first; each in any language.",
            "[offer_product, offer_text]",
            required=True,
        ),
    ] = ()
    part: Annotated[Path | None, Word(path(), "The part number.", "offer_part")] = None
    classed: Annotated[
        Path | None, Word(path(), "The code of its class of products.", "offer_class", name="class")
    ] = None
    until: Annotated[Path | None, Word(path(), "The last day on which it stands.", "need_until")] = None
    published: Annotated[
        Path | None,
        Word(
            path(),
            "Whether other firms may see it; without the word all are published. One that says nothing is not.",
            "need_published",
        ),
    ] = None


class ConstraintWords(Words, frozen=True, kw_only=True):
    """What must hold of a need and an offer together: a norm and where its facts come from."""

    norm: Annotated[
        Ref | None,
        Word(refers("norm"), "The norm, whose one outcome is true or false.", "same-thread", required=True),
    ] = None
    inputs: Annotated[
        dict[str, Path],
        Word(
            map_of(name(), path()),
            "For each fact of the norm the way to it from `need` or `offer`.",
            "{asked: need.need_thread, made: offer.offer_thread}",
            required=True,
            name="with",
        ),
    ] = {}
    confidential: Annotated[
        bool,
        Word(
            boolean(),
            "Whether officers alone are told of it; for firms it neither filters nor ranks.",
            "true",
        ),
    ] = False


class DistanceWords(Words, frozen=True, kw_only=True):
    """Where firms are, on a grid in metres."""

    easting: Annotated[Path | None, Word(path(), "The firm's easting.", "easting", required=True)] = None
    northing: Annotated[Path | None, Word(path(), "The firm's northing.", "northing", required=True)] = None


class PriceWords(Words, frozen=True, kw_only=True):
    """What one costs, offered and paid today; only officers see what is saved."""

    offered: Annotated[
        Path | None, Word(path(), "The price of an offer.", "offer.offer_price", required=True)
    ] = None
    paid: Annotated[
        Path | None, Word(path(), "What the need pays today.", "need.need_price", required=True)
    ] = None


class AllocationWords(Words, frozen=True, kw_only=True):
    """What is shared out where many need what few make; both are of one month."""

    volume: Annotated[
        Path | None, Word(path(), "How many a need wants in a month.", "need.need_volume", required=True)
    ] = None
    capacity: Annotated[
        Path | None,
        Word(path(), "How many an offer can make in a month.", "offer.offer_capacity", required=True),
    ] = None


class MemoryWords(Words, frozen=True, kw_only=True):
    """What officers confirmed and rejected, kept as text; paths begin at a remembered row."""

    register: Annotated[
        Ref | None, Word(refers("register"), "The register of it.", "market-memory", required=True)
    ] = None
    kind: Annotated[
        Path | None,
        Word(
            path(),
            "Whether a row is a `pair` of a need and an offer, or the `code` of a text.",
            "memory_kind",
            required=True,
        ),
    ] = None
    text: Annotated[Path | None, Word(path(), "The words of the need.", "memory_text", required=True)] = None
    other: Annotated[
        Path | None, Word(path(), "The words of the offer, or the code.", "memory_other", required=True)
    ] = None
    verdict: Annotated[
        Path | None,
        Word(path(), "Whether it was `confirmed` or `rejected`.", "memory_verdict", required=True),
    ] = None
    public: Annotated[
        tuple[Path, ...],
        Word(
            list_of(path(), single=True),
            "Truths that all have to hold before firms are shown what was learnt; else it is for officers alone.",
            "[memory_asked_openly, memory_offered_openly]",
        ),
    ] = ()


class NeighbourWords(Words, frozen=True, kw_only=True):
    """A neighbouring zone: the register of what firms there published, and which of its data say what."""

    register: Annotated[
        Ref | None,
        Word(
            refers("register"),
            "The register of it: a snapshot, loaded from a file or asked of a neighbour that runs AskOnce.",
            "linhai-offers",
            required=True,
        ),
    ] = None
    words: Annotated[
        tuple[Path, ...],
        Word(
            list_of(path(), single=True),
            "The texts that say what is made, the most telling first; each in any language.",
            "[outside_product, outside_text]",
            required=True,
        ),
    ] = ()
    classed: Annotated[
        Path | None, Word(path(), "The code of its class of products.", "outside_class", name="class")
    ] = None
    maker: Annotated[
        Path | None,
        Word(path(), "What the firm that makes it is called there.", "outside_maker", required=True),
    ] = None


class Market(Grounded, frozen=True, kw_only=True):
    """Where offers and needs of firms are brought together: what is searched, what must fit, who sees what."""

    purpose: Annotated[
        Ref | None,
        Word(refers("purpose"), "Why data are read for it.", "industry-matching", required=True),
    ] = None
    office: Annotated[
        Ref | None,
        Word(
            refers("office"), "The office whose officers see all and follow matches.", "zone", required=True
        ),
    ] = None
    offers: Annotated[
        SideWords | None,
        Word(
            record(SideWords),
            "What firms make.",
            "{register: offers, firm: maker, words: [offer_product]}",
            required=True,
        ),
    ] = None
    needs: Annotated[
        SideWords | None,
        Word(
            record(SideWords),
            "What firms buy.",
            "{register: needs, firm: buyer, words: [need_product]}",
            required=True,
        ),
    ] = None
    constraints: Annotated[
        dict[str, ConstraintWords],
        Word(
            map_of(name(), record(ConstraintWords)),
            "What must hold of both together; it applies where the need says something.",
            "{thread: {norm: same-thread, with: {asked: need.need_thread, made: offer.offer_thread}}}",
        ),
    ] = {}
    distance: Annotated[
        DistanceWords | None,
        Word(record(DistanceWords), "Where firms are.", "{easting: easting, northing: northing}"),
    ] = None
    price: Annotated[
        PriceWords | None,
        Word(
            record(PriceWords),
            "What is offered and what is paid; only officers see a saving.",
            "{offered: offer.offer_price, paid: need.need_price}",
        ),
    ] = None
    allocates: Annotated[
        AllocationWords | None,
        Word(
            record(AllocationWords),
            "What is shared out where capacity is short.",
            "{volume: need.need_volume, capacity: offer.offer_capacity}",
        ),
    ] = None
    memory: Annotated[
        MemoryWords | None,
        Word(
            record(MemoryWords),
            "What officers confirmed and rejected, from which the ranking learns.",
            "{register: market-memory, kind: memory_kind, text: memory_text, other: memory_other, verdict: memory_verdict}",
        ),
    ] = None
    followed_by: Annotated[
        Ref | None,
        Word(refers("service"), "The service whose cases are the matches that are followed.", "match"),
    ] = None
    neighbours: Annotated[
        dict[str, NeighbourWords],
        Word(
            map_of(name(), record(NeighbourWords)),
            "The neighbouring zones that may make what nobody here does; each is asked for all that it published, never for a product.",
            "{linhai: {register: linhai-offers, words: [outside_product], class: outside_class, maker: outside_maker}}",
        ),
    ] = {}
    shared_for: Annotated[
        Ref | None,
        Word(
            refers("purpose"),
            "The purpose, agreed with neighbours, for which they may ask what is published here, and are asked what is there.",
            "industry-exchange",
        ),
    ] = None
