"""The draft table as a model2vec folder, which semble takes instead of the model that it would download.

Usage: draftAsModel2vec.py MODELS OUT

The draft of a text is (sum of idf_t * sqrt(n_t) * x_t) / norm + mean; model2vec takes the plain mean of the rows of all tokens. The
rows therefore carry the IDF; the square root of the counts and the added mean have no place there.
"""
import json
import sys
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer

DIMENSIONS = 384


def main(models: Path, out: Path) -> None:
    manifest = json.loads((models / "manifest.json").read_text())
    raw = (models / manifest["files"]["draft"]["name"]).read_bytes()
    vocabulary = (len(raw) - DIMENSIONS * 4) // (DIMENSIONS + 8)
    rows = np.frombuffer(raw, np.int8, vocabulary * DIMENSIONS).reshape(vocabulary, DIMENSIONS)
    scale, idf = np.frombuffer(raw, np.float32, 2 * vocabulary, vocabulary * DIMENSIONS).reshape(2, vocabulary)
    vectors = rows.astype(np.float32) * (scale * idf)[:, None]
    tokenizer = Tokenizer.from_file(str(models / manifest["files"]["tokenizer"]["name"]))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    StaticModel(vectors, tokenizer, {"normalize": True}, normalize=True).save_pretrained(out)


main(Path(sys.argv[1]), Path(sys.argv[2]))
