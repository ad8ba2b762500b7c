"""Azure's connection strings, and keys that stand in an address: the host says which service they are for.

    Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=...;SharedAccessKey=...
    HostName=shop.azure-devices.net;SharedAccessKeyName=...;SharedAccessKey=...
    Endpoint=https://shop.azconfig.io;Id=...;Secret=...
    endpoint=https://shop.communication.azure.com/;accesskey=...
    AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey=...
    Server=tcp:shop.database.windows.net,1433;...;Password=...
    https://shop.azurewebsites.net/api/run?code=...

https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas and
https://learn.microsoft.com/en-us/azure/azure-app-configuration/howto-best-practices
"""

from __future__ import annotations

import re
from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, BASE64, made, varied

_AFTER: Final = r"(?![A-Za-z0-9+/=])"
_KEY: Final = made(BASE64, 43) + "="
_LONG: Final = made(BASE64, 86) + "=="


def _kind(name: str, title: str, part: str, *others: str) -> CredentialType:
    return CredentialType(
        name=name,
        title=title,
        parts=(part, "host", *others),
        secret=frozenset({part}),
        identity=(part,),
        hint="host",
    )


SHARED = _kind("azure-shared-access-key", "Azure shared access key", "key", "policy")
CONFIGURATION = _kind(
    "azure-app-configuration-connection-string", "Azure App Configuration connection string", "secret", "id"
)
COSMOS = _kind("azure-cosmosdb-connection-string", "Azure Cosmos DB connection string", "key")
SQL = CredentialType(
    name="azure-sql-connection-string",
    title="Azure SQL connection string",
    parts=("password", "host", "user"),
    secret=frozenset({"password"}),
    identity=("password", "host"),
    hint="host",
)
FUNCTION = _kind("azure-function-url", "Azure Functions key in an address", "key")

# The service, the end of its host, and how the name of the key is written there.
_ACCESS_KEYS: Final = (
    ("communication-services", "Communication Services", "communication.azure.com"),
    ("signalr", "SignalR", "service.signalr.net"),
    ("web-pubsub", "Web PubSub", "webpubsub.azure.com"),
)


def _access_key(service: str, title: str, host: str) -> Detector:
    return Detector(
        type=_kind(f"azure-{service}-connection-string", f"Azure {title} connection string", "key"),
        keywords=(host,),
        pattern=(
            rf"(?i:endpoint)=https://(?P<host>[a-z0-9\-]{{1,63}}\.(?:[a-z\-]{{1,32}}\.)?{re.escape(host)})/?;"
            rf"(?i:accesskey)=(?P<key>[A-Za-z0-9+/]{{40,100}}={{0,2}}){_AFTER}"
        ),
        check=varied("key", 3.5),
        examples=(
            (f"Endpoint=https://shop.{host};AccessKey={_KEY};Version=1.0;", _KEY),
            (f'"endpoint=https://shop.{host}/;accesskey={_LONG}"', _LONG),
        ),
        near_misses=(
            f"Endpoint=https://shop.{host};AccessKey=<key>;Version=1.0;",
            f"Endpoint=https://shop.{host};AccessKey={'x' * 43}=;",
            f"Endpoint=https://shop.example.org;AccessKey={_KEY};",
        ),
    )


DETECTORS = (
    Detector(
        type=SHARED,
        keywords=("sharedaccesskey=", "sharedsecretvalue="),
        pattern=rf"(?i:SharedAccessKey|SharedSecretValue)=(?P<key>[A-Za-z0-9+/]{{40,100}}={{0,2}}){_AFTER}",
        span=300,
        companions=(
            (
                "host",
                r"(?i:Endpoint=sb://|HostName=)(?P<host>[A-Za-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,32}){2,4})",
            ),
            ("policy", r"(?i:SharedAccessKeyName|SharedSecretIssuer)=(?P<policy>[A-Za-z0-9._\-]{1,80})"),
        ),
        check=varied("key", 3.5),
        examples=(
            (
                (
                    "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;"
                    f"SharedAccessKey={_KEY};EntityPath=orders"
                ),
                _KEY,
            ),
            (f'"HostName=shop.azure-devices.net;SharedAccessKeyName=device;SharedAccessKey={_KEY}"', _KEY),
        ),
        near_misses=(
            "SharedAccessKeyName=device;SharedAccessKey=<key>",
            f"SharedAccessKey={'x' * 43}=",
            f"SharedAccessKeyName={_KEY}",
        ),
    ),
    Detector(
        type=CONFIGURATION,
        keywords=(".azconfig.io",),
        pattern=(
            r"https://(?P<host>[A-Za-z0-9\-]{1,63}\.azconfig\.io);Id=(?P<id>[A-Za-z0-9+/:\-]{4,60});"
            rf"Secret=(?P<secret>[A-Za-z0-9+/]{{36,100}}={{0,2}}){_AFTER}"
        ),
        check=varied("secret", 3.3),
        examples=(
            (f"Endpoint=https://shop.azconfig.io;Id=09pv-l0-s0:opFCQMC6;Secret={_KEY}", _KEY),
            (f'"AppConfig": "Endpoint=https://shop.azconfig.io;Id=Ab1+;Secret={_LONG}"', _LONG),
        ),
        near_misses=(
            "Endpoint=https://contoso.azconfig.io;Id=xxx;Secret=xxx",
            f"Endpoint=https://shop.azconfig.io;Id=09pv-l0-s0:opFCQMC6;Secret={'x' * 43}=",
            f"Endpoint=https://shop.example.org;Id=09pv-l0-s0:opFCQMC6;Secret={_KEY}",
        ),
    ),
    *(_access_key(*each) for each in _ACCESS_KEYS),
    Detector(
        type=COSMOS,
        keywords=(".documents.azure.com",),
        pattern=(
            r"(?i:AccountEndpoint)=https://(?P<host>[a-z0-9\-]{1,63}\.documents\.azure\.com)(?::443)?/?;"
            rf"(?i:AccountKey)=(?P<key>[A-Za-z0-9+/]{{86}}==){_AFTER}"
        ),
        check=varied("key", 3.5),
        examples=(
            (f"AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey={_LONG};", _LONG),
            (f'"COSMOS": "AccountEndpoint=https://shop.documents.azure.com;AccountKey={_LONG}"', _LONG),
        ),
        near_misses=(
            "AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey=<key>",
            f"AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey={'x' * 86}==",
        ),
    ),
    Detector(
        type=SQL,
        keywords=(".database.windows.net",),
        pattern=r"(?i:Password|Pwd)\s?=\s?(?P<password>[^;\"'\s<>{}]{6,128})(?=[;\"'\s]|$)",
        span=300,
        companions=(
            ("host", r"(?P<host>[A-Za-z0-9\-]{1,63}\.database\.windows\.net)(?![\w\-])"),
            ("user", r"(?i:User ID|Uid|User)\s?=\s?(?P<user>[A-Za-z0-9_.\-]{1,64})(?=[;@\"'])"),
        ),
        check=varied("password", 2.0),
        examples=(
            (
                (
                    "Server=tcp:shop.database.windows.net,1433;Initial Catalog=orders;User ID=app;"
                    f"Password={made(ALNUM, 14)};Encrypt=True;"
                ),
                made(ALNUM, 14),
            ),
            (f"jdbc:sqlserver://shop.database.windows.net:1433;user=app;password={made(ALNUM, 16)};", made(ALNUM, 16)),
        ),
        near_misses=(
            "Server=tcp:shop.database.windows.net,1433;User ID=app;Password={your_password};",
            "Server=tcp:shop.database.windows.net,1433;User ID=app;Password=<password>;",
            f"Server=tcp:shop.example.org,1433;User ID=app;Password={made(ALNUM, 14)};",
            'const db = "shop.database.windows.net"',
        ),
    ),
    Detector(
        type=FUNCTION,
        keywords=(".azurewebsites.net/",),
        pattern=(
            r"https://(?P<host>[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,40}){0,2}\.azurewebsites\.net)/[\w\-./{}]{1,120}"
            r"\?(?:[^\s\"'`<>&?]{1,80}&){0,6}code=(?P<key>[A-Za-z0-9/+_\-%]{40,80}={0,2})(?![A-Za-z0-9=])"
        ),
        check=varied("key", 3.5),
        examples=(
            (f"https://shop.azurewebsites.net/api/run?code={made(ALNUM, 54)}==", f"{made(ALNUM, 54)}=="),
            (
                f"curl 'https://shop.azurewebsites.net/api/run?name=a&code={made(ALNUM, 54)}%3D%3D'",
                f"{made(ALNUM, 54)}%3D%3D",
            ),
        ),
        near_misses=(
            "https://shop.azurewebsites.net/api/run?code=<key>",
            f"https://shop.azurewebsites.net/api/run?code={'x' * 54}==",
            f"https://shop.example.org/api/run?code={made(ALNUM, 54)}==",
        ),
    ),
)
