"""Embeds windows of source text with the product's model, as material for fitting and checking the projection.

    python embed_windows.py MODELS FOLDER OUT [--limit 60000] [--seed 1] [--threads 1]

MODELS holds model.onnx and tokenizer.json. FOLDER is a workspace (its first-level folders are packages). A text is the path of
the file, a newline and a window of 1,000 characters, cut at 64 tokens. OUT.npy gets float32 [n, 384] (unit rows), OUT.json the
package of each row. With --queries FILE (a JSON list of strings) the strings are embedded instead of windows.
"""
import argparse, json, os, random, time
import numpy as np, onnxruntime as ort
from tokenizers import Tokenizer

SOURCE = {'.py', '.js', '.ts', '.tsx', '.jsx', '.java', '.go', '.rs', '.c', '.h', '.cc', '.cpp', '.hpp', '.kt', '.rb', '.php',
          '.scala', '.swift', '.m', '.mm', '.cs', '.lua', '.sh', '.sql', '.md', '.rst', '.html', '.css', '.yml', '.toml', '.mjs'}
WINDOW, MAX_TOKENS, BATCH_TOKENS = 1000, 64, 2048


def windows(folder):
    for base, dirs, files in os.walk(folder):
        dirs[:] = sorted(d for d in dirs if d not in ('node_modules', '.git', 'dist', 'build'))
        for name in sorted(files):
            path = os.path.join(base, name)
            if os.path.splitext(name)[1] not in SOURCE or '.min.' in name or os.path.getsize(path) > 1 << 20:
                continue
            try:
                text = open(path, encoding='utf-8').read()
            except (OSError, UnicodeDecodeError):
                continue
            relative = os.path.relpath(path, folder)
            package, _, rest = relative.partition(os.sep)
            for start in range(0, len(text), WINDOW):
                piece = text[start:start + WINDOW].strip()
                if len(piece) >= 80:
                    yield package, rest + '\n' + piece


def main():
    parser = argparse.ArgumentParser()
    for name in ('models', 'folder', 'out'):
        parser.add_argument(name)
    parser.add_argument('--limit', type=int, default=60000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--queries')
    args = parser.parse_args()
    if args.queries:
        items = [('query', q) for q in json.load(open(args.queries))]
    else:
        items = list(windows(args.folder))
        random.Random(args.seed).shuffle(items)
        items = items[:args.limit]
    tokenizer = Tokenizer.from_file(os.path.join(args.models, 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    ids = [e.ids for e in tokenizer.encode_batch([t for _, t in items])]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    options = ort.SessionOptions()
    options.intra_op_num_threads = args.threads
    session = ort.InferenceSession(os.path.join(args.models, 'model.onnx'), options, providers=['CPUExecutionProvider'])
    inputs = [i.name for i in session.get_inputs()]
    out = np.zeros((len(ids), 384), np.float32)
    started, done, at = time.time(), 0, 0
    while at < len(order):
        # Sorted ascending: the last of a batch is its longest.
        end = at
        while end < len(order) and (end - at + 1) * len(ids[order[end]]) <= BATCH_TOKENS:
            end += 1
        end = max(end, at + 1)
        batch = order[at:end]
        longest = max(len(ids[i]) for i in batch)
        feed = {'input_ids': np.zeros((len(batch), longest), np.int64), 'attention_mask': np.zeros((len(batch), longest), np.int64),
                'token_type_ids': np.zeros((len(batch), longest), np.int64)}
        for row, i in enumerate(batch):
            feed['input_ids'][row, :len(ids[i])] = ids[i]
            feed['attention_mask'][row, :len(ids[i])] = 1
        out[batch] = session.run(None, {n: feed[n] for n in inputs})[0]
        done, at = done + len(batch), end
        if (at // 32) % 100 == 0:
            print(f'{done}/{len(ids)} {done / (time.time() - started):.0f}/s', flush=True)
    np.save(args.out + '.npy', out)
    json.dump([p for p, _ in items], open(args.out + '.json', 'w'))
    print(f'{len(ids)} rows, norms {np.linalg.norm(out, axis=1).min():.4f}..{np.linalg.norm(out, axis=1).max():.4f}, {time.time() - started:.0f} s')


main()
