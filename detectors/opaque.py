r"""Keys that look like nothing in particular: of services whose name alone tells what they are.

    MAILERLITE_API_KEY=3f9c...   "wrike_token": "3f9c..."   zeplinApiToken = '3f9c...'   Zeplin API key: 3f9c...

Some hundred services give out a string of random letters and digits and document no more about it than the header or
the parameter that it goes into. One file for each would say the same thing hundreds of times; here each is a line: its
title, and the words under which its users keep the key where these are not the title's own. Two things must hold: the
service's word begins a word of the name and the name goes on to say that it is a secret, and the value is random to
look at. A service whose keys have a form of their own has a file of its own.

The pieces of a spelling may be joined in any way (`team_gate`, `teamGate`). `word!` is a common one: `word_api_key`
counts, `word_key` does not.

Sources: the page "Authentication" of each service's API reference, such as
https://developers.mailerlite.com/docs/#authentication and https://developers.wrike.com/oauth-20-authorization/

Over 300 lines, nearly all of which are the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, overload

from .base import Detector, Parts
from .filters.references import is_reference
from .forms import HEX, LOWER, made, named, one
from .generic.sequences import is_sequence

_SERVICES: Final = """
    8x8: 8x8, eight x eight
    AeroWorkflow
    Alconost
    Aletheia API: aletheia
    Allsports API: all sports
    Apacta
    API Fonica: api fonica
    APImetrics: api metrics
    AppFollow
    AppOptics
    Atera: atera
    Authentik
    Authorize.Net: authorize net
    Autopilot: auto pilot, autopilothq
    Bing: bing!, bing search, bing subscription
    BombBomb
    Boost Note: boost note
    BorgBase
    Box client: box client, box app
    Bubble: bubble!, bubble io
    Bulbul: bulbul!
    BulkSMS: bulk sms
    Caflou
    CashBoard
    ChatBot: chat bot
    Chec: chec!
    Checkvist
    ClickSend: click send
    CloudConvert
    Cloudways
    Coinlib
    Collect2: collect2
    CometChat
    Commodities API: commodities api
    Contentstack
    ConversionTools
    Convert Experiences: convert com, convert experience
    Convier
    Crawlbase: crawlbase, proxy crawl
    D7 Networks: d7 network
    Daily: daily co, daily!
    Dareboost
    DeBounce: debounce!
    Demio
    Deputy: deputy!
    Dfuse
    DNSCheck: dns check
    Documo
    Dotdigital: dot digital, dot mailer
    Dovico
    Duda: duda!
    Duply: duply!
    Dynadot
    Dynalist
    Eagle Eye Networks: eagle eye
    Easy Insight
    EcoStruxure IT: eco struxure
    Edamam
    Eden AI
    EmailOctopus
    EnableX: enablex
    Enigma: enigma!
    Envoy: envoy!
    Ethplorer
    Eversign
    Exchange Rates API: exchange rates
    ExportSDK: export sdk
    ExtractorAPI: extractor api
    Face++: face plus plus, facepp
    FastSpring
    Feedier
    Feedly
    File.io
    Filestack
    Finage
    Flat.io
    FlightLabs
    FlightStats
    Float: float!
    Flowlu: flow lu, flow flu
    FMFW: fmfw
    Form.io
    FormBucket
    Formcraft
    Formsite
    Formstack
    Freshworks: freshworks, myfreshworks
    Front: front app, front!
    FXMarket: fx market
    Gengo
    Geo.ipify: geo ipify, ipify
    Geocode.xyz: geocode xyz, geocode!
    Geocodify
    Geocodio
    GetEmail: get email!, get emails!
    GetGeoAPI: get geo api, getgeoapi
    GetSandbox
    Gist: get gist
    GoCanvas
    GoodDay
    GoSquared
    Guru: get guru, guru!
    Hasura
    HelpCrunch
    Hive: hive!
    Hiveage
    HolisticDev
    Honey: honey!
    Host.io
    Humanity: humanity!
    Hybiscus
    Hygraph: hygraph, graph cms
    HyperTrack
    Iconfinder
    IEX Cloud: iex cloud, iexapis, iex!
    ImageKit
    Imagga
    Imgix
    Imgur
    Impala: impala!
    Infobip
    Insightly
    Instabot
    Instamojo
    Instantly: instantly!, instantly ai
    Interseller
    Intrinio
    InvoiceOcean
    ip-api: ipapi, ip api
    IP2Location: ip2location
    ipgeolocation: ip geolocation
    IPinfoDB: ip info db
    IPQualityScore: ip quality, ipqs
    JSONbin: json bin
    JupiterOne
    Juro: juro!
    Kaleyra
    Kanban Tool
    Kanban: kanban!
    Karma CRM
    Keen.io: keen io, keen!
    Keygen: keygen!
    Klipfolio
    Knapsack Pro: knapsack
    Kontent.ai: kontent
    Kylas
    languagelayer: languagelayer
    Lastfm: last fm
    Leadfeeder
    lemlist
    Lendflow
    Less Annoying CRM
    Lexigram
    LINE Notify
    LinkPreview
    LiveAgent
    Livestorm
    Loadmill
    LocationIQ: location iq
    Loggly
    LoginRadius
    Logz.io: logz
    Loyverse
    Lunch Money
    Luno: luno
    M3O: m3o
    MadKudu
    MagicBell
    Magnetic: magnetic!
    mailboxlayer: mailboxlayer
    MailerLite
    Mailmodo
    Mailsac
    Manifest: manifest!
    MapQuest
    marketstack
    Mavenlink
    MeaningCloud
    mediastack
    MeisterTask
    Mem0
    mesibo
    MetaAPI: meta api
    Metrilo
    MindMeister
    Mite: mite!
    Mixmax
    Mockaroo
    ModerateContent: moderate content, moderation!
    Mollie: mollie
    MonkeyLearn
    MoonClerk
    Moosend
    Moralis
    mrticktock
    MyIntervals
    Nasdaq Data Link: nasdaq, quandl
    NetHunt
    NetSuite
    Neutrino API: neutrino
    NewsAPI: news api
    Newscatcher
    NFTPort: nft port
    NGC: ngc
    Nicereply
    Nightfall
    Nimble: nimble!
    Noticeable
    Nozbe: nozbe
    numverify
    Nutritionix
    OANDA: oanda
    Omnisend
    OneDesk
    OnePageCRM: one page crm
    Onfleet
    OOPSpam: oop spam, oopspam
    OpenCage: open cage
    OpenUV
    OpenVPN Cloud: open vpn
    Overloop
    Owlbot
    packagecloud
    Pagar.me
    PandaDoc
    PandaScore
    Paperform
    ParallelDots
    ParseHub
    Parsers: parsers!
    Parseur
    PartnerStack
    Pastebin
    Paydirt: paydirt
    Paymo: paymo!
    PayMongo
    pdflayer
    PDFShift: pdf shift
    People Data Labs: people data labs, pdl!
    Pepipost
    Photoroom
    Phrase: phrase app, phrase!
    Pinata
    PingIdentity: ping identity, ping one, ping federate
    Pipedream
    Pivotal Tracker: pivotal tracker, pivotal!
    Pixabay
    Planview LeanKit: lean kit
    Planyo
    Podio: podio
    Polls API: polls api
    Poloniex
    Polygon.io: polygon io, polygon!
    positionstack
    PostageApp
    Postbacks: postbacks!
    Powrbot
    Privacy.com: privacy com, privacy!
    ProdPad
    ProspectCRM: prospect crm
    protocols.io
    PureStake: pure stake
    Qualaroo
    Qubole
    Railway: railway
    Raven: raven tools, raven!
    RAWG: rawg
    ReachMail
    Really Simple Systems
    Recharge: recharge payments, recharge!
    Refiner: refiner!
    Rentman
    RepairShopr
    Reply.io
    Request Finance
    Restpack
    Retell: retell
    Rev.ai: rev ai
    RevampCRM: revamp crm
    RingCentral
    RiteKit
    Roaring: roaring!
    RocketReach
    Route4Me
    Rownd
    Runrun.it: run run it
    SalesBlink
    Salescookie
    Salesflare
    Salesmate
    SatisMeter
    ScrapeOwl
    ScraperBox
    ScrapingAnt
    ScrapingDog
    ScreenshotAPI: screenshot api
    Scrutinizer: scrutinizer
    SecurityTrails
    SelectPdf
    Sellfy
    Semaphore: semaphore ci, semaphore!
    Sendbird organization: sendbird org
    SerpHouse
    Sheety
    SherpaDesk
    Shipday
    Shutterstock
    Signable
    SignalWire
    Signaturit
    SignUpGenius
    SigOpt
    SimFin
    Simplesat
    SimplyNoted
    Simvoly
    Sinch: sinch
    Sirv: sirv
    Siteleaf
    Skrapp: skrapp
    SkyBiometry
    Smooch
    SMSAPI: smsapi
    Snipcart
    SpeechText.AI
    Statuspal
    Stitch Data
    StockData
    Storecove
    Stormboard
    Stormglass
    Storyblok personal: storyblok personal
    StoryChief
    Streak: streak!
    Stripo
    Sugester
    Supernotes
    SurveyAnyplace: survey any place
    SurveyBot
    SurveySparrow
    Survicate
    Swell: swell!
    Swiftype
    T.LY: t ly!
    Tallyfy
    TeamGate
    Teamwork: team work
    Technical Analysis API
    Tefter
    Telesign
    Teletype
    TestingBot: testing bot
    TextMagic
    The Odds API: odds api
    Thinkific
    ThousandEyes
    Ticket Tailor
    TimeCamp
    TimezoneAPI: timezone api
    TMetric
    Tokeet
    Travelpayouts
    tru.ID
    Twist: twist!
    Twitch client
    Tyntec
    Typetalk
    uClassify: uclassify
    UnifyID: unify id
    Unplugg
    UPCDatabase: upc database
    UpLead
    Upwave
    user.com
    Userflow
    VBOUT: vbout
    Verifier: verifier!
    Verimail
    VersionEye
    Viewneo
    Voicegain
    VoodooSMS: voodoo sms
    Vouchery
    Vyte: vyte
    Webscraper.io: web scraper
    WebScraping.AI: web scraping
    WebsitePulse
    WePay
    WhoXY: whoxy
    Wit.ai
    Worksnaps
    Workstack
    World Weather Online: world weather
    WorldCoinIndex
    Wrike
    Zenkit
    Zeplin
    ZipAPI: zip api
    ZipBooks
    ZipCodeAPI: zip code api
    Zonka Feedback: zonka
"""

# Hexadecimal, base62, a UUID, or pieces of such with "-", "_", "." or ":" between them; no path, no sentence.
_VALUE: Final = (
    r"(?=[A-Za-z._:\-]{0,127}+[0-9])[A-Za-z0-9](?:[A-Za-z0-9]|[._:\-](?=[A-Za-z0-9])){14,126}[A-Za-z0-9]={0,2}"
)
_LEAST_BITS: Final = 3.0
_LEAST_DIGITS: Final = 2
_RUN: Final = re.compile(r"[A-Za-z0-9]{8,}")
_DIGIT: Final = re.compile(r"[0-9]")
_JOINT: Final = r"[-_. ]?"
_PROSE: Final = r" ?(?:(?:api|access|auth|secret) )?"


def _is_random(parts: Parts) -> bool:
    """Somewhere digits stand among letters or for themselves: a word or a name has at most a number behind it."""
    value = parts["key"].reveal()
    if is_reference(value) or is_sequence(value):
        return False
    mixed = any(_DIGIT.search(run.rstrip("0123456789")) or run.isdigit() for run in _RUN.findall(value))
    return mixed and (len(_DIGIT.findall(value)) >= _LEAST_DIGITS or value not in (value.lower(), value.upper()))


def _pieces(title: str) -> list[str]:
    """TeamGate -> team gate, Form.io -> form io."""
    return [piece.lower() for piece in re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+", title)]


@cache
def _detector(line: str) -> Detector:
    title, _, told = (piece.strip() for piece in line.partition(": "))
    spellings = [each.replace("!", " api").split() for each in told.split(", ")] if told else [_pieces(title)]
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("+", "plus")).strip("-")
    value, short = made(HEX, 32, title), made(LOWER, 28, title)
    snake, camel = "_".join(spellings[0]), "".join(spellings[0])
    found = named(
        one(f"{slug}-api-key", f"{title} API key", part="key"),
        rf"(?:{'|'.join(_JOINT.join(pieces) for pieces in spellings)}){_PROSE}",
        _VALUE,
        tuple({max(pieces, key=len): None for pieces in spellings}),
        (
            (f'{snake.upper()}_KEY="{value}"', value),
            (f"{camel}Token: {short}", short),
            (f"the {' '.join(spellings[0])} secret key: {value}", value),
        ),
        (f"{snake}_commit={value}", f"{snake}_key={'0' * 32}", f"{snake}_key: my-own-{camel}-name"),
        least=_LEAST_BITS,
        check=_is_random,
        common=True,
        built=False,  # Verifier, Polygon, Parsers: many are called as other things are
    )
    return replace(found, general=True)  # a form of its own tells more than a name


class _Services(Sequence[Detector]):
    """Each is made when it is asked for: a text mentions one of them, and all four hundred take twenty milliseconds."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> Detector: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Detector]: ...
    def __getitem__(self, number: int | slice) -> Detector | Sequence[Detector]:
        if isinstance(number, slice):
            return _Services(self._lines[number])
        return _detector(self._lines[number])


DETECTORS: Final = _Services(tuple(line.strip() for line in _SERVICES.strip().splitlines()))
