"""Writes the draft vectors of test/fixtures/reference-vectors.json anew, by numpy and the formula in fit-draft.py, not by the product's code.

    python pin-reference.py models/draft.bin test/fixtures/reference-vectors.json

Prints each text's cosine to the transformer's vector, before and after.
"""
import json, sys
import numpy as np

DIMENSIONS, VOCABULARY, UNKNOWN, SPECIAL = 384, 30522, 100, (0, 101, 102)


def read(path):
    raw = open(path, "rb").read()
    rows = np.frombuffer(raw, np.int8, VOCABULARY * DIMENSIONS).reshape(VOCABULARY, DIMENSIONS)
    rest = np.frombuffer(raw, "<f4", offset=VOCABULARY * DIMENSIONS)
    scale, idf, mean = rest[:VOCABULARY], rest[VOCABULARY : 2 * VOCABULARY], rest[2 * VOCABULARY :]
    return rows.astype(np.float64) * scale[:, None], idf.astype(np.float64), mean.astype(np.float64)


def draft(ids, table):
    x, idf, mean = table
    kept = [i for i in ids if i not in SPECIAL] or [UNKNOWN]
    tokens, counts = np.unique(kept, return_counts=True)
    w = idf[tokens] * np.sqrt(counts)
    length = np.sqrt((w * w).sum())
    v = (w[:, None] * x[tokens]).sum(0) / length + mean if length > 0 else mean
    return v / np.linalg.norm(v)


def cosine(a, b):
    return float(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))


table = read(sys.argv[1])
texts = json.load(open(sys.argv[2]))
for text in texts:
    now = draft(text["ids"], table)
    print(f"{cosine(text['draft'], text['int8']):.3f} -> {cosine(now, text['int8']):.3f}  {text['text'][:60]!r}")
    text["draft"] = [round(float(v), 6) for v in now]
json.dump(texts, open(sys.argv[2], "w"), ensure_ascii=False)
