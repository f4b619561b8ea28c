"""The rules about names: defined twice, not at all, never used, or not in every language."""

from collections import defaultdict
from collections.abc import Iterator

from askonce.pack.view import PackView
from askonce.text.diagnostic import Diagnostic, Example, Related, Rule, Severity
from askonce.text.span import Span


def check_manifest(pack: PackView) -> Iterator[Diagnostic]:
    """A pack has exactly one manifest."""
    manifests = sorted(
        (one for found in pack.table.space("manifest").values() for one in found), key=lambda one: one.span
    )
    if not manifests:
        yield NO_MANIFEST.at(
            Span("pack.yaml"),
            "the pack has no `manifest`",
            repair="add pack.yaml with `manifest: name` and its `languages`",
        )
    for extra in manifests[1:]:
        yield NO_MANIFEST.at(
            extra.span,
            f"`{extra.key}` is a second manifest",
            related=(Related(manifests[0].span, "the first one"),),
            repair="keep one of the two",
        )


def check_duplicates(pack: PackView) -> Iterator[Diagnostic]:
    """A name is defined once in its kind."""
    for kind in pack.language.kinds:
        for key, found in pack.table.space(kind).items():
            if len(found) < 2:
                continue
            first, *others = sorted(found, key=lambda one: one.span)
            for other in others:
                yield DUPLICATE_ID.at(
                    other.span,
                    f"{kind} `{key}` is defined twice",
                    about=f"{kind} {key}",
                    related=(Related(first.span, "the first one"),),
                    repair="rename one of the two, or remove it",
                )


def check_unused(pack: PackView) -> Iterator[Diagnostic]:
    """What nothing refers to is a leftover, or the sign of a forgotten link."""
    used: dict[str, set[str]] = defaultdict(set)
    for one in pack.defined:
        for kinds, names in one.needs.items():
            for name in kinds.split():
                used[name].update(names if name != one.kind else (need for need in names if need != one.id))
    used["law"].update([name.rpartition("/")[0] for name in used["article"]])
    used["office"].update([name.partition("/")[0] for name in used["role"]])
    for one in pack.defined:
        kind = pack.language.kinds[one.kind]
        if not kind.stands_alone and not one.imported and one.id and one.id not in used[one.kind]:
            yield UNUSED.at(
                one.span,
                f"{one.kind} `{one.id}` is used by nothing",
                about=f"{one.kind} {one.id}",
                repair="use it, or remove it",
            )


NO_MANIFEST = Rule(
    "AO014",
    "no manifest",
    Severity.ERROR,
    "a pack has no manifest, or more than one",
    "The manifest says which languages every text stands in and which currency and time zone are meant; without it nothing else can be judged.",
    Example(
        bad="manifest: second\ntitle: {en: Second, zh: 第二}\nlanguages: [en, zh]\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="starter",
    ),
    on="pack",
    check=check_manifest,
)
DUPLICATE_ID = Rule(
    "AO015",
    "duplicate id",
    Severity.ERROR,
    "two definitions of a kind have one name",
    "A name that means two things cannot be referred to: which of the two runs would depend on the order of files.",
    Example(
        bad="--- a.yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n--- b.yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n",
        good="--- a.yaml\ncalendar: county\ntitle: {en: County, zh: 县}\n--- b.yaml\ncalendar: town\ntitle: {en: Town, zh: 镇}\n",
        quotes="county",
    ),
    on="pack",
    check=check_duplicates,
)
UNKNOWN_REFERENCE = Rule(
    "AO016",
    "unknown reference",
    Severity.ERROR,
    "a name refers to something that no file defines",
    "A norm that rests on an article nobody wrote down has no basis; a step for an office that does not exist waits for ever.",
    Example(
        bad="purpose: outings\ntitle: {en: Outings, zh: 郊游}\nbasis: street-rules/9\n--- use.yaml\nregister: trips\ntitle: {en: Trips, zh: 出行}\nof: trip\nholder: street\nbasis: street-rules/1\nattributes:\n  day: {concept: birth-date, type: date, sensitivity: personal, open_to: {outings: street-rules/1}}\n",
        good="purpose: outings\ntitle: {en: Outings, zh: 郊游}\nbasis: street-rules/1\n--- use.yaml\nregister: trips\ntitle: {en: Trips, zh: 出行}\nof: trip\nholder: street\nbasis: street-rules/1\nattributes:\n  day: {concept: birth-date, type: date, sensitivity: personal, open_to: {outings: street-rules/1}}\n",
        quotes="street-rules/9",
    ),
)
MISSING_TRANSLATION = Rule(
    "AO017",
    "missing translation",
    Severity.ERROR,
    "a text lacks one of the languages that the manifest lists, or a definition has no title",
    "Whoever reads the missing language meets an empty line, or a name made for files.",
    Example(
        bad="calendar: county\ntitle: {en: County}\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="",
    ),
)
UNUSED = Rule(
    "AO018",
    "unused definition",
    Severity.WARNING,
    "nothing refers to a definition",
    "A concept, office or norm that nothing uses is a leftover, or the link to it was forgotten.",
    Example(
        bad="concept: shoe-size\ntitle: {en: Shoe size, zh: 鞋码}\ntype: number\n",
        good="calendar: county\ntitle: {en: County, zh: 县}\n",
        quotes="shoe-size",
    ),
    on="pack",
    check=check_unused,
)
UNUSED_ALLOWANCE = Rule(
    "AO019",
    "unused allowance",
    Severity.WARNING,
    "a definition allows a finding that it does not have",
    "An allowance that outlives its reason would hide the next, real finding.",
    Example(
        bad="calendar: county\ntitle: {en: County, zh: 县}\nallow: [{code: AO017, because: the archive is in English}]\n",
        good="calendar: county\ntitle: {en: County}\nallow: [{code: AO017, because: the archive is in English}]\n",
        quotes="AO017",
    ),
)

REFERENCE_RULES = (
    NO_MANIFEST,
    DUPLICATE_ID,
    UNKNOWN_REFERENCE,
    MISSING_TRANSLATION,
    UNUSED,
    UNUSED_ALLOWANCE,
)
