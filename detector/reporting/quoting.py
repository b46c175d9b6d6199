"""How reports show text that strangers wrote: without tricks, and with its cues marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.detection import Quote

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_UNENCODABLE = re.compile("[\ud800-\udfff]")

_SPACES = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")

# What no reader may be shown: control characters (they drive terminals and are not allowed
# in XML), halves of surrogate pairs, non-characters, and the bidirectional embeddings and
# overrides, which make a sentence read otherwise than it is written.  Direction marks and
# isolates, which honest Arabic and Hebrew need, stay.
_UNSEEMLY = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")


def encodable(text: str) -> str:
    """Replace halves of surrogate pairs, which no encoding can write.

    The result is as long as `text`, so that offsets hold.
    """
    return _UNENCODABLE.sub(_REPLACEMENT, text)


def visible(text: str) -> str:
    """Make a text safe to show on one line of any page, terminal or XML file.

    White space of every kind becomes a space; what is invisible and harmful becomes
    U+FFFD.  The result is as long as `text`, so that offsets hold.
    """
    return _UNSEEMLY.sub(_REPLACEMENT, _SPACES.sub(" ", text))


def segments(quote: Quote) -> Iterator[tuple[str, bool]]:
    """Cut a quoted sentence at its cues.

    Yields
    ------
    text : str
        A stretch of the sentence, `visible`; all stretches together are the sentence.
    is_cue : bool
        Whether the stretch is among the words that clash.
    """
    text = visible(quote.text)
    done = 0
    for cue in sorted(quote.cues, key=lambda cue: (cue.start, cue.end)):
        # Cues may overlap; each character is shown once.
        start = max(cue.start - quote.start, done)
        end = min(cue.end - quote.start, len(text))
        if start >= end:
            continue
        if start > done:
            yield text[done:start], False
        yield text[start:end], True
        done = end
    if done < len(text):
        yield text[done:], False
