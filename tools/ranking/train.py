"""Trains and cross-validates the rankers on matrices of dump.ts.

  train.py cv DEV [--aux SPANS] [--seeds 3] [--drop a,b] [--no-vectors]
  train.py export DEV OUT.json [--aux SPANS] ...

Two stages. `chunk`: which chunk of a file to show (trained on chunk labels: spans, and DEV's few spans).
`file`: the order of files, on each file's chosen chunk. Folds are whole repositories, always.
"""
import argparse, hashlib, json, sys, datetime
import numpy as np, lightgbm as lgb


class Data:
    def __init__(self, stem):
        meta = json.load(open(stem + '.json'))
        self.features = meta['features']
        self.names = [f['name'] for f in self.features]
        self.X = np.fromfile(stem + '.f32', dtype=np.float32).reshape(-1, len(self.names))
        self.queries = meta['queries']
        self.file = np.array(meta['rowFile'])
        self.mask = np.array(meta['rowMask'])
        self.lines = np.array(meta['rowLines'])
        self.repo = np.array([q['repo'] for q in self.queries])
        self.hash = hashlib.sha256(self.X.tobytes()).hexdigest()[:16]
        self.qid = np.zeros(len(self.X), dtype=np.int32)
        for i, q in enumerate(self.queries):
            self.qid[q['start']:q['end']] = i

    def rows(self, queries):
        return np.concatenate([np.arange(self.queries[i]['start'], self.queries[i]['end']) for i in queries]) if len(queries) else np.zeros(0, int)


GAIN = 1 / np.log2(np.arange(2, 12))


def popcount(m):
    return bin(int(m)).count('1')


def ndcg(masks, targets, k=10):
    """masks: in order of the answer, the targets each result meets."""
    seen, dcg = 0, 0.0
    for i, m in enumerate(masks[:k]):
        if m & ~seen:
            dcg += GAIN[i]
        seen |= int(m)
    return dcg / GAIN[:min(k, targets)].sum()


def rr(masks, k=10):
    for i, m in enumerate(masks[:k]):
        if m: return 1 / (i + 1)
    return 0.0


def per_file(score, files):
    """Indices of the best row of each file, files best first."""
    order = np.argsort(-score, kind='stable')
    _, first = np.unique(files[order], return_index=True)
    return order[np.sort(first)]


def answer(data, i, score_chunk, score_file, rows=None):
    """Order of rows of query i: the best chunk of each file by score_chunk, files by score_file of that chunk."""
    q = data.queries[i]
    s, e = q['start'], q['end']
    best = per_file(score_chunk, data.file[s:e])
    order = best[np.argsort(-score_file[best], kind='stable')]
    return s + order


PARAMS = dict(objective='lambdarank', num_leaves=7, learning_rate=0.06, min_data_in_leaf=40, feature_fraction=0.4,
              bagging_fraction=0.7, bagging_freq=1, lambda_l2=3.0, lambdarank_truncation_level=12, label_gain=[0, 1, 3],
              verbose=-1, num_threads=1, max_bin=63, min_gain_to_split=0.0)


def groups(data, rows):
    return np.unique(data.qid[rows], return_counts=True)[1]


def preselect(data, rows, score, n):
    """Best n rows of each file of each query by a score."""
    key = data.qid[rows].astype(np.int64) * 100000 + data.file[rows]
    order = np.lexsort((-score, key))
    k = key[order]
    starts = np.r_[True, k[1:] != k[:-1]]
    pos = np.arange(len(k)) - np.maximum.accumulate(np.where(starts, np.arange(len(k)), 0))
    return np.sort(rows[order[pos < n]])


def heuristic(data, rows):
    c = {n: i for i, n in enumerate(data.names)}
    X = data.X[rows]
    return X[:, c['cosine']] + 0.3 * X[:, c['bodyShare']] + 0.15 * X[:, c['namesShare']] + 0.5 * (X[:, c['isNamed']] > 0)


def train(sets, rounds, cols, params, seed):
    """sets: list of (data, rows, label, weight per row or None)."""
    X = np.concatenate([d.X[r][:, cols] for d, r, _, _ in sets])
    y = np.concatenate([l for _, _, l, _ in sets])
    g = np.concatenate([groups(d, r) for d, r, _, _ in sets])
    w = np.concatenate([np.full(len(r), 1.0 if w is None else w) for _, r, _, w in sets])
    ds = lgb.Dataset(X, y, group=g, weight=w, free_raw_data=True)
    return lgb.train({**params, 'seed': seed, 'bagging_seed': seed + 7, 'feature_fraction_seed': seed + 13}, ds, rounds)


def folds(repos, seed, k=5):
    names = sorted(set(repos))
    rng = np.random.RandomState(seed)
    rng.shuffle(names)
    return {n: i % k for i, n in enumerate(names)}


def columns(data, args):
    drop = set(filter(None, args.drop.split(',')))
    only = set(filter(None, args.only.split(',')))
    return [i for i, f in enumerate(data.features) if f['name'] not in drop and (not only or f['name'] in only) and not (args.no_vectors and f['vectors'])]


def fit(dev, dev_q, aux, aux_q, args, cols, seed):
    """-> (chunk model, file model)."""
    ccols = [c for c in cols]
    # Chunk stage: order all chunks of the span questions; DEV helps with its file labels at a low weight.
    sets = []
    if aux is not None and len(aux_q):
        r = aux.rows(aux_q); sets.append((aux, r, (aux.mask[r] > 0).astype(int), None))
    r = dev.rows(dev_q)
    r = preselect(dev, r, heuristic(dev, r), args.top)
    sets.append((dev, r, (dev.mask[r] > 0).astype(int), args.dev_weight if len(sets) else None))
    chunk = train(sets, args.chunk_rounds, ccols, PARAMS, seed)
    # File stage: the chosen chunks.
    sets = []
    r = dev.rows(dev_q)
    r = preselect(dev, r, chunk.predict(dev.X[r][:, ccols]), args.top)
    sets.append((dev, r, (dev.mask[r] > 0).astype(int), None))
    if aux is not None and len(aux_q) and args.aux_weight > 0:
        r = aux.rows(aux_q)
        r = preselect(aux, r, chunk.predict(aux.X[r][:, ccols]), 1)
        sets.append((aux, r, (aux.mask[r] > 0).astype(int), args.aux_weight))
    file = train(sets, args.rounds, cols, {**PARAMS, 'num_leaves': args.leaves, 'learning_rate': args.rate}, seed)
    return chunk, file


def evaluate(data, queries, chunk_scores, file_scores):
    out = []
    for i in queries:
        q = data.queries[i]
        s, e = q['start'], q['end']
        order = answer(data, i, chunk_scores[s:e], file_scores[s:e])
        m = data.mask[order]
        fm = [1 if (data.mask[s:e][data.file[s:e] == data.file[o]] > 0).any() else 0 for o in order[:10]]
        out.append((ndcg(m, q['targets']), rr(m), rr(fm)))
    return np.array(out)


def report(dev, scores, label=''):
    cats = sorted(set(q['category'] for q in dev.queries))
    text = [f'{label}all {scores[:, 0].mean():.4f}']
    for c in cats:
        sel = np.array([q['category'] == c for q in dev.queries])
        text.append(f'{c[:4]} {scores[sel, 0].mean():.3f}')
    text.append(f'rr {scores[:, 1].mean():.3f} filerr {scores[:, 2].mean():.3f}')
    print('  '.join(text), flush=True)


def cv(args):
    dev = Data(args.dev)
    aux = Data(args.aux) if args.aux else None
    cols = columns(dev, args)
    total_dev, total_aux, imp = [], [], np.zeros(len(cols))
    sc_dev = np.zeros((2, len(dev.X))); sc_aux = np.zeros((2, len(aux.X))) if aux else None
    for seed in range(args.seeds):
        fd = folds(dev.repo, seed)
        fa = folds(aux.repo, seed) if aux else {}
        cd, fdv = np.zeros(len(dev.X)), np.zeros(len(dev.X))
        ca, fav = (np.zeros(len(aux.X)), np.zeros(len(aux.X))) if aux else (None, None)
        for k in range(5):
            tr = [i for i, r in enumerate(dev.repo) if fd[r] != k]
            te = [i for i, r in enumerate(dev.repo) if fd[r] == k]
            atr = [i for i, r in enumerate(aux.repo) if fa[r] != k] if aux else []
            ate = [i for i, r in enumerate(aux.repo) if fa[r] == k] if aux else []
            chunk, file = fit(dev, tr, aux, atr, args, cols, seed * 10 + k)
            imp += file.feature_importance('gain')
            r = dev.rows(te); cd[r] = chunk.predict(dev.X[r][:, cols]); fdv[r] = file.predict(dev.X[r][:, cols])
            if aux:
                r = aux.rows(ate); ca[r] = chunk.predict(aux.X[r][:, cols]); fav[r] = file.predict(aux.X[r][:, cols])
        d = evaluate(dev, range(len(dev.queries)), cd, fdv)
        total_dev.append(d); report(dev, d, f'seed {seed}: ')
        sc_dev += np.array([cd, fdv])
        if aux:
            a = evaluate(aux, range(len(aux.queries)), ca, fav); total_aux.append(a)
            print(f'        spans rr {a[:, 1].mean():.4f} file {a[:, 2].mean():.4f}', flush=True)
            sc_aux += np.array([ca, fav])
    mean = np.mean(total_dev, axis=0)
    report(dev, mean, 'MEAN    ')
    repos = sorted(set(dev.repo)); by = np.array([mean[dev.repo == r, 0].mean() for r in repos])
    if args.save:
        np.save(args.save, mean)
    if args.verbose:
        print('  '.join(f'{r} {b:.3f}' for r, b in zip(repos, by)))
    if aux:
        a = np.mean(total_aux, axis=0); print(f'MEAN spans rr {a[:, 1].mean():.4f} file {a[:, 2].mean():.4f}')
    if args.importance:
        order = np.argsort(-imp)
        print('  '.join(f'{dev.names[cols[i]]} {100 * imp[i] / imp.sum():.1f}' for i in order[:args.importance]))
    if args.misses:
        miss = []
        for i, q in enumerate(dev.queries):
            if mean[i, 0] < 0.7: miss.append((mean[i, 0], i))
        for s, i in sorted(miss)[:args.misses]:
            q = dev.queries[i]; st, e = q['start'], q['end']
            o = answer(dev, i, sc_dev[0][st:e], sc_dev[1][st:e])
            print(f"{s:.2f} {q['repo']} {q['category']} | {q['query']}")
            for r in o[:4]: print('      ', int(dev.mask[r]), q['paths'][dev.file[r]], dev.lines[r])
            for r in o[4:]:
                if dev.mask[r]: print('      ...', list(o).index(r) + 1, q['paths'][dev.file[r]], dev.lines[r])


if __name__ == '__main__':
    p = argparse.ArgumentParser()
    p.add_argument('what'); p.add_argument('dev'); p.add_argument('out', nargs='?')
    p.add_argument('--aux', default=''); p.add_argument('--seeds', type=int, default=2)
    p.add_argument('--drop', default=''); p.add_argument('--only', default=''); p.add_argument('--no-vectors', action='store_true')
    p.add_argument('--rounds', type=int, default=300); p.add_argument('--chunk-rounds', type=int, default=200)
    p.add_argument('--leaves', type=int, default=7); p.add_argument('--rate', type=float, default=0.06)
    p.add_argument('--top', type=int, default=2); p.add_argument('--aux-weight', type=float, default=0.3)
    p.add_argument('--dev-weight', type=float, default=0.3)
    p.add_argument('--importance', type=int, default=0); p.add_argument('--misses', type=int, default=0)
    p.add_argument('--verbose', action='store_true'); p.add_argument('--save', default='')
    args = p.parse_args()
    if args.what == 'cv': cv(args)
