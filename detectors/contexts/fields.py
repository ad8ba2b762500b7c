"""Passwords that a program puts into the field of a form, or compares with what stands there or was asked for.

    $("#password").val("x")      document.getElementById("pwd").value == "x"      txtPassword.setText("x")
    entry_password.get() == "x"      input("Password: ") == "x"      If InputBox("Password?") = "x" Then

https://api.jquery.com/val/; https://developer.mozilla.org/en-US/docs/Web/API/HTMLInputElement/value
https://developer.android.com/reference/android/widget/TextView; https://developer.apple.com/documentation/uikit/uitextfield
https://docs.python.org/3/library/tkinter.html; https://learn.microsoft.com/en-us/office/vba/language/reference/user-interface-help/inputbox-function
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts

from .databases import CALL
from .shared import CHOSEN, RANDOM, apart, firm, place

_NAMES: Final = ("password", "passwd", "passwort", "pass", "pwd", "pw")
_FULL: Final = r"(?i:passw(?:or[dt]|d))"
# No bypass and no compass, no boarding-pass and no renderPass.
_WHOSE: Final = (
    r"(?<![A-Za-z0-9])(?i:m?(?:txt|tb|et|edt?|edit|tf|text|jt|user|login|log|db|new|old|confirm|input|my|admin|root))"
    r"[_\-]?"
)
_SHORT: Final = r"(?i:pass|pwd|pw)"
_WORDS: Final = rf"(?:{_FULL}|(?:(?<![A-Za-z0-9_\-])|{_WHOSE}){_SHORT})"
_VALUE: Final = r"(?:\"(?P<password{0}>[^\s\"$<>{{}}\\]{{6,64}})\"|'(?P<password{1}>[^\s'$<>{{}}\\]{{6,64}})')"
_EQUALS: Final = r"(?:[ ]?(?:[!=]==?|<>)[ ]?|\.equals\([ ]?)"
_ASKS: Final = ("input", "prompt", "inputbox", "getpass", "readline")
_BEGINS: Final = ("enter", "type", "please", "your", "admin", "the ")
# What names a field, and what its text is called.
_ENDS: Final = ("')", '")', "]')", ']")', "')[0]", '")[0]', "']", '"]', "']\")", "\"]')")
_SELECTED: Final = rf"[\"'][#.\w=\-\[\"']{{0,40}}?{_WORDS}(?:{'|'.join(map(re.escape, _ENDS))})"
_KINDS: Final = ("", "field", "textfield", "edittext", "input", "entry", "_entry", "controller")
_KIND: Final = rf"(?i:{'|'.join(filter(None, _KINDS))})"
_FIELD: Final = (
    rf"(?:\b(?!(?i:lbl|label|btn|button|hint|title|error))\w{{0,24}}?{_FULL}{_KIND}?|{_WHOSE}{_SHORT}{_KIND}?"
    rf"|(?<![A-Za-z0-9_]){_SHORT}(?:{_KIND}|(?=\.get\(\))))"
)
_TEXT: Final = r"(?i:gettext\(\)|text|get\(\))(?i:[!?]{0,2}\.tostring\(\))?(?:\.trim\(\))?"


def _is_typed(parts: Parts) -> bool:
    return firm("password")(parts) or apart("password")(parts)


DETECTORS = (
    place(
        CALL,
        rf"(?:{_SELECTED}\.(?:val\([ ]?|value{_EQUALS}|value[ ]?=[ ]?)"
        rf"|{_FIELD}(?:\.setText\([ ]?|\.text[ ]?=[ ]?|\.{_TEXT}{_EQUALS}))" + _VALUE.format("", "__2"),
        (
            *(f"{name}{ends}.val" for name in _NAMES for ends in _ENDS),
            *(
                f"{name}{kind}.{way}"
                for name in _NAMES
                for kind in _KINDS
                for way in ("settext(", "gettext()", "get()", "text")
            ),
        ),
        (
            (f'$("#password").val("{CHOSEN}");', CHOSEN),
            (f"document.getElementById('pwd').value = '{RANDOM}';", RANDOM),
            (f'if (document.getElementsByName("pass")[0].value == "{CHOSEN}")', CHOSEN),
            (f"$('input[name=\"password\"]').val('{CHOSEN}')", CHOSEN),
            (f"$('input[name=password]').val('{RANDOM}')", RANDOM),
            (f'txtPassword.setText("{CHOSEN}");', CHOSEN),
            (f'if (etPass.getText().toString().equals("{CHOSEN}"))', CHOSEN),
            (f'if passwordTextField.text == "{RANDOM}" {{', RANDOM),
            (f"if entry_password.get() == '{CHOSEN}':", CHOSEN),
            (f'passwordTextField.text = "{CHOSEN}"', CHOSEN),
        ),
        (
            '$("#password").val("");',
            '$("#password").val(password1);',
            "document.getElementById('password').value = 'Password1';",
            'txtPassword.setText("Password");',
            'passwordField.setText("Passwort-Feld");',
            f'$("#compass").val("x"); id.value = "{RANDOM}"',
            f'if (bypass.get() == "{RANDOM}")',
            f'$("#boarding-pass").val("{CHOSEN}");',
            f'shaderPass.text = "{CHOSEN}"',
            f'render_pass.text = "{CHOSEN}"',
            'lblPassword.setText("Mot-de-passe1");',
        ),
        check=_is_typed,
    ),
    # What was asked for
    place(
        CALL,
        rf"(?i:\b(?:{'|'.join(_ASKS)}))\([\"'](?:(?:(?i:{'|'.join(_BEGINS)})[^\"'\n()]{{0,40}}?)?{_FULL}"
        rf"|(?i:(?:please[ ])?(?:(?:enter|type|your|admin|the)[ ]){{0,2}}){_SHORT}\b)"
        r"[^\"'\n()]{0,24}[\"'](?:,[^()\n]{0,60})?\)(?:\.(?:strip|trim)\(\))?"
        r"[ ]?(?:[!=]==?|<>|=(?=[ ]?[\"'][^\n]{4,80}(?i:then)))[ ]?" + _VALUE.format("", "__2"),
        tuple(f"{ask}({quote}{begin}" for ask in _ASKS for quote in "\"'" for begin in ("pass", "pw", *_BEGINS)),
        (
            (f'if input("Password: ") == "{CHOSEN}":', CHOSEN),
            (f'if (prompt("Enter the password") != "{RANDOM}") return;', RANDOM),
            (f'if input("Enter your pass: ") == "{CHOSEN}":', CHOSEN),
            (f'If InputBox("Password?") = "{CHOSEN}" Then', CHOSEN),
        ),
        (
            'pw = input("Password: ")',
            'if input("Password: ") == password1:',
            f'if input("Name: ") == "{RANDOM}":',
            'if input("Password: ") == "password":',
            f'if input("Please enter boarding pass: ") == "{CHOSEN}":',
        ),
        check=_is_typed,
    ),
)
