"""What comes before everything else: the words that bring up a calm question, and the buttons that need no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from bot.cards import Card
from bot.cards.duty import InThePast, Talk, TalkBack
from bot.cards.help import HelpNow
from bot.content.safety import PromptWords
from bot.front.turn import Happened, Turn

TALK = "talk"  # its card comes beside the one that was pressed, which may have words in it
BELOW = "I've put a card for you below. If it does not come, type: talk"
# Buttons that work for everybody, also for those who are not on the list, and while the database is gone.
AT_ONCE: Mapping[str, type[Card]] = MappingProxyType(
    {TALK: Talk, "talk_back": TalkBack, "who_can_help": HelpNow, "prompt_help": HelpNow, "prompt_ok": InThePast}
)
COUNTED: Mapping[str, str] = MappingProxyType({"prompt_help": "help", "prompt_ok": "past"})
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc`\u00b4"))
BETWEEN = re.compile(r"[\s_*\-\u2010-\u2015]+")  # hyphens, and the stars of those who write in bold
END = re.compile(r"[.!?]")
REMEMBERED = 2000  # sentences that were asked about, of which only a number is known


def fold(text: str) -> str:
    """The text without what people write in different ways: case, apostrophes, hyphens and spaces."""
    plain = unicodedata.normalize("NFKC", text).translate(UNSEEN | APOSTROPHES).casefold()
    return BETWEEN.sub(" ", plain)


@dataclass(slots=True, kw_only=True)
class Net:
    """Finds the words that bring up the question; a net against silence, no detector.

    What was typed in a form comes again with each draft: `asked` holds numbers of the sentences that were asked about,
    which mean nothing outside this process and end with it.
    """

    pattern: re.Pattern[str] | None
    asked: dict[int, None] = field(default_factory=dict)

    @classmethod
    def of(cls, prompt: PromptWords) -> Self:
        """A net of these words, as whole words; one that is turned off finds nothing."""
        words = "|".join(re.escape(fold(one).strip()) for one in prompt.words)
        return cls(pattern=re.compile(rf"\b(?:{words})\b") if prompt.on else None)

    def catches(self, turn: Turn) -> bool:
        """Whether to ask about what was typed in this turn: words in the chat each time, a text in a form once."""
        if turn.happened is Happened.SAID:
            return any(self._sentences(turn.words))
        about = (turn.account.entra_id, str(turn.fields.get("meeting")))
        texts = [value for value in turn.fields.values() if isinstance(value, str)]
        found = {hash((*about, one)) for text in texts for one in self._sentences(text)}
        new = found - self.asked.keys()
        self.asked.update(dict.fromkeys(new))
        while len(self.asked) > REMEMBERED:
            del self.asked[next(iter(self.asked))]
        return bool(new)

    def _sentences(self, text: str) -> Iterator[str]:
        """The beginnings of the sentences in which such words stand, up to the words."""
        if self.pattern is None:
            return
        folded = fold(text)
        for hit in self.pattern.finditer(folded):
            ends = [one.end() for one in END.finditer(folded, 0, hit.start())]
            yield folded[ends[-1] if ends else 0 : hit.end()].strip()
