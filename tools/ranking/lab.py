"""Experiments on the file stage: the chunk stage is fitted once (cross-fitted by repository) and kept.

  lab.py STEM.. : reads dev-draft, spans-draft, train-draft below the folder given by --root
"""
import os, sys, json, time, argparse
import numpy as np, lightgbm as lgb
sys.path.insert(0, os.path.dirname(__file__))
from train import Data, ndcg, rr, per_file, preselect, groups, folds

P = dict(objective='lambdarank', num_leaves=7, learning_rate=0.08, min_data_in_leaf=30, feature_fraction=0.5,
         bagging_fraction=0.7, bagging_freq=1, lambda_l2=3.0, lambdarank_truncation_level=12, label_gain=[0, 1, 3],
         verbose=-1, num_threads=1, max_bin=63)


def keep(data, rows, depth):
    """Rows of files that could be among the first: by fusion, names, path or best cosine."""
    c = {n: i for i, n in enumerate(data.names)}
    X = data.X
    ok = (X[rows, c['rrfRank']] <= np.log2(1 + depth)) | (X[rows, c['fileNamed']] > 0) | (X[rows, c['pathRank']] <= np.log2(1 + 8)) | (X[rows, c['documentRank']] <= np.log2(1 + 8))
    return rows[ok]


def booster(data_sets, rounds, cols, seed, **over):
    X = np.concatenate([d.X[r][:, cols] for d, r, _ in data_sets])
    y = np.concatenate([(d.mask[r] > 0).astype(np.int32) for d, r, _ in data_sets])
    g = np.concatenate([groups(d, r) for d, r, _ in data_sets])
    w = np.concatenate([np.full(len(r), w) for _, r, w in data_sets])
    p = {**P, 'seed': seed, **over}
    rounds = p.pop('rounds', rounds)
    if p.pop('monotone', True):
        t = {f['name']: f.get('trend', 0) for f in data_sets[0][0].features}
        p['monotone_constraints'] = [t[data_sets[0][0].names[i]] for i in cols]
        p['monotone_constraints_method'] = 'basic'
    return lgb.train(p, lgb.Dataset(X, y, group=g, weight=w), rounds)


def evaluate(data, queries, cs, fs):
    out = np.zeros((len(queries), 3))
    for j, i in enumerate(queries):
        q = data.queries[i]; s, e = q['start'], q['end']
        best = per_file(cs[s:e], data.file[s:e])
        order = s + best[np.argsort(-fs[s:e][best], kind='stable')][:10]
        hit = data.mask[order]
        filehit = [(data.mask[s:e][data.file[s:e] == data.file[o]] > 0).any() for o in order]
        out[j] = ndcg(hit, q['targets']), rr(hit), rr(filehit)
    return out


def show(data, queries, sc, label):
    cats = sorted(set(data.queries[i]['category'] for i in queries))
    text = [f'{label} all {sc[:, 0].mean():.4f} rr {sc[:, 1].mean():.4f} file {sc[:, 2].mean():.4f} |']
    for c in cats:
        m = np.array([data.queries[i]['category'] == c for i in queries])
        text.append(f'{c[:5]} {sc[m, 0].mean():.4f} rr {sc[m, 1].mean():.4f}')
    print('  '.join(text), flush=True)
