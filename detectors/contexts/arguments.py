"""Passwords in the arguments of commands: of lists as containers have them, of here-strings, and of single tools.

https://docs.docker.com/reference/compose-file/services/#healthcheck; https://etcd.io/docs/latest/op-guide/authentication/
https://dev.mysql.com/doc/refman/8.4/en/mysqladmin.html (password); https://docs.oracle.com/en/java/javase/21/docs/specs/man/
https://learn.microsoft.com/en-us/nuget/reference/cli-reference/cli-ref-push; https://docs.conan.io/2/reference/commands/
"""

from __future__ import annotations

from typing import Final

from .databases import COMMAND
from .shared import CHOSEN, GIVEN, RANDOM, likely, mixed, place

_LOGIN: Final = r"[\w.@\-]{1,64}"

DETECTORS = (
    # Commands that are lists, and what mysqladmin, etcdctl and keytool are given
    place(
        COMMAND,
        rf"\"mysql(?:admin|dump|show|check|import)?\",[^\]\n]{{0,200}}?\"-p{GIVEN}\"",
        ('"mysql',),
        ((f'test: ["CMD", "mysqladmin", "ping", "-uroot", "-p{CHOSEN}"]', CHOSEN),),
        ('test: ["CMD", "mysqladmin", "ping", "-uroot", "-p$PASSWORD"]', '["mysql", "-ppassword"]'),
        prefilter=r"\"mysql(admin|dump|show|check|import)?\",[^\]\n]{0,200}\"-p[^\s\"$]",
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\bmysqladmin[ ](?:[^\n|;]{{0,200}}?[ ])?password[ ]|\betcdctl[ ](?:[^\n|;]{{0,200}}?[ ])?--user"
        rf"[ =]{_LOGIN}:)[\"']?{GIVEN}(?=[\"'\s,]|$)",
        ("mysqladmin", "etcdctl"),
        (
            (f"mysqladmin -u root password '{RANDOM}'", RANDOM),
            (f"etcdctl --user root:{CHOSEN} get / --prefix", CHOSEN),
        ),
        ("mysqladmin -u root password $PW", "etcdctl --user root:password get x", "mysqladmin password was-changed"),
        prefilter=(
            r"mysqladmin[ ][^\n|;]{0,256} password |mysqladmin password |etcdctl[ ]([^\n|;]{0,256}[ ])?--user[ =]"
        ),
        mark=r"mysqladmin\ |etcdctl\ ",
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?i:\b(?:keytool|jarsigner)\b)[^\n]{{0,400}}?[ \t]-(?i:(?:src|dest)?(?:store|key)pass|new)"
        rf"[ \t]{{1,4}}[\"']?{GIVEN}",
        ("keytool", "jarsigner"),
        (
            (f"keytool -list -keystore a.jks -storepass {CHOSEN}", CHOSEN),
            (f"keytool -importkeystore -destkeypass {RANDOM} -srcstorepass password", RANDOM),
        ),
        ("keytool -list -storepass $PASSWORD", "keytool -list -storepass password", "keytool -new word"),
        prefilter=r"(keytool|jarsigner)\b[^\n]{0,400}[ \t]-(src|dest|store|key|new)",
        mark="keytool|jarsigner",
        every=True,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\b(?:kinit|cryptsetup|smbpasswd|docker[ ]login|sudo[ ]-S|gpg)\b[^\n|;]{{0,160}}?<<<[ ]?"
        r"|\bnuget[ ]push[ ]\S{1,128}[ ]"
        rf"|\bconan[ ](?:remote[ ]login|user)[ ][^\n|;]{{0,120}}?-p[ ])[\"']?{GIVEN}(?=[\"'\s]|$)",
        (
            "kinit",
            "cryptsetup",
            "smbpasswd",
            "docker login",
            "sudo -s",
            "gpg",
            "nuget push",
            "conan remote",
            "conan user",
        ),
        (
            (f"kinit -V app@EXAMPLE.ORG <<< '{CHOSEN}'", CHOSEN),
            (f"nuget push a.nupkg {RANDOM} -Source https://nuget.example.org", RANDOM),
            (f"conan remote login example app -p {CHOSEN}", CHOSEN),
        ),
        ('kinit app <<< "$PASSWORD"', "nuget push a.nupkg -Source x", "conan user -p $PW", "nuget push a.nupkg $KEY"),
        prefilter=(
            r"(kinit|cryptsetup|smbpasswd|docker login|sudo -s|gpg)[^\n|;]{0,160}<<<|nuget push |conan "
            r"(remote login|user) "
        ),
        mark="[^<]<<<[ ]?[\"']?[^\\s\"'$<]|nuget push |conan remote login |conan user ",
        check=mixed("password"),
    ),
)
