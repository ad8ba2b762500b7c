r"""What a script types for somebody: into a window, at the prompt of an installer, to a server of a batch job.

https://www.autohotkey.com/docs/v2/lib/Send.htm; https://www.autoitscript.com/autoit3/docs/functions/Send.htm
https://learn.microsoft.com/en-us/dotnet/api/system.windows.forms.sendkeys (VBScript's, too)
https://developer.hashicorp.com/packer/integrations/hashicorp/qemu (boot_command)
https://www.ibm.com/docs/en/zos/3.1.0 (a job that runs FTP: its commands are INPUT's lines)
What expect and its like send is in options.py.
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, firm, mixed, place

_SENDS: Final = r"(?i:send(?:input|event|play|keys|text)?(?:wait)?)"
# Who logs in at the console of a new machine.
_WHO: Final = (
    "root|admin(?:istrator)?|vagrant|packer|ubuntu|debian|centos|rocky|alma|fedora|vyos|core|alpine|installer|ec2-user"
    "|user|ansible"
)
_WAITS: Final = r"(?:<wait(?:[0-9]{1,3}[smh]?)?>|[\"'],\s{0,24}[\"']|[ ]){0,6}"


def _unless_firm(parts: Parts) -> bool:
    return not firm("password")(parts)


DETECTORS = (
    place(
        COMMAND,
        rf"\b{_SENDS}[ ,(\"']{{1,5}}[^\n{{}}\"']{{1,64}}\{{(?i:tab)(?:[ ]2)?\}}(?!%\w{{1,40}}%)"
        r"(?P<password>[^\s\"'{}$]{4,64})\{(?i:enter|return|tab)\}",
        ("{tab}", "{tab 2}"),
        (
            (f"Send, app{{Tab}}{CHOSEN}{{Enter}}", CHOSEN),
            (f'Send("app{{TAB}}{RANDOM}{{ENTER}}")', RANDOM),
            (f'WshShell.SendKeys "app{{TAB}}{CHOSEN}{{ENTER}}"', CHOSEN),
            (f'[System.Windows.Forms.SendKeys]::SendWait("app{{TAB}}{RANDOM}{{ENTER}}")', RANDOM),
        ),
        (
            "Send, app{Tab}%password1%{Enter}",
            "Send, user{Tab}password{Enter}",
            "Send {Tab}{Enter}",
            "Send, hello{Tab}world{Enter}",
            f"Send, {CHOSEN}{{Enter}}",
        ),
        check=mixed("password"),
        doubts=_unless_firm,
    ),
    # Packer: a name, and what it is asked for then
    place(
        COMMAND,
        rf"(?<![\w.\-/])(?:{_WHO}|passwd(?:[ ]\w{{1,16}})?)<(?:enter|return)>{_WAITS}"
        r"(?P<password>[^\s\"'<>${}]{4,64})<(?:enter|return)>",
        ("<enter>", "<return>"),
        (
            (f'boot_command = ["root<enter><wait>{CHOSEN}<enter>"]', CHOSEN),
            (f'boot_command = [\n  "root<enter><wait5>",\n  "{RANDOM}<enter><wait>",\n]', RANDOM),
            (f'"boot_command": ["passwd<enter><wait>{CHOSEN}<enter>{CHOSEN}<enter>"]', CHOSEN),
        ),
        (
            'boot_command = ["root<enter><wait>reboot<enter>"]',
            'boot_command = ["root<enter><wait>${var.password}<enter>"]',
            'boot_command = ["root<enter><wait>vagrant<enter>"]',
            'boot_command = ["ls<enter>install2.sh<enter>"]',
        ),
        span=240,
        check=mixed("password"),
    ),
    # A job of a mainframe
    place(
        COMMAND,
        r"\bPGM=FTP\b[^\n]{0,120}\n(?:(?://|[ ]{2,8}\S)[^\n]{0,120}\n){0,8}?"
        r"(?:(?!//)[\w.\-]{1,64}(?:[ ]{1,4}[0-9]{1,5})?[ ]{0,60}\r?\n)?"
        r"(?!//)(?:(?i:user)[ ]{1,4})?[\w.@\-]{1,32}(?:[ ]{1,8}|[ ]{0,60}\r?\n)"
        r"(?P<password>(?=\D{0,63}\d)[^\s\"'<>/&]{4,64})[ ]{0,60}\r?\n",
        ("pgm=ftp",),
        (
            (f"//S  EXEC PGM=FTP\n//INPUT DD *\nftp.example.org\napp {CHOSEN}\nput 'A.B' x\nquit\n/*\n", CHOSEN),
            (f"//S EXEC PGM=FTP,PARM='host (EXIT'\n//OUT DD SYSOUT=*\n//INPUT DD *\napp\n{RANDOM}\nascii\n", RANDOM),
        ),
        (
            "//S EXEC PGM=FTP\n//INPUT DD *\nftp.example.org\napp password\nquit\n",
            "//S EXEC PGM=FTP\n//INPUT DD DSN=APP.FTP1,DISP=SHR\n",
            "//S EXEC PGM=FTP\n//INPUT DD *\nftp.example.org\napp &PASSWD1\nquit\n",
        ),
        span=640,
        check=mixed("password"),
    ),
)
