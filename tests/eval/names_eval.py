"""Names against sentences that other annotators labelled (``../shared/data/ner/news_dev.conll``, never trained on).

Exact spans of the whole stage: as labelled there, then with each convention of ``name_conventions`` laid on ours in
turn, so that what each is worth can be seen. ``python -m tests.eval.names_eval --errors`` lists what is left.
"""

from __future__ import annotations

import sys

from tests.eval import clean_eval, name_conventions
from transforms.entities.corpus import Found, LabelledSentence, found_names, labelled_names, read_conll, span_f1

SENTENCES = clean_eval.GOLD_DIR.parent / "data" / "ner" / "news_dev.conll"


def steps() -> list[tuple[str, set[Found], list[LabelledSentence]]]:
    """What is compared after each convention: its name, what was found, the labels."""
    sentences = read_conll(SENTENCES)
    found = found_names(sentences)
    result = [("as labelled there", found, sentences)]
    for convention in name_conventions.CONVENTIONS:
        sentences = [LabelledSentence(s.text, convention(s.text, s.names)) for s in sentences]
        result.append((convention.__name__, found, sentences))
    left = name_conventions.without_unlabelled_places
    return [*result, (left.__name__, left(found, sentences), sentences)]


def print_errors(found: set[Found], sentences: list[LabelledSentence]) -> None:
    """Each sentence with false (+) and missed (-) names."""
    wanted = labelled_names(sentences)
    for number, sentence in enumerate(sentences):
        wrong = [(mark, n) for mark, names in (("+", found - wanted), ("-", wanted - found)) for n in sorted(names)]
        own = [f"  {mark} {n[3]} {sentence.text[n[1] : n[2]]}" for mark, n in wrong if n[0] == number]
        if own:
            print(sentence.text, *own, sep="\n")


def main() -> None:
    if not SENTENCES.exists():
        sys.exit(f"no labelled sentences at {SENTENCES}: they are not part of the project")
    found, sentences = set[Found](), list[LabelledSentence]()
    for name, found, sentences in steps():
        scores = span_f1(found, labelled_names(sentences))
        print(f"{name:28}" + "  ".join(f"{kind} {score:.4f}" for kind, score in scores.items()), flush=True)
    if "--errors" in sys.argv:
        print_errors(found, sentences)


if __name__ == "__main__":
    main()
