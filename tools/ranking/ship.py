"""Cross-validates, calibrates and exports the four shipped models.

  ship.py DEV AUX OUT [--seeds 1]

DEV, AUX: matrices of dump.ts (benchmark questions; span questions of other packages). Folds are whole repositories. The scores in the
exported files are cross-validated; calibration is fitted on the cross-fitted scores of each question's first ten files.
"""
import argparse, sys, os, json
import numpy as np
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import train as T
from export import write
from sklearn.isotonic import IsotonicRegression


def opts(no_vectors):
    return argparse.Namespace(drop='', only='', no_vectors=no_vectors, rounds=220, chunk_rounds=140, leaves=7, rate=0.08, top=2, aux_weight=0.3, dev_weight=0.3)


def calibrate(dev, cd, fd):
    xs, ys = [], []
    for i in range(len(dev.queries)):
        q = dev.queries[i]; s, e = q['start'], q['end']
        order = T.answer(dev, i, cd[s:e], fd[s:e])[:10]
        xs += fd[order].tolist(); ys += (dev.mask[order] > 0).astype(float).tolist()
    xs, ys = np.array(xs), np.array(ys)
    iso = IsotonicRegression(y_min=0.01, y_max=0.98, out_of_bounds='clip').fit(xs, ys)
    knots = np.unique(np.quantile(xs, np.linspace(0, 1, 41)))
    p = iso.predict(knots)
    # Expected calibration error over ten equal bins of the fitted probabilities (in-sample of the isotonic step).
    pr = iso.predict(xs); ece = 0
    for b in range(10):
        m = (pr >= b / 10) & (pr < (b + 1) / 10 + (b == 9))
        if m.any(): ece += m.mean() * abs(pr[m].mean() - ys[m].mean())
    return dict(scores=[round(float(x), 5) for x in knots], probabilities=[round(float(x), 4) for x in p]), ece


def combine(first, second):
    """Questions of `first`, and those of the repositories that it lacks from `second`."""
    have = set(first.repo)
    take = [i for i in range(len(second.queries)) if second.queries[i]['repo'] not in have]
    rows = second.rows(take)
    base = len(first.X)
    at = base
    for i in take:
        q = dict(second.queries[i]); n = q['end'] - q['start']
        q['start'], q['end'] = at, at + n; at += n
        first.queries.append(q)
    first.X = np.concatenate([first.X, second.X[rows]])
    first.file = np.concatenate([first.file, second.file[rows]]); first.mask = np.concatenate([first.mask, second.mask[rows]])
    first.lines = np.concatenate([first.lines, second.lines[rows]])
    first.repo = np.array([q['repo'] for q in first.queries])
    first.qid = np.zeros(len(first.X), dtype=np.int32)
    for i, q in enumerate(first.queries): first.qid[q['start']:q['end']] = i
    return first


def shrink(data, depth, questions):
    """Rows of files that could come first by fusion, names, path or text: what the others add is only time."""
    c = {n: i for i, n in enumerate(data.names)}; X = data.X
    ok = (X[:, c['rrfRank']] <= np.log2(1 + depth)) | (X[:, c['fileNamed']] > 0) | (X[:, c['pathRank']] <= np.log2(7)) | (X[:, c['documentRank']] <= np.log2(7))
    take = range(len(data.queries)) if questions is None else sorted(np.random.RandomState(1).permutation(len(data.queries))[:questions])
    rows, queries, at = [], [], 0
    for i in take:
        q = dict(data.queries[i]); r = np.arange(q['start'], q['end']); r = r[ok[r]]
        if not len(r): continue
        rows.append(r); q['start'], q['end'] = at, at + len(r); at += len(r); queries.append(q)
    rows = np.concatenate(rows)
    for n in ('X', 'file', 'mask', 'lines'): setattr(data, n, getattr(data, n)[rows])
    data.queries = queries; data.repo = np.array([q['repo'] for q in queries])
    data.qid = np.zeros(len(data.X), dtype=np.int32)
    for i, q in enumerate(queries): data.qid[q['start']:q['end']] = i
    return data


def main():
    a = argparse.ArgumentParser(); a.add_argument('dev'); a.add_argument('aux'); a.add_argument('out'); a.add_argument('--seeds', type=int, default=1); a.add_argument('--only', default='hybrid,keyword')
    a = a.parse_args()
    dev = T.Data(a.dev.split(',')[0])
    for other in a.dev.split(',')[1:]: dev = combine(dev, T.Data(other))
    dev = shrink(dev, 40, None)
    print(len(dev.queries), 'questions', len(dev.X), 'rows', flush=True)
    dev, aux = dev, (shrink(T.Data(a.aux), 20, 450) if a.aux != '-' else None)
    for name, no_vectors in [m for m in (('hybrid', False), ('keyword', True)) if m[0] in a.only.split(',')]:
        args = opts(no_vectors); cols = T.columns(dev, args); names = [dev.names[c] for c in cols]
        cd, fd = np.zeros(len(dev.X)), np.zeros(len(dev.X))
        total = []
        for seed in range(a.seeds):
            f = T.folds(dev.repo, seed); c1, f1 = np.zeros(len(dev.X)), np.zeros(len(dev.X))
            for k in range(5):
                tr = [i for i in range(len(dev.queries)) if f[dev.repo[i]] != k]
                te = [i for i in range(len(dev.queries)) if f[dev.repo[i]] == k]
                atr = list(range(len(aux.queries))) if aux else []
                chunk, file = T.fit(dev, tr, aux, atr, args, cols, seed * 10 + k)
                r = dev.rows(te); c1[r] = chunk.predict(dev.X[r][:, cols], num_threads=1); f1[r] = file.predict(dev.X[r][:, cols], num_threads=1)
            d = T.evaluate(dev, range(len(dev.queries)), c1, f1); total.append(d); T.report(dev, d, f'{name} seed {seed}: ')
            cd += c1; fd += f1
        mean = np.mean(total, axis=0)
        cal, ece = calibrate(dev, cd / a.seeds, fd / a.seeds)
        boosters = [T.fit(dev, list(range(len(dev.queries))), aux, list(range(len(aux.queries))) if aux else [], args, cols, 100 + s) for s in range(1)]
        cats = np.array([q['category'] for q in dev.queries])
        prov = dict(data=dev.hash, aux=aux.hash if aux else '', questions=len(dev.queries), ndcg10=round(float(mean[:, 0].mean()), 4), ece=round(float(ece), 4),
                    **{f'ndcg10_{c}': round(float(mean[cats == c, 0].mean()), 4) for c in sorted(set(cats))})
        print(name, prov, flush=True)
        X = dev.X[:4000][:, cols]
        write(f'{a.out}/{name}Chunk.json', [b[0] for b in boosters], names, X, dict(scores=[], probabilities=[]), prov)
        write(f'{a.out}/{name}File.json', [b[1] for b in boosters], names, X, cal, prov)


main()
