"""The stages of the ranking: which chunk of a file, which file, and how likely each is the answer."""
import numpy as np, lightgbm as lgb
from scipy.optimize import minimize
from data import contenders, groups, per_file, preselect

RANK = dict(objective='lambdarank', num_leaves=7, learning_rate=0.08, min_data_in_leaf=30, feature_fraction=0.5,
            bagging_fraction=0.7, bagging_freq=1, lambda_l2=3.0, lambdarank_truncation_level=12, label_gain=[0, 1, 3],
            verbose=-1, num_threads=1, max_bin=63)

# File facts that help to choose inside a file.
IN_CHUNK_STAGE = ('fileChunks', 'fileCandidates', 'candidateShare')


def columns(data, hybrid):
    """-> (of the chunk stage, of the file stage)"""
    all_ = [i for i, f in enumerate(data.features) if hybrid or not f['vectors']]
    return [c for c in all_ if data.features[c]['level'] != 'file' or data.features[c]['name'] in IN_CHUNK_STAGE], all_


def ranker(sets, cols, rounds, seed, **over):
    """sets: (data, rows, weight of a row, labels or None). -> booster over `cols`; signals with a trend are monotone."""
    X = np.concatenate([d.X[r][:, cols] for d, r, *_ in sets])
    y = np.concatenate([(d.mask[r] > 0).astype(np.int32) if l is None else l for d, r, _, l in sets])
    g = np.concatenate([groups(d, r) for d, r, *_ in sets])
    w = np.concatenate([np.full(len(r), w) for _, r, w, _ in sets])
    trend = [f.get('trend', 0) for f in sets[0][0].features]
    p = {**RANK, 'seed': seed, 'monotone_constraints': [trend[i] for i in cols], 'monotone_constraints_method': 'basic', **over}
    return lgb.train(p, lgb.Dataset(X, y, group=g, weight=w), rounds)


def own_rows(d, queries):
    """Rows of the files that hold the target: what the choice inside a file is learned from."""
    r = d.rows(queries)
    key = d.qid[r].astype(np.int64) * 100000 + d.file[r]
    return r[np.isin(key, np.unique(key[d.mask[r] > 0]))]


def fit_chunk(sets, cols, seed, rounds=160):
    """sets: (data, questions, weight)."""
    made = [(d, own_rows(d, q), w, None) for d, q, w in sets if len(q)]
    return ranker(made, cols, rounds, seed, min_data_in_leaf=20, lambdarank_truncation_level=5)


class Linear:
    """score = offset + sum of weight * value, each value held within low and high."""

    def __init__(self, weight, low, high, offset): self.weight, self.low, self.high, self.offset = weight, low, high, offset

    def predict(self, X, **_): return np.clip(X, self.low, self.high).astype(np.float64) @ self.weight + self.offset


class ByKind:
    """One model for sentences about one function, one for all other questions."""

    def __init__(self, function, other, flag): self.function, self.other, self.flag = function, other, flag

    def predict(self, X, **_): return np.where(X[:, self.flag] > 0.5, self.function.predict(X), self.other.predict(X))


# Values further from the mean than so many standard deviations count as the end of the range.
RANGE = 6
# Rules count as they are within this.
RULE_RANGE = 100.0


def fit_file(sets, cols, l2=0.01):
    """The order of files: a linear model of the chance that of all files a question's answer is this one (softmax over the files of a
    question, Cao et al.: Learning to rank, from pairwise to listwise approach, 2007; answers of a question share its weight), by L-BFGS.
    Signals with a trend have weights of that sign; those whose weight is given (`fixed`: rules) keep it, and the others are fitted beside them.

    sets: (data, questions, weight of a question, chunk scores of all rows)."""
    X, y, group, weight = [], [], [], []
    count = 0
    for d, q, w, cs in sets:
        if not len(q): continue
        r = contenders(d, d.rows(q))
        r = preselect(d, r, cs[r], 1)
        r = r[np.isin(d.qid[r], d.qid[r[d.mask[r] > 0]])]
        _, g = np.unique(d.qid[r], return_inverse=True)
        X.append(d.X[r][:, cols]); y.append(d.mask[r] > 0); group.append(g + count); weight.append(np.full(g.max() + 1, w))
        count += g.max() + 1
    X = np.concatenate(X).astype(np.float64)
    y, group, weight = np.concatenate(y), np.concatenate(group), np.concatenate(weight)
    mean, sd = X.mean(0), X.std(0) + 1e-6
    low, high = np.maximum(X.min(0), mean - RANGE * sd), np.minimum(X.max(0), mean + RANGE * sd)
    fixed = np.array([sets[0][0].features[c].get('fixed', 0) for c in cols], dtype=np.float64)
    rule = fixed != 0
    mean[rule], sd[rule], low[rule], high[rule] = 0, 1, -RULE_RANGE, RULE_RANGE
    Z = (np.clip(X, low, high) - mean) / sd
    given = Z @ fixed
    target = y / np.bincount(group, y, count)[group]
    weight /= weight.sum()

    def loss(b):
        z = Z @ b + given
        most = np.full(count, -np.inf)
        np.maximum.at(most, group, z)
        e = np.exp(z - most[group])
        total = np.bincount(group, e, count)
        each = most + np.log(total) - np.bincount(group, target * z, count)
        slope = weight[group] * (e / total[group] - target)
        return weight @ each + l2 * (b @ b), Z.T @ slope + 2 * l2 * b

    trend = [sets[0][0].features[c].get('trend', 0) for c in cols]
    bounds = [(0, 0) if r else (0, None) if t > 0 else (None, 0) if t < 0 else (None, None) for t, r in zip(trend, rule)]
    b = minimize(loss, np.zeros(len(cols)), jac=True, method='L-BFGS-B', bounds=bounds, options=dict(maxiter=400)).x
    return Linear(b / sd + fixed, low, high, -(mean / sd) @ b)


def scores(boosters, d, rows, cols, into):
    into[rows] = sum(b.predict(d.X[rows][:, cols], num_threads=1) for b in boosters) / len(boosters)


# ---- How likely is it the answer: rank/answerStage.ts computes the same columns.
FROM_ROW = ('cosine', 'cosineZ', 'nameCosine', 'bodyCover', 'nameBodyCover', 'chunkPathCover', 'symbolCover', 'associated', 'documentCover',
            'namesPathCover', 'rarest', 'isNamed', 'fileNamed', 'inFile', 'symbolWords', 'isHeader', 'isFunction', 'lines', 'fileChunks',
            'offRole', 'queryWords', 'queryTerms', 'isIdentifier', 'isMixed', 'asksForFunction')
OWN = ('fileScore', 'fileGap', 'fileMargin', 'filePlace', 'chunkPlace', 'chunkGap', 'secondChunkGap')
ANSWER_TREND = dict(fileScore=1, fileGap=-1, fileMargin=1, filePlace=-1, chunkPlace=-1, chunkGap=-1)
FILES, CHUNKS = 10, 3


class Answers:
    """Rows of the best FILES files with their best CHUNKS chunks, file by file: columns, labels and where they come from."""

    def __init__(self, d, queries, cs, fs, hybrid):
        names = [n for n in FROM_ROW if hybrid or not d.features[d.column[n]]['vectors']]
        self.names = list(OWN) + names
        take = [d.column[n] for n in names]
        X, y, rows, query, first = [], [], [], [], []
        for i in queries:
            q = d.queries[i]
            s, e = q['start'], q['end']
            if s == e: continue
            best = per_file(cs[s:e], d.file[s:e])
            best = best[np.argsort(-fs[s:e][best], kind='stable')][:FILES + 1]
            score = fs[s:e][best]
            seen = 0
            for place, b in enumerate(best[:FILES]):
                mine = np.flatnonzero(d.file[s:e] == d.file[s + b])
                mine = mine[np.argsort(-cs[s:e][mine], kind='stable')][:CHUNKS]
                top = cs[s + mine[0]]
                second = top - cs[s + mine[1]] if len(mine) > 1 else 9.0
                after = score[place + 1] if place + 1 < len(score) else score[place] - 3
                known = 0
                for at, m in enumerate(mine):
                    r = s + m
                    X.append([score[place], min(9, score[0] - score[place]), min(3, score[place] - after), np.log2(1 + place), at, min(9, top - cs[r]), min(9, second)] + list(d.X[r, take]))
                    y.append(1 if d.mask[r] & ~known else 0)
                    known |= d.mask[r]
                    rows.append(r); query.append(i); first.append(at == 0)
        self.X = np.array(X, dtype=np.float32).reshape(-1, len(self.names))
        self.y, self.rows, self.query, self.first = map(np.array, (y, rows, query, first))
        self.d = d


def fit_answer(sets, seed, rounds=150, leaves=8, first=6.0):
    """sets: (Answers, chosen rows, weight of a row) -> booster of log odds. What is told of first hits matters most."""
    X = np.concatenate([a.X[r] for a, r, _ in sets]); y = np.concatenate([a.y[r] for a, r, _ in sets])
    w = np.concatenate([w * np.where((a.X[r, 3] == 0) & (a.X[r, 4] == 0), first, 1.0) for a, r, w in sets])
    p = dict(objective='binary', num_leaves=leaves, learning_rate=0.08, min_data_in_leaf=40, feature_fraction=0.6, bagging_fraction=0.8,
             bagging_freq=1, lambda_l2=5.0, verbose=-1, num_threads=1, max_bin=63, seed=seed,
             monotone_constraints=[ANSWER_TREND.get(n, 0) for n in sets[0][0].names])
    return lgb.train(p, lgb.Dataset(X, y, weight=w), rounds)


def listing(a, logodds, i):
    """Rows of question i as one list, as src/shared/oneList.ts makes it: each file's best in order; where a function is asked for, another
    chunk of a file before a less likely file."""
    mine = np.flatnonzero(a.query == i)
    if len(mine) == 0: return a.rows[mine]
    first = mine[a.first[mine]]
    if a.d.X[a.rows[mine[0]], a.d.column['asksForFunction']] < 0.5: return a.rows[first]
    bound = dict(zip(first, np.minimum.accumulate(logodds[first])))
    value = np.array([bound.get(m, logodds[m]) for m in mine])
    cap = np.inf
    for j, m in enumerate(mine):
        if m in bound: cap = bound[m]
        else: value[j] = min(value[j], cap - 1e-6); cap = value[j]
    return a.rows[mine[np.argsort(-value, kind='stable')]]
