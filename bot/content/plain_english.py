"""Whether a text is easy to read: short sentences, everyday words, and none that we have promised not to use."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_SENTENCE = 25  # words
HIGHEST_GRADE = 6.0  # of American schools: about eleven years old
GRADED_FROM = 12  # words; the grade of a shorter text says nothing

_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_ADDRESS = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.:-][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouyl])e$|(?<=[aeiouy])le$|(?<![aeiouydt])ed$|(?<![aeiouyscxzgh])es$")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one too."""
    return [part.strip() for part in _SENTENCE_END.split(_ADDRESS.sub("", text)) if words(part)]


def words(text: str) -> list[str]:
    """The words and numbers of a text; 14:00 and wasn't are one each."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables a word has: its groups of vowels, without a silent ending. A number counts as one."""
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word.casefold()))))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: for how many years somebody must have gone to school to read this with ease."""
    spoken = [word for sentence in sentences(text) for word in words(sentence)]
    if not spoken:
        return 0.0
    per_sentence = len(spoken) / len(sentences(text))
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def avoided(text: str, avoid: Mapping[str, str]) -> list[str]:
    """Which of the words to avoid a text uses, as whole words. One in capitals is meant in capitals alone (DNA)."""
    return [
        word for word in avoid if re.search(rf"\b{re.escape(word)}\b", text, 0 if word.isupper() else re.IGNORECASE)
    ]


def faults(text: str, avoid: Mapping[str, str]) -> list[str]:
    """What to change so that anybody can read this text: one line a fault, none for a text that is fine."""
    found = [f"'{word}': say instead: {avoid[word]}" for word in avoided(text, avoid)]
    found += [
        f"{len(words(sentence))} words in a sentence, {LONGEST_SENTENCE} are enough; make two of it: {sentence}"
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST_SENTENCE
    ]
    if len(words(text)) >= GRADED_FROM and (years := grade(text)) > HIGHEST_GRADE:
        found.append(f"reading grade {years:.1f}, at most {HIGHEST_GRADE:.0f}; use shorter words and sentences: {text}")
    return found
