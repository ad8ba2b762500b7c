"""What a path says about its text. Decided after the search: the same bytes have the same hits under every path.

notes.md        PROSE     examples stand beside real values
src/app.py      CODE      an unquoted word on the right is a variable
deploy/.env     CONFIG    everything else: what stands there is meant
tests/x.py      TEST_CODE, TEST_CONFIG: values are made up, so that only what looks random is told
examples/x.md   TEST_PROSE: a document about examples, in which that is made up, too
yarn.lock       NOISE     long random strings are hashes, pictures or machine code
locales/de.json NOISE     what is told beside a name is what it is called in that language
"""

from __future__ import annotations

import re
from enum import Flag, auto
from functools import lru_cache
from typing import Final


class Place(Flag):
    """One kind of file; a lead says in which it holds."""

    CONFIG = auto()
    CODE = auto()
    PROSE = auto()
    TEST_CONFIG = auto()
    TEST_CODE = auto()
    TEST_PROSE = auto()
    NOISE = auto()


EVERYWHERE: Final = ~Place(0)
NOWHERE: Final = Place(0)
TESTS: Final = Place.TEST_CONFIG | Place.TEST_CODE | Place.TEST_PROSE
MEANT: Final = Place.CONFIG | Place.CODE | Place.PROSE  # where values are not made up

_CODE: Final = re.compile(
    r"\.(?:pyi?|pyx|[mc]?[jt]sx?|java|kts?|scala|groovy|go|rb|erb|php|phtml|c|h|cc|[ch]pp|[ch]xx|inl|cs|swift|rs|mm?|dart"
    r"|lua|p[lm]|r|jl|exs?|erl|hs|clj[cs]?|ml|mli|fsx?|vb|vbs|psm?1|sol|vue|svelte|coffee|cr|nim|zig|ad[bs]|pas|f90|tcl|el|lisp|scm"
    r"|[jx]?html?|jsp|aspx?|cshtml|s?css|less|ipynb|pot?|feature|snap|t|gohtml|hbs|ejs|twig|proto|thrift|wsdl|xsd)$"
)
_PROSE: Final = re.compile(
    r"\.(?:md|mdx|markdown|rst|adoc|asciidoc|textile|tex|texi|rdoc|pod|man|[1-8])(?:\.gz)?$"
    r"|^(?!.*\.(?:sh|bash|zsh|bat|cmd|ya?ml|ini|conf|env|properties|sql)$)"
    r"(?:readme|changelog|changes|news|history|copying|authors|install|todo|pkg-info|metadata|description)(?:\.[a-z]+)*$"
)
_TEXT: Final = re.compile(r"\.(?:txt|text)$")
_DOCUMENTS: Final = re.compile(r"(?:^|/)(?:docs?|documentation|manual|man)/")
_NOISY: Final = re.compile(
    r"\.(?:map|svg|pdf|g?mo|woff2?|ttf|otf|eot|png|jpe?g|gif|webp|bmp|ico|zip|gz|bz2|xz|zst|jar|whl|class|py[co]|so|dll"
    r"|exe|lock|sum|sha\d+|sha\d+sums?|md5|md5sums?|asc|sig|deb|rpm|apk|wasm|tsbuildinfo|min\.(?:js|css|mjs)"
    r"|bundle\.js|chunk\.js|pack|idx|parquet|npz|npy)$"
    r"|^(?:\.?package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.ya?ml|go\.sum|record|md5sums|sha\d+sums?(?:\.txt)?"
    r"|packages\.lock\.json|deno\.lock|bun\.lockb?|checksums?(?:\.[a-z\d]+)*|swagger\.(?:json|ya?ml)|openapi\.(?:json|ya?ml))$"
)
_TEST_FOLDER: Final = re.compile(
    r"(?:^|/)(?:tests?|t|testing|[a-z\d]{1,32}[-_]tests?|unittests?|__tests__|__mocks__|mocks?|specs?|testdata"
    r"|test[-_](?:data|files|fixtures|resources|suite)"
    r"|fixtures?|e2e|cypress|features|cassettes|snapshots?|__snapshots__|examples?|samples?|demos?"
    r"|node_modules|bower_components|site-packages|dist-packages|vendor|vendored|_vendor|third[-_]?party|externals?)/"
)
_TEST_FILE: Final = re.compile(
    r"^(?:tests?[-_.].*|.*[-_.](?:tests?|spec|mock|fixture|e2e)s?\.[a-z]+|conftest\.py|.*testcase\.[a-z]+"
    r"|(?:.*[-_.])?examples(?:-\d+)?\.[a-z]+)$"
)
# What is written in each language: locales/de.json, lang/pt-BR/auth.php, messages_de.properties
_LANGUAGE: Final = (
    r"(?!(?:src|lib|app|api|cfg|env|dev|prd|ops|db|ci|qa|etc|bin)[/.])[a-z]{2,3}"
    r"(?:[_\-](?:[a-z\d]{2,4}|(?:in)?formal)){0,2}"
)
_TRANSLATED: Final = re.compile(
    r"(?:^|/)(?:i18n|l10n|nls|lang|languages?|locales?|localizations?|translations?)/"
    rf"(?:{_LANGUAGE}/[^/]{{1,64}}|(?:[^/]{{1,64}}[._\-])?{_LANGUAGE})"
    r"\.(?:json5?|ya?ml|properties|php|inc|[cm]?[jt]s|py|rb|xml|toml|resx)$"
    r"|(?:^|/)languages/messages/messages[a-z_]{2,24}\.php$"
    r"|(?:^|/)lc_messages/[^/]{1,64}\.(?:json|pot?)$"
    rf"|(?:messages?|resources?|labels|strings|translations?|localenames)[_\-.]{_LANGUAGE}"
    r"\.(?:java|json|ya?ml|properties|php|[jt]s|resx)$"
)
# What a forge runs is called after what it does: .github/workflows/test.yml may log in to a real system.
_RUN: Final = re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]{1,128}\.ya?ml$")
# Of a repository, wherever it was put; and of its submodules and linked working trees.
_OWN: Final = re.compile(r"\.git/(?:(?:modules|worktrees)/.{1,900}/)?config(?:\.worktree)?$")
_LONGEST: Final = 1024


@lru_cache(maxsize=4096)
def place(path: str) -> Place:
    """The place of a path; of no path, CONFIG."""
    path = path[-_LONGEST:].replace("\\", "/")
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    if _NOISY.search(name) or _TRANSLATED.search(lowered):
        return Place.NOISE
    if _OWN.search(lowered) or (_RUN.search(lowered) and not _TEST_FOLDER.search(lowered)):
        return Place.CONFIG
    in_tests = (
        _TEST_FOLDER.search(lowered)
        or _TEST_FILE.search(name)
        or re.search(r"[a-z\d](?:Tests?|Spec|IT)\.[a-z]+$", path)
    )
    if _CODE.search(name):
        return Place.TEST_CODE if in_tests else Place.CODE
    prose = _PROSE.search(name) or (_TEXT.search(name) and _DOCUMENTS.search(lowered))
    if in_tests:
        return Place.TEST_PROSE if prose else Place.TEST_CONFIG
    return Place.PROSE if prose else Place.CONFIG
