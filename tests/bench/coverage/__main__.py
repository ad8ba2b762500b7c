"""How much of the field's list of credential kinds we know: `python tests/bench/coverage`, from the repository's root.

    python tests/bench/coverage               the share, by tool, and what is missing
    python tests/bench/coverage --why-not     and the kinds without a public form, with the reason
    python tests/bench/coverage --unlisted    types of the registry that are in no line of the table

`kinds.tsv`, beside this file, has a line for each kind: one provider's one form of credential, whether live or test.

    kind      normalised, provider and what it is; that of our type where we have it
    provider  as in the name of a file of detectors/
    public    yes; name (nothing but the provider's name beside it tells it: no form to speak of); no
    who       the tools that look for it
    ours      the types of ours that find it; `jwt` and `pem-private-key` where that is its form
    why       for `no`, why not: unpublished (only the issuer and a closed list know the form), formless (any password
              would do), retired (nobody issues it any more)

Where `who` is from: the rule identifiers in the binaries of Gitleaks 8.30, Betterleaks 2.0 and Kingfisher 2.14 and in
the configuration of CredSweeper; the plug-ins of detect-secrets; Nosey Parker's rules in the labelled data; the list of
TruffleHog's detector types, without those marked as deprecated or not implemented; GitHub's table of its patterns.
GitGuardian publishes a page for each detector and no list: of its more than 500 only the best known are marked.
Of Kingfisher 1, whose own rules Kingfisher 2 gave up, what the others never had is in the table and nobody's.
Identifiers that are no credential by themselves (client ids, host names) belong to the kind that they accompany.

Only kinds that somebody else looks for count; what we know beyond them is in the table and not in a share.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Run as a file, only this folder is on the path; the registry is two above tests/.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from detectors.registry import TYPES

TABLE: Final = Path(__file__).with_name("kinds.tsv")
TOOLS: Final = (
    "gitleaks",
    "betterleaks",
    "kingfisher",
    "noseyparker",
    "trufflehog",
    "detect-secrets",
    "credsweeper",
    "github",
    "gitguardian",
)
REASONS: Final = frozenset({"unpublished", "formless", "retired"})


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    provider: str
    public: str
    who: tuple[str, ...]
    ours: tuple[str, ...]
    why: str

    @property
    def found(self) -> bool:
        """A type that the table names and the registry does not have finds nothing."""
        return bool(self.ours) and all(name in TYPES for name in self.ours)


def read(table: Path = TABLE) -> list[Kind]:
    """Every line but the first. ValueError for one that has not six fields."""
    kinds = []
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        name, provider, public, who, ours, why = line.split("\t")
        kinds.append(Kind(name, provider, public, _listed(who), _listed(ours), why))
    return kinds


def counted(kinds: Sequence[Kind], public: Collection[str] = ("yes", "name"), tool: str = "") -> tuple[int, int]:
    """Of the kinds with such a form that (that) somebody else looks for: how many we find, and how many there are."""
    asked = [each for each in kinds if each.public in public and each.who and (not tool or tool in each.who)]
    return sum(each.found for each in asked), len(asked)


def unlisted(kinds: Sequence[Kind]) -> list[str]:
    return sorted(set(TYPES) - {name for each in kinds for name in each.ours})


def _listed(field: str) -> tuple[str, ...]:
    return tuple(filter(None, field.split(",")))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _line(title: str, pair: tuple[int, int]) -> str:
    have, total = pair
    return f"{title:<44} {have:5} of {total:5}  {100 * have / total if total else 0:5.1f} %"


def _report(kinds: Sequence[Kind], say: Callable[[str], object]) -> None:
    say(_line("kinds with a form that is public", counted(kinds, ("yes",))))
    say(_line("kinds that only their provider's name tells", counted(kinds, ("name",))))
    say(_line("both", counted(kinds)))
    say(_line("all that anybody looks for, public or not", counted(kinds, ("yes", "name", "no"))))
    say(f"{'not public':<44} {sum(each.public == 'no' for each in kinds):14}")
    say(f"{'known to us, and to none of the others':<44} {sum(not each.who for each in kinds):14}")
    say("")
    for tool in TOOLS:
        say(_line(f"of {tool}'s", counted(kinds, tool=tool)))
    missing = [each for each in kinds if each.who and each.public != "no" and not each.found]
    say(f"\nmissing: {len(missing)}")
    for each in sorted(missing, key=lambda each: (-len(each.who), each.name)):
        say(f"  {each.name:<42} {', '.join(each.who)}{f'  ({each.why})' if each.why else ''}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/bench/coverage", description="The share of the field's kinds we know.")
    parser.add_argument("--why-not", action="store_true", help="list the kinds without a public form")
    parser.add_argument("--unlisted", action="store_true", help="list the types that no line of the table names")
    options = parser.parse_args(arguments)
    kinds = read()
    if options.unlisted:
        _say("\n".join(unlisted(kinds)))
        return 0
    _report(kinds, _say)
    if options.why_not:
        for reason in sorted(REASONS):
            names = sorted(each.name for each in kinds if each.public == "no" and each.why == reason)
            _say(f"\n{reason}: {len(names)}\n  {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
