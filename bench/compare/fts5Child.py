"""Child process of the comparison: SQLite's full-text search alone. Argument: a Task as JSON (see contender.ts).

The files that Lodestone reads, cut into windows of 50 lines that overlap by 10, `unicode61` words, BM25, any word of the question.
In Python, whose SQLite has FTS5: that of Node 22 is built without it.
"""
import json
import re
import sqlite3
import sys
import time
from pathlib import Path

WARM_UP = 20
WINDOW_LINES = 50
STRIDE_LINES = 40


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def windows(root: Path, files: list[str]):
    for path in files:
        data = (root / path).read_bytes()
        # As Lodestone does, but by the plainest test there is.
        if b"\0" in data:
            continue
        lines = data.decode("utf8", "replace").split("\n")
        start = 0
        while True:
            window = lines[start : start + WINDOW_LINES]
            yield path, start + 1, len(window), "\n".join(window)
            if start + WINDOW_LINES >= len(lines):
                break
            start += STRIDE_LINES


def any_word(query: str) -> str:
    """Each word quoted, so that none is read as an operator."""
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", query)))


def main(task: dict) -> None:
    file = Path(task["scratch"]) / "fts5.sqlite"
    files = json.loads(Path(task["more"]["files"]).read_text())
    db = sqlite3.connect(file)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("CREATE VIRTUAL TABLE windows USING fts5(path, start UNINDEXED, lines UNINDEXED, text)")
    with db:
        db.executemany("INSERT INTO windows VALUES (?, ?, ?, ?)", windows(Path(task["corpus"]), files))
    say(event="searchable", pieces=db.execute("SELECT count(*) FROM windows").fetchone()[0])

    def ask(query: str) -> list[dict]:
        match = any_word(query)
        rows = db.execute(
            "SELECT path, start, lines FROM windows WHERE windows MATCH ? ORDER BY rank LIMIT 10", (match,)
        ) if match else []
        return [{"path": path, "startLine": start, "endLine": start + lines - 1} for path, start, lines in rows]

    for query in task["queries"][:WARM_UP]:
        ask(query)
    times = []
    for _ in range(task["rounds"]):
        for query in task["queries"]:
            asked = time.perf_counter()
            ask(query)
            times.append((time.perf_counter() - asked) * 1000)
    answers = [ask(question) for question in task["questions"]]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    say(event="done", indexBytes=file.stat().st_size, queryMs=times, answers=answers)


main(json.loads(sys.argv[1]))
