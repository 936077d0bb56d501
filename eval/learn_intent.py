"""Learn which kind of answer a question asks for: `python -m eval.learn_intent`; about a minute.

In: eval/intents.jsonl, messages with their intent and field, and the encoder's vector of each. Out:
rag/query/intent.npz, the intent head. Every message is learnt from twice, with its vector and without:
the head must also do where the library was built with another encoder, or none. Run it again whenever
the question adapter is learnt anew; a test compares the head's `inputs` with what is there. It is the table
"intent" of `python -m eval.calibrate`.

With --fold N a fifth of the messages is kept out, nothing is written, and the mistakes on it are shown.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from eval.fitting import hash_of
from rag.encoders.minilm_files import LATEST
from rag.encoders.opening import open_encoder
from rag.model.settings import Settings
from rag.query.intent import HEAD, IntentHead, best_label
from rag.query.intent_features import features, token
from rag.text.common_words import COMMON
from rag.text.runs import runs

MESSAGES = Path(__file__).with_name("intents.jsonl")
Floats = npt.NDArray[np.float32]
WORTH = 1.2  # of a vector, beside 1 for all words together; 2 and 4 were worse
DECAY = 1.5e-6  # of the weights; more of it is worse without vectors
STEPS = 150
KEPT = 8000  # features: those of the largest weights
FOLDS = 5


def messages(path: Path = MESSAGES) -> list[tuple[str, str]]:
    """Each message with its label, "metadata authors" or "fact"."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(line["message"], f"{line['intent']} {line['field'] or ''}".strip()) for line in lines]


def inputs(path: Path = MESSAGES) -> str:
    """Changes with the messages, the features and the model that reads questions; 12 hex digits."""
    adapter = LATEST.adapter("question")
    return hash_of([path, HEAD.with_name("intent_features.py"), *([adapter] if adapter else [])])


def known_words(texts: Sequence[str]) -> frozenset[str]:
    """Words that are not masked: everyday ones, and those of several messages that are no subject matter."""
    counts = Counter(token(run) for text in texts for run in set(runs(text)))
    often = {word for word, count in counts.items() if count > 2 and word[0] != "<"}
    return frozenset((often | (COMMON & counts.keys())) - SUBJECTS)


def fit(texts: Sequence[str], labels: Sequence[str], vectors: Floats, encoder: str) -> IntentHead:
    """The head for these messages; vectors: (messages, dimensions), of the encoder of this name."""
    classes, known = tuple(sorted(set(labels))), known_words(texts)
    found = [features(text, known) for text in texts]
    seen = Counter(key for one in found for key in one)
    hashes = np.array(sorted(key for key, count in seen.items() if count > 1), np.uint32)
    wanted = np.array([classes.index(label) for label in labels])
    lexical, vector, bias = _weights(_sparse(found, hashes), vectors * WORTH, wanted, len(classes))
    kept = np.sort(np.argsort(-np.abs(lexical).max(axis=1))[:KEPT])
    scales = np.stack([np.abs(part).max(axis=0) / 127 for part in (lexical, vector)])
    return IntentHead(
        classes,
        known,
        hashes[kept],
        np.round(lexical[kept] / scales[0]).astype(np.int8),
        np.round(vector / scales[1]).astype(np.int8),
        scales.astype(np.float32),
        bias.astype(np.float32),
        WORTH,
        encoder,
    )


def _sparse(found: Sequence[dict[int, float]], hashes: npt.NDArray[np.uint32]) -> Any:
    column = {int(key): place for place, key in enumerate(hashes)}
    cells = [
        (row, column[key], value)
        for row, one in enumerate(found)
        for key, value in one.items()
        if key in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), (len(found), len(hashes)), dtype=np.float32)


def _weights(
    words: Any, vectors: Floats, wanted: npt.NDArray[Any], classes: int
) -> tuple[Floats, Floats, Floats]:
    """Weights of words (features, classes), of vectors (dimensions, classes) and biases (2, classes) of a
    multinomial logistic regression; rare classes count for more."""
    share = np.bincount(wanted, minlength=classes)[wanted] ** -0.5
    share = (share / share.sum() / 2).astype(np.float32)[:, None]
    truth, across = np.eye(classes, dtype=np.float32)[wanted], words.T.tocsr()
    parts = np.cumsum([words.shape[1], vectors.shape[1]])

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(-1, classes).astype(np.float32)
        lexical, vector, bias = np.split(weights, parts)
        plain = words @ lexical
        alone, with_vector = _chances(plain + bias[0]), _chances(plain + vectors @ vector + bias[1])
        value = -sum(
            (share[:, 0] * np.log((c * truth).sum(axis=1) + 1e-12)).sum() for c in (alone, with_vector)
        )
        one, other = (alone - truth) * share, (with_vector - truth) * share
        slope = [across @ (one + other), vectors.T @ other, np.stack([one.sum(axis=0), other.sum(axis=0)])]
        value += DECAY / 2 * float((weights**2).sum())
        return float(value), (np.concatenate(slope) + DECAY * weights).ravel().astype(np.float64)

    start = np.zeros((parts[-1] + 2) * classes)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    lexical, vector, bias = np.split(np.asarray(best.x, np.float32).reshape(-1, classes), parts)
    return lexical, vector, bias


def _chances(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = odds / odds.sum(axis=1, keepdims=True)
    return chances


def write(head: IntentHead, path: Path = HEAD, learnt_from: Path = MESSAGES) -> None:
    """Put the head where the product reads it."""
    np.savez_compressed(
        path,
        inputs=np.array(inputs(learnt_from)),
        labels=np.array("\n".join(head.labels)),
        known=np.array("\n".join(sorted(head.known))),
        hashes=head.hashes,
        lexical=head.lexical,
        vector=head.vector,
        scales=head.scales,
        bias=head.bias,
        worth=np.array(head.worth, np.float32),
        encoder=np.array(head.encoder),
    )


def learn(fold: int | None, *, write_it: bool) -> None:
    """Say what a head makes of a fifth of the messages it was not shown; write one that was shown all."""
    if found := fitted_head(messages(), fold, write_it=write_it):
        write(found)


def fitted_head(
    labelled: Sequence[tuple[str, str]], fold: int | None, *, write_it: bool
) -> IntentHead | None:
    """A head that was shown all of these messages with their labels, where it is to be written; what one
    makes of a fifth that it was not shown is said before."""
    texts, labels = zip(*labelled, strict=True)
    encoder = open_encoder(Settings(), None, print)
    vectors = np.stack([encoder.query(text).pooled for text in texts])
    if fold is not None:
        out = np.arange(len(texts)) * 7919 % FOLDS == fold
        learnt = [place for place, kept in enumerate(out) if not kept]
        shown, wanted = ([column[place] for place in learnt] for column in (texts, labels))
        head = fit(shown, wanted, vectors[learnt], encoder.name)
        _say(head, [(texts[n], labels[n], vectors[n]) for n, kept in enumerate(out) if kept])
    return fit(texts, labels, vectors, encoder.name) if write_it else None


def _say(head: IntentHead, asked: Sequence[tuple[str, str, Floats]]) -> None:
    """How many of these messages are understood, and which are not."""
    for name, use in (("words alone", False), ("with vectors", True)):
        got = [best_label(head, text, vector if use else None) for text, _, vector in asked]
        right = [
            found.split()[0] == label.split()[0] for (found, _), (_, label, _) in zip(got, asked, strict=True)
        ]
        print(f"{name}: {np.mean(right):.3f} right of {len(right)} messages kept out")
    for (found, chance), (text, label, _) in zip(got, asked, strict=True):
        if found != label:
            print(f"{label} -> {found} ({chance:.2f}) | {text}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--fold", type=int, choices=range(FOLDS), help="keep a fifth out and show the mistakes"
    )
    fold = parser.parse_args().fold
    learn(fold, write_it=fold is None)


SUBJECTS = frozenset(  # words of the messages that are what papers are about, and say nothing of the intent
    """
    accident acupuncture advice ageing ai alert alloy andrea ant ants apps argument asthma
    attention banks baseball bat bats batteries battery bed bee bees beliefs benin bestiaries
    bias bienen bijen bilingual biology bird birds bite black bleaching books boring breath
    bubble bulk bursts butter byzantine cancer carbon cash cassava cells central cheat chemloom
    cherries chess child children clima climat climate coffee collecting collective collisions
    colonies colours communication compost concept contrastive coral corals correction corrosion
    covid cows crime cuneiform cups currents curriculum cycles dances dark deaf dementia
    depression depth desalination detection diet diffusion distillation dna dose drinking drones
    dropout drought drug dust dynamic ears earthquakes eat echolocation ecology economics
    economists economy editing education eelgrass effects elevator embrittlement emissions
    endangered energy enzymes error essay ethics exams exoplanet exoplanets exports extraction
    farmers farming farms fatigue federated films finance fish flowmate fmri foam forecasting
    forecasts forest forums fox foxes fraud frozen fungi fusion galore gamma gardens gene
    gentrification gig girls glacier glaciernet glue google gout grade gradient gradients
    granular graph graphs gratitude grief haiku hallucinate hallucination harmony healing health
    heap hesitancy hip holes homeschooling homework homomorphic honey honeybees hospitals
    housing hydrogen image imagenet images implant implants infant infants inference inflation
    institutional instrumental insulin invasive inventory japanese jet juice kafka kelpformer
    kenya kernels kidney knots korallen label labels lactase lagos laid lake landing language
    languages laparoscopic law leaf learning lens lensing lichenlm lidar lift living llama llm
    loneliness lora lottery maize malaria mangrove mangroves maris marshmallow masked mass
    matter meals medical medieval melt membrane memoria men mental meta metformin methane mice
    microbiome microplastics migration mining mirrors mossformer mouse museum museums music
    networks newspaper ng nlp noise norms nuclear nutrition nvidia obesity ocean octopus office
    opera optimisation optimizer orchardbert orkney outlet outliers overfitting paid paint
    palimpsest palliative pandemic paradox passport paste patents patients perovskite pet
    physics pile planets plant plants plays plug pollen pollution polygrad pools pretrain
    pretraining prison protein proteins pruning pupils pyramid quantization quantum quorum rats
    reasoning recognition reefs regulation reinforcement remittances rescue restoration rice
    rings ritual robot roboter robotics robotik robots routes routing rural samples sarcasm
    satellite satellites savings scaling scene scheduling science scripts seagrass secrets
    secure sedation seed sequences sign silicon silk silva singing sitting ski sleep smallscale
    smells snake snownet soil solar song speech spider stars starsift statins steel stillbirth
    stone streams stroke student stuttering synthesis tariff tea teenagers temperature text
    theatre theft thermometer thumbs tidal tide tidegpt tides timber tinnitus tipping toast
    toddlers tokens tomatoes tomography tooth torres trade traffic transfers transformer
    transformers transition translation troubadours truancy truffles tulip tunnel turbines
    tweezers tying tyre unions urban vaccines video videos vision volcanic volcano volcanoes
    voters waiting wales wasp water wealth wear weather whales wind workers zebrafish zombie
    """.split()
)


if __name__ == "__main__":
    main()
