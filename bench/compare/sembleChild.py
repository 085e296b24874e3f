"""Child process of the comparison: semble. Argument: a Task as JSON (see contender.ts)."""
import json
import sys
import time
from pathlib import Path

from semble import SembleIndex
from semble.types import ContentType

WARM_UP = 20


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def main(task: dict) -> None:
    # Lodestone indexes code, documents and configuration; so does this run unless told otherwise.
    every = [ContentType.CODE, ContentType.DOCS, ContentType.CONFIG]
    content = ContentType.CODE if task["more"].get("content") == "code" else every
    index = SembleIndex.from_path(task["corpus"], content=content, model_path=task["more"]["model"])
    say(event="searchable", pieces=index.stats.total_chunks)
    for query in task["queries"][:WARM_UP]:
        index.search(query, top_k=10)
    times = []
    for _ in range(task["rounds"]):
        for query in task["queries"]:
            asked = time.perf_counter()
            index.search(query, top_k=10)
            times.append((time.perf_counter() - asked) * 1000)
    answers = [
        [
            {"path": result.chunk.file_path, "startLine": result.chunk.start_line, "endLine": result.chunk.end_line}
            for result in index.search(question, top_k=10)
        ]
        for question in task["questions"]
    ]
    saved = Path(task["scratch"]) / "semble"
    index.save(saved)
    size = sum(file.stat().st_size for file in saved.rglob("*") if file.is_file())
    say(event="done", indexBytes=size, queryMs=times, answers=answers)


main(json.loads(sys.argv[1]))
