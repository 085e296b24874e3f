"""Matrices of dump.ts and the measures on them."""
import json, hashlib
import numpy as np


class Data:
    """A matrix, its questions (each a range of rows) and what each row meets of its question's targets."""

    def __init__(self, stem):
        meta = json.load(open(stem + '.json'))
        self.features = meta['features']
        self.names = [f['name'] for f in self.features]
        self.column = {n: i for i, n in enumerate(self.names)}
        self.X = np.fromfile(stem + '.f32', dtype=np.float32).reshape(-1, len(self.names))
        self.queries = meta['queries']
        self.file = np.array(meta['rowFile'])
        self.mask = np.array(meta['rowMask'])
        self.lines = np.array(meta['rowLines'])
        self.repo = np.array([q['repo'] for q in self.queries])
        self.hash = hashlib.sha256(self.X.tobytes()).hexdigest()[:16]
        self.qid = np.zeros(len(self.X), dtype=np.int32)
        for i, q in enumerate(self.queries): self.qid[q['start']:q['end']] = i

    def rows(self, queries):
        """Rows of some questions, in order."""
        queries = list(queries)
        if not queries: return np.zeros(0, int)
        return np.concatenate([np.arange(self.queries[i]['start'], self.queries[i]['end']) for i in queries])

    def of(self, repos):
        return [i for i, r in enumerate(self.repo) if r in repos]

    def but(self, repos):
        return [i for i, r in enumerate(self.repo) if r not in repos]

    def category(self, name):
        return np.array([q['category'] == name for q in self.queries])


GAIN = 1 / np.log2(np.arange(2, 12))


def ndcg(masks, targets):
    """masks: in order of the answer, the targets that each result meets; binary gains, a target counts once, 10 places."""
    seen, dcg = 0, 0.0
    for i, m in enumerate(masks[:10]):
        if m & ~seen: dcg += GAIN[i]
        seen |= int(m)
    return dcg / GAIN[:min(10, targets)].sum() if targets else 0.0


def rr(masks):
    for i, m in enumerate(masks[:10]):
        if m: return 1 / (i + 1)
    return 0.0


def per_file(score, files):
    """Indices of the best row of each file, best first."""
    order = np.argsort(-score, kind='stable')
    _, first = np.unique(files[order], return_index=True)
    return order[np.sort(first)]


def preselect(data, rows, score, n):
    """The best n rows of each file of each question by a score (one a row of `rows`)."""
    key = data.qid[rows].astype(np.int64) * 100000 + data.file[rows]
    order = np.lexsort((-score, key))
    k = key[order]
    starts = np.r_[True, k[1:] != k[:-1]]
    pos = np.arange(len(k)) - np.maximum.accumulate(np.where(starts, np.arange(len(k)), 0))
    return np.sort(rows[order[pos < n]])


def contenders(data, rows, depth=20):
    """Rows of files that could come first: the same rule as `isContender` in rankCandidates.ts."""
    c, X = data.column, data.X
    ok = (X[rows, c['rrfRank']] <= np.log2(1 + depth)) | (X[rows, c['fileNamed']] > 0) | (X[rows, c['pathRank']] <= np.log2(9)) | (X[rows, c['documentRank']] <= np.log2(9))
    return rows[ok]


def groups(data, rows):
    return np.unique(data.qid[rows], return_counts=True)[1]


def folds(repos, seed=0, k=5):
    names = sorted(set(repos))
    np.random.RandomState(seed).shuffle(names)
    return {n: i % k for i, n in enumerate(names)}


def evaluate(data, chunk, file):
    """One chunk a file by the chunk score, files by the file score of that chunk. -> [queries, (NDCG@10, rr, rr of the file)]"""
    out = np.zeros((len(data.queries), 3))
    for i, q in enumerate(data.queries):
        s, e = q['start'], q['end']
        if s == e: continue
        best = per_file(chunk[s:e], data.file[s:e])
        order = s + best[np.argsort(-file[s:e][best], kind='stable')][:10]
        hit = data.mask[order]
        met = [(data.mask[s:e][data.file[s:e] == data.file[o]] > 0).any() for o in order]
        out[i] = ndcg(hit, q['targets']), rr(hit), rr(met)
    return out


def show(data, scores, label):
    text = [f'{label:16} all {scores[:, 0].mean():.4f} rr {scores[:, 1].mean():.4f} file {scores[:, 2].mean():.4f} |']
    for c in sorted(set(q['category'] for q in data.queries)):
        m = data.category(c)
        text.append(f'{c[:5]} {scores[m, 0].mean():.4f} rr {scores[m, 1].mean():.4f}')
    print('  '.join(text), flush=True)


def standard_error(data, values):
    by = np.array([values[data.repo == r].mean() for r in sorted(set(data.repo))])
    return by.std() / np.sqrt(len(by))
