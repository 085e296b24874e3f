"""Cross-validates and exports the shipped models: final.py hybrid|keyword ROOT OUTDIR [--no-export]

With FOLDS=DIR the models of each fold are written to DIR/FOLD and the fold of each repository to DIR/folds.json: what
`openedSimulation.ts` and `npm run eval -- --folds DIR` need to rank DEV by models that never saw the repository.

ROOT holds the matrices of dump.ts (see README.md beside this file): dev-*, cross-*, check-*, train-* for * = draft, refined or keyword.
Whatever is reported was predicted by models that never saw its repository: folds are whole repositories of DEV and whole packages of the
span check; the training packages are only ever trained on. The chunk stage never sees DEV.
"""
import sys, os, time, json
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import numpy as np
from data import *
from stages import *
from export import write, write_by_kind

mode, R, OUT = sys.argv[1], sys.argv[2] + '/', sys.argv[3] + '/'
EXPORT = '--no-export' not in sys.argv
hybrid = mode == 'hybrid'
t0 = time.time()
def log(text): print(f'{text} {time.time() - t0:.0f}s', flush=True)

kinds = [k for k in (['draft', 'refined'] if hybrid else ['keyword']) if os.path.exists(R + f'dev-{k}.json')]
def load(name): return [Data(R + f'{name}-{k}') for k in kinds if os.path.exists(R + f'{name}-{k}.json')]
dev, cross, check, train = load('dev'), load('cross'), load('check'), load('train')
chunk_cols, file_cols = columns(dev[0], hybrid)
share, share_check = 1.0 / len(kinds), 1.0 / len(check)
fd, fc = folds(dev[0].repo), folds(check[0].repo)
everything = lambda d: np.arange(len(d.X))

# 1. The chunk of a file: fitted on the training packages and the check's other folds.
def chunk_model(skip, seed):
    return fit_chunk([(d, range(len(d.queries)), 1.0 / len(train)) for d in train] + [(d, d.but(skip), share_check) for d in check], chunk_cols, seed)
final_chunk = [chunk_model((), s) for s in range(2)]
FOLDS = os.environ.get('FOLDS')
fold_files, fold_answers = {}, {}
C = {id(d): np.zeros(len(d.X)) for d in dev + cross + check + train}
for d in dev + cross + train: scores(final_chunk, d, everything(d), chunk_cols, C[id(d)])
for k in range(5):
    out = {r for r in fc if fc[r] == k}
    # As many seeds as what ships has: one alone is off by .01 at random.
    m = [chunk_model(out, 50 + k + 10 * s) for s in range(2)]
    for d in check:
        r = d.rows(d.of(out))
        scores(m, d, r, chunk_cols, C[id(d)])
log('chunk stage')

# 2. The file.
W_CHECK, W_TRAIN = float(os.environ.get('W_CHECK', '0.4')), float(os.environ.get('W_TRAIN', '0.2'))
L2 = float(os.environ.get('L2', '0.01'))
def file_model(skip_dev, skip_check):
    sets = [(d, d.but(skip_dev), share, C[id(d)]) for d in dev]
    # Sentences about a function also from the packages: there are few in DEV. They would only mislead the order for other questions.
    more = [(check[0], check[0].but(skip_check), W_CHECK, C[id(check[0])]), (train[0], range(len(train[0].queries)), W_TRAIN, C[id(train[0])])]
    return ByKind(fit_file(sets + more, file_cols, L2), fit_file(sets, file_cols, L2), [dev[0].names[c] for c in file_cols].index('asksForFunction'))
F = {id(d): np.zeros(len(d.X)) for d in dev + cross + check + train}
for k in range(5):
    out, out_c = {r for r in fd if fd[r] == k}, {r for r in fc if fc[r] == k}
    m = [file_model(out, out_c)]
    fold_files[k] = m[0]
    for d in dev + cross:
        r = d.rows(d.of(out))
        if len(r): scores(m, d, r, file_cols, F[id(d)])
    for d in check:
        r = d.rows(d.of(out_c))
        scores(m, d, r, file_cols, F[id(d)])
    log(f'file stage, fold {k}')
for d in dev + cross + check:
    # Files that cannot come first follow in the order of fusion, as in rankCandidates.ts.
    no = np.setdiff1d(everything(d), contenders(d, everything(d)))
    F[id(d)][no] = F[id(d)].min() - 1 - 2 ** d.X[no, d.column['rrfRank']]
prov = dict(mode=mode, data='+'.join(d.hash for d in dev + cross + check + train))
for name, group in (('dev', dev), ('spans', check)):
    for k, d in zip(kinds, group):
        e = evaluate(d, C[id(d)], F[id(d)])
        show(d, e, f'{name}-{k}')
        print('   standard error over repositories %.4f' % standard_error(d, e[:, 0]))
        if name == 'dev':
            prov[f'{k} NDCG@10, one chunk a file'] = round(float(e[:, 0].mean()), 4)

# 3. How likely is it the answer, and the order of one list.
A = {id(d): Answers(d, range(len(d.queries)), C[id(d)], F[id(d)], hybrid) for d in dev + cross + check}
log('answers')
def answer_model(skip_dev, skip_check, seed):
    def chosen(d, skip):
        a = A[id(d)]
        return a, np.flatnonzero(~np.isin(d.repo[a.query], list(skip)))
    sets = [(*chosen(d, skip_dev), share) for d in dev] + [(*chosen(d, skip_dev), 0.5 * share) for d in cross] + [(*chosen(d, skip_check), share_check) for d in check]
    return fit_answer(sets, seed)
P = {id(d): np.zeros(len(A[id(d)].X)) for d in dev + cross + check}
for k in range(5):
    out, out_c = {r for r in fd if fd[r] == k}, {r for r in fc if fc[r] == k}
    m = fold_answers[k] = answer_model(out, out_c, 3000 + k)
    for d, skip in [(d, out) for d in dev + cross] + [(d, out_c) for d in check]:
        a = A[id(d)]
        r = np.flatnonzero(np.isin(d.repo[a.query], list(skip)))
        if len(r): P[id(d)][r] = m.predict(a.X[r], raw_score=True, num_threads=1)
sig = lambda v: 1 / (1 + np.exp(-v))
def ece(p, y):
    b = np.minimum(9, (p * 10).astype(int))
    return sum((b == i).sum() * abs(p[b == i].mean() - y[b == i].mean()) for i in range(10) if (b == i).any()) / len(p)
def first_rows(d):
    a = A[id(d)]
    _, at = np.unique(a.query, return_index=True)
    return at
# What is told of first hits, put right by one number for sentences about a function and one for all other questions: the trees are
# trained on many unanswerable and hard questions, so that they are too modest about DEV. Fitted on the cross-validated chances.
def asks(d, rows): return d.X[A[id(d)].rows[rows], d.column['asksForFunction']] > 0.5
def fit_shift(parts):
    """parts: (data, rows of its Answers, weight) -> shift of the log odds for [others, sentences about a function]."""
    x = np.concatenate([P[id(d)][r] for d, r, _ in parts]); y = np.concatenate([A[id(d)].d.mask[A[id(d)].rows[r]] > 0 for d, r, _ in parts])
    w = np.concatenate([np.full(len(r), w) for d, r, w in parts]); g = np.concatenate([asks(d, r) for d, r, _ in parts])
    out = []
    for kind in (False, True):
        b, m = 0.0, g == kind
        for _ in range(30):
            q = sig(x[m] + b)
            b -= ((w[m] * (q - y[m])).sum() + 0.5 * b) / ((w[m] * q * (1 - q)).sum() + 0.5)
        out.append(b)
    return out
def shift_parts(skip_dev=(), skip_check=()):
    rows = lambda d, skip: first_rows(d)[~np.isin(d.repo[A[id(d)].query[first_rows(d)]], list(skip))]
    return [(d, rows(d, skip_dev), 1.0) for d in dev] + [(d, rows(d, skip_dev), 0.075) for d in cross] + [(d, rows(d, skip_check), 0.5 * len(kinds) / len(check)) for d in check]
SHIFTED = {i: v.copy() for i, v in P.items()}
fold_shifts = {}
for k in range(5):
    out, out_c = {r for r in fd if fd[r] == k}, {r for r in fc if fc[r] == k}
    b = fold_shifts[k] = fit_shift(shift_parts(out, out_c))
    for d, skip in [(d, out) for d in dev + cross] + [(d, out_c) for d in check]:
        r = np.flatnonzero(np.isin(d.repo[A[id(d)].query], list(skip)))
        SHIFTED[id(d)][r] += np.where(asks(d, r), b[1], b[0])
shift = fit_shift(shift_parts())
P = SHIFTED
print('shift of the log odds: others %.3f, sentences about a function %.3f' % tuple(shift))
def firsts(d):
    """Probability and truth of each question's first hit."""
    a, p = A[id(d)], sig(P[id(d)])
    _, at = np.unique(a.query, return_index=True)
    return p[at], np.array([d.mask[a.rows[i]] > 0 for i in at])
for name, group in (('dev', dev), ('spans', check)):
    for k, d in zip(kinds, group):
        a, p = A[id(d)], P[id(d)]
        lists = [listing(a, p, i) for i in range(len(d.queries))]
        n = np.array([ndcg(d.mask[l], q['targets']) for l, q in zip(lists, d.queries)])
        s = np.array([rr(d.mask[l]) for l in lists])
        pf, yf = firsts(d)
        text = f'{name}-{k} as one list: NDCG {n.mean():.4f} rr {s.mean():.4f}; first hits: right {yf.mean():.3f} told {pf.mean():.3f} ECE {ece(pf, yf):.4f}'
        for c in sorted(set(q['category'] for q in d.queries)): text += f' {c[:5]} {n[d.category(c)].mean():.4f}'
        print(text, flush=True)
        if name == 'dev':
            prov[f'{k} NDCG@10'] = round(float(n.mean()), 4)
            for c in ('architecture', 'semantic', 'symbol'): prov[f'{k} {c}'] = round(float(n[d.category(c)].mean()), 4)
            prov[f'{k} ECE'] = round(float(ece(pf, yf)), 4)
        else: prov[f'{k} spans MRR@10'] = round(float(s.mean()), 4)
for k, d in zip(kinds, cross):
    pf, _ = firsts(d)
    for t in (0.3, 0.4, 0.5): print(f'cross-{k}: questions of other repositories told above {t}: {(pf > t).mean():.3f}; dev right ones told above: {(firsts(dev[kinds.index(k)])[0][firsts(dev[kinds.index(k)])[1]] > t).mean():.3f}')
np.savez(R + f'final-{mode}.npz', **{f'{n}{k}{x}': v[id(d)] for n, g in (('dev', dev), ('cross', cross), ('check', check)) for k, d in zip(kinds, g) for x, v in (('C', C), ('F', F))})
def export(folder, files, answer, b):
    probe = dev[0].X[:4000]
    write(folder + mode + 'Chunk.json', final_chunk, [dev[0].names[c] for c in chunk_cols], probe[:, chunk_cols], prov)
    write_by_kind(folder + mode + 'File.json', files, [dev[0].names[c] for c in file_cols], probe[:, file_cols], prov)
    a = A[id(dev[0])]
    write(folder + mode + 'Answer.json', answer, a.names, a.X[:4000], prov, stump=('asksForFunction', *b))
if FOLDS:
    for k in range(5):
        os.makedirs(f'{FOLDS}/{k}', exist_ok=True)
        export(f'{FOLDS}/{k}/', fold_files[k], [fold_answers[k]], fold_shifts[k])
    json.dump(fd, open(f'{FOLDS}/folds.json', 'w'))
if EXPORT:
    export(OUT, file_model((), ()), [answer_model((), (), 4000)], shift)
log('done'); print(prov)
