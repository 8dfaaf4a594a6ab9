"""Words for people: the one place where a sentence meets its language.

Japanese is the source language, so a sentence without a catalogue is shown as it is written. Catalogues live in
`i18n/<language>/LC_MESSAGES/kyosei_desk.mo`; the language follows the environment, as gettext's does.
"""

import gettext as _gettext
from pathlib import Path

DOMAIN = "kyosei_desk"

BREAK = "\u200b"
"""Where a sentence may break, zero wide: Qt would break Japanese anywhere. In the messages it is written `|`; so it is
never taken for a `|` that people typed."""

_catalogue = _gettext.translation(DOMAIN, str(Path(__file__).parent), fallback=True)
"""Looked up once: gettext itself would search the disk for every sentence."""


def _(message: str) -> str:
    """The message in the reader's language, with its breaks."""
    return _catalogue.gettext(message).replace("|", BREAK)
