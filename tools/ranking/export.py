"""LightGBM boosters -> the JSON that src/engine/rank/trees.ts reads. Several boosters are averaged (their leaves divided)."""
import json, hashlib, datetime
import numpy as np


def flatten(boosters, names):
    roots, split, value, left, right = [], [], [], [], []

    def walk(node, scale):
        at = len(split)
        for column in (split, value, left, right): column.append(0)
        if 'leaf_value' in node:
            split[at], value[at] = -1, round(node['leaf_value'] * scale, 5)
            return at
        assert node['decision_type'] == '<='
        split[at] = node['split_feature']
        t = np.float64(node['threshold'])
        # Features are float32, so the largest float32 that is not above the threshold splits them alike.
        f = np.float32(t)
        if np.float64(f) > t: f = np.nextafter(f, np.float32(-np.inf))
        # Nine digits may lie just below the float32 itself, which then would go the other way.
        value[at] = next(v for v in (float(f'{f:.{digits}g}') for digits in range(9, 18)) if v >= np.float64(f))
        left[at] = walk(node['left_child'], scale)
        right[at] = walk(node['right_child'], scale)
        return at

    for b in boosters:
        for tree in b.dump_model()['tree_info']:
            roots.append(len(split))
            walk(tree['tree_structure'], 1 / len(boosters))
    return dict(roots=roots, split=split, value=value, left=left, right=right)


def predict(flat, X):
    out = np.zeros(len(X))
    for r in flat['roots']:
        node = np.full(len(X), r)
        while True:
            s = np.array(flat['split'])[node]
            act = s >= 0
            if not act.any(): break
            v = np.array(flat['value'])[node]
            go = X[np.arange(len(X)), np.maximum(s, 0)].astype(np.float64) <= v
            nxt = np.where(go, np.array(flat['left'])[node], np.array(flat['right'])[node])
            node = np.where(act, nxt, node)
        out += np.array(flat['value'])[node]
    return out


def significant(values): return [float(f'{v:.6g}') for v in values]


def linear(model, names, X):
    """names: of all columns, in order; those of weight 0 are left out."""
    used = np.flatnonzero(np.abs(model.weight) * (model.high - model.low) > 1e-4)
    columns = {k: significant(getattr(model, k)[used]) for k in ('weight', 'low', 'high')}
    left_out = np.setdiff1d(np.arange(len(names)), used)
    offset = float(model.offset + model.weight[left_out] @ ((model.low + model.high) / 2)[left_out])
    mine = np.clip(X[:, used], columns['low'], columns['high']) @ columns['weight'] + offset
    raw = model.predict(X)
    assert np.abs(raw - mine).max() < 0.02, np.abs(raw - mine).max()
    return dict(features=[names[c] for c in used], **columns, offset=round(offset, 6))


def write_by_kind(path, model, names, X, provenance):
    """model: of stages.ByKind."""
    data = dict(function=linear(model.function, names, X), other=linear(model.other, names, X), provenance={**provenance, 'date': datetime.date.today().isoformat()})
    open(path, 'w').write(json.dumps(data, separators=(',', ':')) + '\n')


def write(path, boosters, names, X, provenance, stump=None):
    """names: of all columns that the boosters saw, in order. Unused columns are left out of the model. stump: (name, value where the
    signal is 0, value where it is 1), added at the end."""
    flat = flatten(boosters, names)
    raw = sum(b.predict(X, raw_score=True, num_threads=1) for b in boosters) / len(boosters)
    mine = predict(flat, X)
    assert np.abs(raw - mine).max() < 0.02 and np.corrcoef(raw, mine)[0, 1] > 0.99999, np.abs(raw - mine).max()
    if stump is not None:
        at = len(flat['split'])
        for column, values in (('roots', [at]), ('split', [names.index(stump[0]), -1, -1]), ('value', [0.5, round(stump[1], 5), round(stump[2], 5)]), ('left', [at + 1, 0, 0]), ('right', [at + 2, 0, 0])): flat[column] += values
    used = sorted(set(s for s in flat['split'] if s >= 0))
    index = {c: i for i, c in enumerate(used)}
    flat['split'] = [index.get(s, -1) for s in flat['split']]
    model = dict(format=1, features=[names[c] for c in used], **flat, provenance={**provenance, 'date': datetime.date.today().isoformat(), 'trees': len(flat['roots'])})
    open(path, 'w').write(json.dumps(model, separators=(',', ':')) + '\n')
    return flat
