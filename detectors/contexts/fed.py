"""Passwords that commands read from their standard input: out of a pipe, a here-string, a here-document.

https://docs.docker.com/reference/cli/docker/login/#password-stdin, and what others call the same
https://man7.org/linux/man-pages/man8/chpasswd.8.html; https://man7.org/linux/man-pages/man8/sudo.8.html (-S)
https://www.gnupg.org/documentation/manuals/gnupg/GPG-Esoteric-Options.html (--passphrase-fd)
https://docs.openssl.org/master/man1/openssl-passphrase-options/ (stdin)
https://www.gnu.org/software/bash/manual/bash.html (set -x: each command of a pipe on a line, in either order)
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts
from detectors.generic.values import Strength

from .databases import COMMAND
from .shared import CHOSEN, PLAIN_DOLLAR, RANDOM, apart, least, likely, place

_LOGIN: Final = r"[\w.@\-]{1,64}+"
_BIN: Final = "(?:(?:/usr)?/s?bin/)?"
_WORD: Final = rf"(?>(?:[^\s\"'$:<>|`{{}}\\]|{PLAIN_DOLLAR}){{4,128}})"
_AGAIN: Final = r"(?:\\n[^\"'\n]{0,140})?"  # passwd asks twice
_VALUE: Final = (
    rf"(?:\"(?:{_LOGIN}:)?(?P<password>{_WORD}){_AGAIN}\"|'(?:{_LOGIN}:)?(?P<password__2>{_WORD}){_AGAIN}'"
    rf"|(?:{_LOGIN}:)?(?P<password__3>{_WORD}))"
)
SAYS: Final = (
    r"\b(?:echo|printf)[ \t]{1,4}(?:-[neE]{1,3}[ \t]{1,4})?(?:(?:\"%s(?:\\n)?\"|'%s(?:\\n)?'|%s)[ \t]{1,4})?" + _VALUE
)
# Commands whose options say it, and those that read nothing else.
_OPTION: Final = r"\b\w[\w.\-]{1,24}[ \t][^\n|;]{0,240}?--(?:pass(?:word|phrase|wd)?|pw|secret|token)-(?:from-)?stdin\b"
_ASKED: Final = rf"(?:{_BIN}chpasswd\b|{_OPTION})"
_READS: Final = (
    rf"(?:{_BIN}sudo[ \t]{{1,4}})?(?:{_ASKED}|{_BIN}(?:passwd[ \t](?=[a-z\-]|\"?\$)|sudo[ \t][^\n|;]{{0,40}}-S\b"
    r"|cryptsetup\b|kinit\b|p4[ ][^\n|;]{0,64}login\b|(?:docker|podman)[ ]secret[ ]create|gh[ ]secret[ ]set"
    r"|openconnect\b|vncpasswd[ ]-f|saslpasswd2\b|wpa_passphrase[ ]|x11vnc[ ]-storepasswd"
    r"|smbpasswd[ ][^\n|;]{0,40}-\w?s|adcli[ ]|realm[ ]join"
    r"|gpg2?[ \t][^\n|;]{0,120}--passphrase-fd|openssl[ ][^\n|;]{0,120}-pass(?:in|out)?[ ]stdin"
    r"|htpasswd[ ]-\w{0,4}i|keepassxc-cli[ ]|sshfs[ ][^\n|;]{0,160}password_stdin|pass[ ]insert[ ]-\w"
    r"|secret-tool[ ]store|(?:hdiutil|encfs)[ ][^\n|;]{0,160}-stdinpass|(?:vera|true)crypt[ ][^\n|;]{0,160}--stdin"
    r"|pdbedit[ ][^\n|;]{0,40}-\w?t"
    r"|ansible-vault[ ][^\n|;]{0,160}=?/(?:dev/stdin|bin/cat)))"
)
# Those that keep it, as they keep any other thing: a region, a version.
_KEEPS: Final = (
    r"(?:(?:/usr/(?:local/)?bin/)?(?:gcloud[ ]secrets[ ][^\n|;]{0,120}--data-file=-"
    r"|kubectl[ ][^\n|;]{0,80}[ ]secret[ ][^\n|;]{0,120}=/dev/stdin|vault[ ]kv[ ][^\n|;]{0,120}=-"
    r"|(?:npx[ ])?wrangler[ ]secret[ ]put[ ]"
    r"|(?:npx[ ])?vercel[ ]env[ ]add[ ](?i:\w{0,40}(?:pass|pw|secret|token|key))))"
)
_NAMES: Final = (
    *(
        "chpasswd",
        "-stdin",
        "cryptsetup",
        "kinit",
        "| passwd ",
        "|passwd ",
        "sudo passwd ",
        "| sudo ",
        "|sudo ",
        "| p4 ",
    ),
    *("|p4 ", "secret create ", "secret set ", "openconnect", "smbpasswd", "adcli ", "realm join", "passphrase-fd"),
    *("vncpasswd", "saslpasswd2", "wpa_passphrase", "-storepasswd"),
    *("-pass stdin", "-passin stdin", "-passout stdin", "htpasswd -", "keepassxc-cli", "password_stdin"),
    *("pass insert -", "secret-tool store", "crypt --", "pdbedit ", "ansible-vault ", "-stdinpass"),
)
_KEPT: Final = ("gcloud secrets", "=/dev/stdin", "vault kv ", "wrangler secret put", "vercel env add")
_VERSION: Final = re.compile(r"v?\d+\.\d")
_TRACED: Final = r"(?m:^)[^\n]{0,80}?\+{1,4}[ ]"
_LINE: Final = r"[ \t]{0,4}(?:\r?\n|\Z)"


def _is_made(parts: Parts) -> bool:
    """As by a machine: other commands say something, too."""
    return least("password", Strength.FAIR)(parts) and any(map(str.isdigit, parts["password"].reveal()))


DETECTORS = (
    place(
        COMMAND,
        rf"{SAYS}[ \t]{{0,4}}\|[ \t]{{0,4}}{_READS}",
        _NAMES,
        (
            (f'echo "app:{CHOSEN}" | chpasswd', CHOSEN),
            (f"echo 'app:{RANDOM}' | sudo chpasswd", RANDOM),
            (f"echo {RANDOM} | passwd --stdin app", RANDOM),
            (f"echo '{CHOSEN}' | sudo -S apt-get update", CHOSEN),
            (f"echo {RANDOM} | docker login -u app --password-stdin", RANDOM),
            (f"printf '%s' '{CHOSEN}' | helm registry login -u app --password-stdin r.example.org", CHOSEN),
            (f"echo {CHOSEN} | p4 -u app login", CHOSEN),
            (f'echo "{CHOSEN}" | vncpasswd -f > ~/.vnc/passwd', CHOSEN),
            (f"echo '{RANDOM}' | openconnect --user=app --passwd-on-stdin vpn.example.org", RANDOM),
            (f'echo -e "{CHOSEN}\\n{CHOSEN}" | passwd app', CHOSEN),
            (f'echo "{RANDOM}" | gpg --batch --passphrase-fd 0 -d x.gpg', RANDOM),
            (f"echo '{CHOSEN}' | keepassxc-cli open a.kdbx", CHOSEN),
            (f"echo {CHOSEN} | sshfs app@host:/srv /mnt -o password_stdin", CHOSEN),
            (f'printf "{CHOSEN}\\n{CHOSEN}\\n" | pdbedit -a -t app', CHOSEN),
        ),
        (
            'echo "app:$PASSWORD" | chpasswd',
            "echo password | sudo -S ls",
            "echo y | sudo tee x",
            f"echo {RANDOM} | sudo tee /etc/x",
            'echo "$PASSWORD" | openconnect --passwd-on-stdin vpn.example.org',
            "echo password | passwd app",
            "echo done | passwd app",
            f"echo {RANDOM} | git hash-object --stdin",
            "echo password | keepassxc-cli open a.kdbx",
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"{SAYS}[ \t]{{0,4}}\|[ \t]{{0,4}}{_KEEPS}",
        _KEPT,
        (
            (f'echo -n "{RANDOM}" | gcloud secrets versions add db --data-file=-', RANDOM),
            (f'echo "{CHOSEN}" | kubectl create secret generic db --from-file=password=/dev/stdin', CHOSEN),
            (f"echo {RANDOM} | npx wrangler secret put DB_PASS", RANDOM),
            (f"printf {CHOSEN} | vercel env add DB_PASS production", CHOSEN),
        ),
        (
            "echo $TOKEN | npx wrangler secret put DB_PASS",
            f"echo {RANDOM} | kubectl create -f -",
            f"echo {CHOSEN} | kubectl create configmap app --from-file=build=/dev/stdin",
            f"echo {CHOSEN} | vercel env add BUILD_ID production",
            "echo v1.2.3-rc1 | gcloud secrets versions add version --data-file=-",
            "echo eu-west-1 | npx wrangler secret put REGION",
        ),
        check=lambda parts: apart("password")(parts) and not _VERSION.match(parts["password"].reveal()),
    ),
    place(
        COMMAND,
        rf"{_READS}[^\n|;<]{{0,200}}<<<[ \t]{{0,2}}{_VALUE}",
        ("<<<",),
        (
            (f"chpasswd <<< 'app:{CHOSEN}'", CHOSEN),
            (f"realm join --user=app example.org <<< '{RANDOM}'", RANDOM),
            (f'docker login -u app --password-stdin r.example.org <<<"{CHOSEN}"', CHOSEN),
            (f"kinit app@EXAMPLE.ORG <<< {RANDOM}", RANDOM),
            (f"hdiutil attach -stdinpass a.dmg <<< '{CHOSEN}'", CHOSEN),
        ),
        (
            "chpasswd <<< 'app:$PASSWORD'",
            "docker login --password-stdin <<< $TOKEN",
            f"base64 <<< {RANDOM}",
        ),
        prefilter=(
            r"(passwd|stdin|sudo[ \t]|cryptsetup|kinit|p4[ ]|secret[ ](create|set)|openconnect|adcli[ ]|realm[ ]join"
            r"|passphrase-fd|-stdinpass|keepassxc-cli)[^\n|]{0,300}<<<"  # with quotes of many kinds behind it, in JSON
        ),
        mark="[^<]<<<[^<]",  # no line of them
        check=likely("password"),
    ),
    # A here-document: the tag, and the lines below.
    place(
        COMMAND,
        rf"{_READS}[^\n|;<]{{0,200}}<<-?[ \t]?[\"']?\w{{1,24}}+[\"']?+[^\n<]{{0,80}}\n"
        rf"(?:[ \t]{{0,16}}{_LOGIN}:[^\n]{{0,140}}\n){{0,8}}?"
        rf"[ \t]{{0,16}}(?:{_LOGIN}:)?(?P<password>{_WORD})[ \t]{{0,4}}\r?\n",
        _NAMES,
        (
            (f"chpasswd <<EOF\napp:{CHOSEN}\nEOF\n", CHOSEN),
            (f"sudo chpasswd <<-'END'\n\tapp:{RANDOM}\n\tEND\n", RANDOM),
            (f"docker login -u app --password-stdin r.example.org << EOF\n{CHOSEN}\nEOF\n", CHOSEN),
        ),
        (
            "chpasswd <<EOF\napp:$PASSWORD\nEOF\n",
            f"cat <<EOF\n{RANDOM}\nEOF\n",
            "chpasswd <<EOF\napp:password\nEOF\n",
            f"chpasswd <<EOF\n$USERS\nEOF\nurl:{CHOSEN}\n",
        ),
        prefilter=(
            r"(chpasswd|-stdin|cryptsetup|kinit|sudo[ \t][^\n|;<]{0,40}-s|passphrase-fd)[^\n|;<]{0,200}<<-?[ \t]?"
            r"[\"']?\w{1,24}[\"']?[^\n<]{0,80}\n"
        ),
        span=640,
        every=True,
        check=likely("password"),
    ),
    # set -x
    place(
        COMMAND,
        rf"{_TRACED}{SAYS}{_LINE}{_TRACED}{_ASKED}",
        ("-stdin", "chpasswd"),
        (
            (f"+ echo {RANDOM}\n+ docker login -u app --password-stdin r.example.org\n", RANDOM),
            (f"10:11:07 ++ echo 'app:{CHOSEN}'\n10:11:07 ++ chpasswd\n", CHOSEN),
        ),
        (
            "+ echo '***'\n+ docker login -u app --password-stdin\n",
            "+ echo Logging in\n+ docker login -u app --password-stdin\n",
            f"+ echo {RANDOM}\n+ docker login -u app r.example.org\n",
        ),
        prefilter=r"\+[ ]([^\n|;]{1,240}-(from-)?stdin|[/a-z]{0,12}chpasswd)",
        span=640,
        check=likely("password"),
    ),
    place(
        COMMAND,
        # chpasswd is told a name, too: what else it says is the next command's.
        rf"{_TRACED}(?:{_OPTION}|{_BIN}chpasswd\b(?=[^\n]{{0,200}}\n[^\n]{{0,140}}?[ \"']{_LOGIN}:))"
        rf"[^\n|;]{{0,200}}\n{_TRACED}{SAYS}{_LINE}",
        ("-stdin", "chpasswd"),
        (
            (f"+ docker login -u app --password-stdin r.example.org\n+ echo {RANDOM}\n", RANDOM),
            (f"+ chpasswd\n+ echo app:{RANDOM}\n", RANDOM),
        ),
        (
            "+ docker login -u app --password-stdin\n+ echo Logged-in2\n",
            f"+ chpasswd\n+ echo {RANDOM}\n",
            f"+ docker login -u app r.example.org\n+ echo {RANDOM}\n",
        ),
        prefilter=r"\+[ ]([^\n|;]{1,240}-(from-)?stdin|[/a-z]{0,12}chpasswd)",
        span=640,
        check=_is_made,
    ),
)
