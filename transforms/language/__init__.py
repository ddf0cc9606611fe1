"""The language of an article: a vectorised screen settles the clear cases, langdetect judges the rest.

langdetect knows no Malay, Javanese, Sundanese, Minangkabau, Balinese, Banjar or Acehnese, and takes
them for Indonesian or for whatever is spelled alike. These are told apart by the frequent words and
endings of each (``language_words.csv``, ``language_endings.csv``), Indonesian from Malay by the words
in which the two standards differ (``karena``/``kerana``, ``uang``/``wang``, ``persen``/``peratus``).

1. Every article: the frequent words of each language, as shares of the lower-case words of a sample
   from its head and middle. Names and quoted titles are capitalised and do not count.
2. What is not clearly Indonesian by that: the same on the whole text, with the endings.
   Where another language wins, the frame of the text (around quotations, or its head) is looked at too.
3. What is still open goes to langdetect, seeded, so that the same text gives the same answer.

Codes are ISO 639-1 where there is one, else ISO 639-3 (``min``, ``ban``, ``bjn``, ``ace``).
"""

from transforms.language.detect import detect_language

__all__ = ["detect_language"]
