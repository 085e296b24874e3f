"""Fits the fixed projection under which the HNSW graph is built, and says how much of the true neighbours it keeps.

    python fit_projection.py VECTORS OUT [--dims 128] [--rows 15000] [--cap 3000] [--queries QUERIES] [--unseen OTHER]

VECTORS, QUERIES, OTHER: prefixes of what embed_windows.py wrote. The projection is the span of the first principal axes of the
second moment (not centred: the graph approximates inner products, and the mean is part of them), from at most --cap rows of a
package so that no package rules. OUT/projection.bin: float32 [dims, 384] row-major, little-endian, orthonormal rows;
OUT/projection.json: its shape, sha256 and source. Deterministic.
"""
import argparse, hashlib, json, os
import numpy as np


def sample(vectors, packages, rows, cap):
    rng = np.random.default_rng(1)
    kept, counts = [], {}
    for i in rng.permutation(len(packages)):
        counts[packages[i]] = counts.get(packages[i], 0) + 1
        if counts[packages[i]] <= cap:
            kept.append(i)
    return np.sort(kept[:rows])


def keeps(base, queries, axes, dims, candidates, space):
    """recall@10 when the best `candidates` of the projected space are scored again exactly."""
    p = axes[:dims]
    pb, pq = base @ p.T, queries @ p.T
    exact = np.argpartition(-(queries @ base.T), 10, axis=1)[:, :10]
    if space == 'cosine':
        pb = pb / np.linalg.norm(pb, axis=1, keepdims=True)
    scores = pq @ pb.T
    if space == 'l2':
        scores = scores - 0.5 * (pb * pb).sum(1)
    near = np.argpartition(-scores, candidates, axis=1)[:, :candidates]
    return np.mean([len(np.intersect1d(a, b)) / 10 for a, b in zip(exact, near)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('vectors')
    parser.add_argument('out')
    parser.add_argument('--dims', type=int, default=128)
    parser.add_argument('--rows', type=int, default=15000)
    parser.add_argument('--cap', type=int, default=3000)
    parser.add_argument('--queries')
    parser.add_argument('--unseen')
    args = parser.parse_args()
    vectors = np.load(args.vectors + '.npy')
    packages = json.load(open(args.vectors + '.json'))
    chosen = sample(vectors, packages, args.rows, args.cap)
    moment = vectors[chosen].T.astype(np.float64) @ vectors[chosen] / len(chosen)
    values, axes = np.linalg.eigh(moment)
    axes = axes[:, ::-1].T
    # A fixed sign makes the file independent of the LAPACK at hand (up to rounding).
    axes *= np.sign(axes[np.arange(384), np.abs(axes).argmax(1)])[:, None]
    axes = np.ascontiguousarray(axes, np.float32)
    os.makedirs(args.out, exist_ok=True)
    data = axes[:args.dims].tobytes()
    open(os.path.join(args.out, 'projection.bin'), 'wb').write(data)
    json.dump({'dims': args.dims, 'inputDims': 384, 'type': 'float32', 'rows': len(chosen), 'share': round(float(values[::-1][:args.dims].sum() / values.sum()), 4),
               'sha256': hashlib.sha256(data).hexdigest()}, open(os.path.join(args.out, 'projection.json'), 'w'), indent='\t')
    np.save(args.vectors + '.axes.npy', axes)
    if args.queries:
        rest = np.setdiff1d(np.arange(len(vectors)), chosen)
        base = [('L, rows left out', vectors[rest])]
        if args.unseen:
            base.append(('other code', np.load(args.unseen + '.npy')))
        queries = np.load(args.queries + '.npy')
        for name, rows in base:
            probes = [('questions', queries, rows), ('rows', rows[:500], rows[500:])]
            for kind, q, b in probes:
                for dims in (64, 96, 128, 160, 192, 256):
                    cells = [f'{space} {c}: {keeps(b, q, axes, dims, c, space):.4f}' for space in ('ip', 'cosine', 'l2') for c in (50, 100, 200)]
                    print(name, len(b), kind, dims, ' | '.join(cells), flush=True)


main()
