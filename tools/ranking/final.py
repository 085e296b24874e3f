"""Cross-validates and exports the shipped models: final.py hybrid|keyword ROOT OUTDIR [bags] [cvbags]

ROOT holds the matrices of dump.ts: dev-draft, dev-refined (repositories whose chunks were embedded), spans-*, train-*, own-*
(see tools/ranking/README.md). The chunk stage never sees DEV; the file stage is cross-validated by repository.
"""
import sys, os
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from lab import *
from export import write

mode, R, OUT = sys.argv[1], sys.argv[2] + '/', sys.argv[3] + '/'
BAGS = int(sys.argv[4]) if len(sys.argv) > 4 else 3
CVBAGS = int(sys.argv[5]) if len(sys.argv) > 5 else 2
hybrid = mode == 'hybrid'
t0 = time.time()
names = ['dev-draft', 'dev-refined'] if hybrid else ['dev-keyword']
devs = [Data(R + n) for n in names]
spans = [Data(R + n) for n in (['spans-refined', 'spans-draft'] if hybrid else ['spans-keyword'])]
own = Data(R + ('own-draft' if hybrid else 'own-keyword'))
aux = Data(R + ('train-draft' if hybrid else 'train-keyword'))
cols = [i for i, f in enumerate(own.features) if hybrid or not f['vectors']]
KEPT = ('fileChunks', 'fileCandidates', 'candidateShare')
chunk_cols = [c for c in cols if own.features[c]['level'] != 'file' or own.features[c]['name'] in KEPT]


def own_rows(d, qs):
    r = d.rows(qs)
    key = d.qid[r].astype(np.int64) * 100000 + d.file[r]
    return r[np.isin(key, np.unique(key[d.mask[r] > 0]))]


CHUNK = dict(min_data_in_leaf=20, lambdarank_truncation_level=5)
def fit_chunk(skip, seed):
    sets = [(own, own.rows(range(len(own.queries))), 1.0)]
    for s in spans: sets.append((s, own_rows(s, [i for i, r in enumerate(s.repo) if r not in skip]), 1.0 / len(spans)))
    return booster(sets, 160, chunk_cols, seed, **CHUNK)


# Chunk stage: final boosters for DEV (never trained on it), cross-fitted ones for the span packages.
chunk = [fit_chunk((), s) for s in range(1)]
def chunk_scores(ms, d, r): return sum(m.predict(d.X[r][:, chunk_cols], num_threads=1) for m in ms)
cs_dev = [chunk_scores(chunk, d, np.arange(len(d.X))) for d in devs]
cs_aux = chunk_scores(chunk, aux, np.arange(len(aux.X)))
fs = folds(spans[0].repo, 0, 3)
cs_sp = [np.zeros(len(s.X)) for s in spans]
for k in range(3):
    m = [fit_chunk({r for r in fs if fs[r] == k}, 50 + k)]
    for s, c in zip(spans, cs_sp):
        r = s.rows([i for i, x in enumerate(s.repo) if fs[x] == k]); c[r] = chunk_scores(m, s, r)
print('chunk stage %.0fs' % (time.time() - t0), flush=True)

DEPTH, ROUNDS = 20, int(os.environ.get('ROUNDS', '200'))
def picked(d, cs, qs, top):
    r = keep(d, d.rows(qs), DEPTH)
    return preselect(d, r, cs[r], top)

aux_rows = picked(aux, cs_aux, range(len(aux.queries)), 1)
def fit_file(held, held_sp, seed):
    sets = [(d, picked(d, c, [i for i, r in enumerate(d.repo) if r not in held], 2), 1.0 if j == 0 else 0.7) for j, (d, c) in enumerate(zip(devs, cs_dev))]
    sets.append((spans[0], picked(spans[0], cs_sp[0], [i for i, r in enumerate(spans[0].repo) if r not in held_sp], 1), 0.4))
    sets.append((aux, aux_rows, 0.25))
    return booster(sets, ROUNDS, cols, seed)

fd, fa = folds(devs[0].repo, 0), folds(spans[0].repo, 0)
sd, ss = [np.zeros(len(d.X)) for d in devs], np.zeros(len(spans[0].X))
SKIP = '--no-cv' in sys.argv
for k in range(0 if SKIP else 5):
    held, held_sp = {r for r in fd if fd[r] == k}, {r for r in fa if fa[r] == k}
    for b in range(CVBAGS):
        m = fit_file(held, held_sp, 1000 + k * 10 + b)
        for d, s in zip(devs, sd):
            r = d.rows([i for i, x in enumerate(d.repo) if x in held])
            if len(r): s[r] += m.predict(d.X[r][:, cols], num_threads=1) / CVBAGS
        r = spans[0].rows([i for i, x in enumerate(spans[0].repo) if x in held_sp])
        ss[r] += m.predict(spans[0].X[r][:, cols], num_threads=1) / CVBAGS
    print(f'fold {k} %.0fs' % (time.time() - t0), flush=True)
if SKIP:
    sd = [np.load(R + f'final-{n}-file.npy') for n in names]
    ss = np.load(R + f'final-{mode}-spans-file.npy')
prov = dict(data='+'.join(d.hash for d in devs + [own, aux] + spans), mode=mode)
for n, d, c, s in zip(names, devs, cs_dev, sd):
    e = evaluate(d, range(len(d.queries)), c, s); show(d, range(len(d.queries)), e, n)
    prov[f'{n} NDCG@10'] = round(float(e[:, 0].mean()), 4)
    for cat in ('architecture', 'semantic', 'symbol'):
        prov[f'{n} {cat}'] = round(float(e[[q['category'] == cat for q in d.queries], 0].mean()), 4)
    rep = np.array([e[d.repo == r, 0].mean() for r in sorted(set(d.repo))]); print('  se over repositories %.4f' % (rep.std() / np.sqrt(len(rep))))
    np.save(R + f'final-{n}-file.npy', s); np.save(R + f'final-{n}-chunk.npy', c)
e = evaluate(spans[0], range(len(spans[0].queries)), cs_sp[0], ss); show(spans[0], range(len(spans[0].queries)), e, 'spans')
np.save(R + f'final-{mode}-spans-file.npy', ss); np.save(R + f'final-{mode}-spans-chunk.npy', cs_sp[0])
prov['spans MRR@10, one chunk a file'] = round(float(e[[q['category'] == 'span' for q in spans[0].queries], 1].mean()), 4)

# Calibration of the file score over the first ten of each cross-validated answer (isotonic, thinned).
from sklearn.isotonic import IsotonicRegression
x, y = [], []
for d, c, s in zip(devs, cs_dev, sd):
    for q in d.queries:
        a, b = q['start'], q['end']
        best = per_file(c[a:b], d.file[a:b]); o = a + best[np.argsort(-s[a:b][best])][:10]
        x += list(s[o]); y += list(d.mask[o] > 0)
iso = IsotonicRegression(out_of_bounds='clip').fit(x, y)
knots = np.quantile(x, np.linspace(0, 1, 25))
calibration = dict(scores=[round(float(v), 4) for v in knots], probabilities=[round(float(v), 4) for v in iso.predict(knots)])

files = [fit_file(set(), set(), 2000 + b) for b in range(BAGS)]
none = dict(scores=[0], probabilities=[0.5])
probe = devs[0].X[:4000]
write(OUT + mode + 'Chunk.json', chunk, [own.names[c] for c in chunk_cols], probe[:, chunk_cols], none, prov)
write(OUT + mode + 'File.json', files, [own.names[c] for c in cols], probe[:, cols], calibration, prov)
print('done %.0fs' % (time.time() - t0), prov)
