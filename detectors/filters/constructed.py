r"""Is what stands in these brackets what a provider's client is made with? No name says so there; the call does.

    new SparkPost("v")   new \MessageBird\Client('v')   NewLobClient("v")     yes: `new` and the provider's word, or a
    Mailjet.Client("v")  lob.New("v")  shodan.Shodan("v")                     call that makes a client of that name
    lob.lookup("v")      blob.New("v")   new Lobby("v")                       no
    new LobPostcard("v")   new TwitchVideo("v")                               no: that is a thing's id

What is hexadecimal may be a digest. Then `new` or a client it has to be, and `new` with no word of plain English:
`new Ghost("d41d...")` and `new LinearLayout("d41d...")` may be anything. Neither a file's name nor words are a key.
"""

from __future__ import annotations

from typing import Final

from .says import DENIES

# A word of a name begins there: `lob`, `LOB` and `myLob`, not `blob`.
BEGINS: Final = r"(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])))"
_ENDS: Final = rf"(?-i:(?![a-z])){DENIES}"  # `Lob`, `LobClient`, not `Lobby`
_NEW: Final = r"(?:(?<=\bnew )|(?<=\bnew \\))"
_REST: Final = r"[\w.:\\]{0,24}"
_CLIENT: Final = r"(?<=(?-i:[Cc]lient))(?:(?-i:[.:]{1,2}new))?"
_OTHER: Final = r"(?-i:New|NEW|API|Api|REST|Rest|[.:]new)"
_PLAIN: Final = (
    r"(?:(?:box|cicero|copper|dandelion|detect|drone|elastic|element|eraser|fixer|forest|front|ghost|guardian|honeycomb|hunter"
    r"|linear|packet|particle|plaid|sauce|segment|sentry|sonar|square|tomorrow|trello)"
    # and what other classes are called that begin so
    rf"|(?:drone|exchange_?rates?|ghost|linear|packet|particle)(?!{_REST}(?:api|ci|client|rest|sdk))(?-i:(?![a-z])){_REST})\("
)
# What a service has many of, of which each has an id, and what tells of them: no client is called so.
_THING: Final = (
    rf"(?!{_REST}(?-i:Account|Activity|Addon|Album|Alert|Article|Asset|Attachment|Badge|Blog|Board|Branch|Bucket"
    r"|Budget|Build|Button|Cache|Call|Campaign|Card|Channel|Cluster|Collection|Column|Comment|Company|Contact"
    r"|Conversation|Customer|Dashboard|Database|Deal|Deployment|Device|Document|Domain|Droplet|Entity|Entry|Envelope"
    r"|Error|Event|Exception|Field|File|Flag|Flow|Folder|Form|Gallery|Glossary|Group|Guild|Icon|Image|Inbox|Incident"
    r"|Invoice|Issue|Item|Job|Label|Lead|List|Listing|Location|Member|Message|Metric|Movie|Note|Object|Occurrence"
    r"|Order|Organization|Path|Payment|Person|Photo|Pipeline|Playlist|Policy|Post|Postcard|Product|Profile|Project"
    r"|Query|Record|Release|Repo|Report|Response|Result|Review|Room|Rule|Run|Sample|Schema|Set|Shipment|Snapshot|Song"
    r"|Status|Story|Subscription|Table|Task|Team|Template|Test|Thread|Ticket|Tokenizer|Topic|Track|Transaction"
    r"|Transfer|Tweet|Type|URL|Url|User|Vector|Video|View|Voice|Volume|Warehouse|Widget|Workspace)s?\()"
)
QUOTES: Final = r"(?:\\{0,3}[\"'`]|&quot;|&\#39;|%22)"
# Of two that are as long, the first is who it is, and the second the secret.
_TWO: Final = (
    rf"[\w\-+/=.:]{{1,256}}{QUOTES}[ \t]{{0,4}},\s{{0,24}}{QUOTES}(?=[A-Za-z\-+/=._]{{0,64}}[0-9])[\w\-+/=.]{{16}}"
)
# homepage-banner-test-2024   homepageBannerTest2024   3f9c... is the best   3f9c....html
_WORDS: Final = (
    rf"(?-i:[a-z]{{2,16}}[\-_]){{3}}|(?-i:[A-Za-z][a-z]{{2,15}}(?:[A-Z][a-z]{{2,15}}){{2,8}}[0-9]{{0,4}}){QUOTES}"
    r"|[\w\-+/=.:]{1,256}(?:[ ]|\.(?:css|csv|gif|gz|html?|ico|jpe?g|jsx?|json|map|md|mp[34]|pdf|php|png|svg|tgz|tsx?"
    rf"|txt|wasm|webp|xml|ya?ml|zip){QUOTES})"
)
_OPENS: Final = rf"(?=\([ \t]{{0,4}}{QUOTES}(?!{_TWO}|{_WORDS}))"
_NO_DIGEST: Final = rf"(?!\([ \t]{{0,4}}{QUOTES}[0-9a-fA-F\-]{{16,200}}+(?![A-Za-z0-9_]))"


def constructed(word: str) -> str:
    """A pattern: up to the bracket of such a call. To be read with the case ignored."""
    return (
        rf"{BEGINS}(?:{_NEW}(?!{_PLAIN}{QUOTES}[0-9a-fA-F\-]{{16}})(?:{word}){_ENDS}{_THING}{_REST}"
        rf"|(?:{word}){_ENDS}{_REST}{_CLIENT}"
        rf"|(?-i:(?<=New))(?:{word}){_ENDS}{_THING}\w{{0,24}}{_NO_DIGEST}"
        rf"|(?:{word}){_ENDS}(?:{_REST}{_OTHER}|[.:\\]{{1,2}}(?-i:(?=[A-Z]))(?:{word})){_NO_DIGEST}"
        rf"){_OPENS}"
    )


def constructed_hint(word: str) -> str:
    """Its `prefilter`. `word`: without look-arounds. It begins with that, as `says_hint` does: found in one go."""
    return rf"(?:{word})[\w.:\\]{{0,40}}\([ \t]{{0,4}}[\"'`\\&%]"
