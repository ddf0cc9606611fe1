"""What else would do a part of the work, run beside it on the same articles.

* datatrove reading, repairing (ftfy) and writing JSON lines, and nothing else, on two processes;
* dateparser's search on dates, one article after another on two processes;
* a CRF tagger on entities (python-crfsuite, the usual features), trained here on sentences of ``../shared``.

Each gives articles a second, or a word where its package or material is absent (group ``bench`` of pyproject.toml).
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

from tests.bench.corpus import ROOT
from tests.bench.plain import BOILERPLATE

PROCESSES = 2
TRAINING = ROOT.parent / "shared" / "data" / "ner"
TRAINED_SENTENCES = 800
WORD = re.compile(r"\w+(?:[-.]\w+)*|[^\w\s]")


class Absent(RuntimeError):
    """What a yardstick needs is not here; the message says what."""


def datatrove(corpus: Path, articles: int) -> float:
    """Articles a second from JSON lines to JSON lines, mojibake repaired."""
    try:
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.formatters import FTFYFormatter
        from datatrove.pipeline.readers import JsonlReader
        from datatrove.pipeline.writers import JsonlWriter
        from loguru import logger
    except ImportError as error:
        raise Absent(f"datatrove is not installed ({error})") from error
    with tempfile.TemporaryDirectory() as folder:
        parts = Path(folder) / "in"
        parts.mkdir()
        with corpus.open(encoding="utf-8") as lines:
            files = [(parts / f"{k}.jsonl").open("w", encoding="utf-8") for k in range(PROCESSES)]
            for number, line in zip(range(articles), lines, strict=False):
                files[number % PROCESSES].write(line)
            for file in files:
                file.close()
        executor = LocalPipelineExecutor(
            pipeline=[
                JsonlReader(str(parts), text_key="text", id_key="id"),
                FTFYFormatter(),
                JsonlWriter(f"{folder}/out", compression=None),
            ],
            tasks=PROCESSES,
            workers=PROCESSES,
            logging_dir=f"{folder}/log",
        )
        logger.remove()  # its statistics of each step
        start = perf_counter()
        executor.run()
        return articles / (perf_counter() - start)


def dates_of(text: str) -> int:
    """Dates that dateparser finds in an article."""
    from dateparser.search import search_dates

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(search_dates(BOILERPLATE.sub("", text), languages=["id"]) or [])


def dateparser(texts: list[str]) -> float:
    """Articles a second of ``search_dates``."""
    return _rate(dates_of, texts)


def crf(texts: list[str]) -> float:
    """Articles a second of a CRF tagger, features included."""
    try:
        import pycrfsuite
    except ImportError as error:
        raise Absent(f"python-crfsuite is not installed ({error})") from error
    files = sorted(TRAINING.glob("*train*.conll"))
    if not files:
        raise Absent("there are no tagged sentences in ../shared/data/ner")
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, tags in _sentences(files[0])[:TRAINED_SENTENCES]:
        trainer.append(features(words), tags)
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 30})
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/model.crfsuite"
        trainer.train(model)
        return _rate(_Tagged(model), texts)


class _Tagged:
    """Tags an article with a model that each process opens once."""

    def __init__(self, model: str) -> None:
        self.model = model

    def __call__(self, text: str) -> int:
        import pycrfsuite

        tagger = _taggers.get(self.model)
        if tagger is None:
            tagger = _taggers[self.model] = pycrfsuite.Tagger()
            tagger.open(self.model)
        sentences = re.split(r"(?<=[.!?])\s+", text)
        return sum(tag != "O" for s in sentences for tag in tagger.tag(features(WORD.findall(s))))


_taggers: dict[str, object] = {}


def features(words: list[str]) -> list[list[str]]:
    """The usual features of each word: itself, its shape, its ends, its neighbours."""
    own = [
        [f"w={w.lower()}", f"shape={re.sub('[a-z]', 'x', re.sub('[A-Z]', 'X', re.sub('[0-9]', '0', w)))[:6]}",
         f"p3={w[:3].lower()}", f"s3={w[-3:].lower()}", f"title={w.istitle()}", f"upper={w.isupper()}"]
        for w in words
    ]  # fmt: skip
    edges = [["edge"], *own, ["edge"]]
    return [
        [*here, *(f"-1:{f}" for f in edges[k][:2]), *(f"+1:{f}" for f in edges[k + 2][:2])]
        for k, here in enumerate(own)
    ]


def _sentences(path: Path) -> list[tuple[list[str], list[str]]]:
    blocks = path.read_text("utf-8").split("\n\n")
    rows = [[line.split() for line in block.splitlines() if len(line.split()) >= 2] for block in blocks]
    return [([r[0] for r in block], [r[-1] for r in block]) for block in rows if block]


def _rate(function: Callable[[str], int], texts: list[str]) -> float:
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(function, texts[:PROCESSES]))  # start the processes before the clock
        start = perf_counter()
        list(pool.map(function, texts, chunksize=4))
        return len(texts) / (perf_counter() - start)
