"""Keep-alive clients in a process of their own: `python -m tests.benchmarks.load < plan.json`.

The plan: `{"port", "warmup", "seconds", "clients": [{"method", "path", "headers", "bodies"}]}`.
Each client sends one request after the other, its bodies in turn, and waits for every answer.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from itertools import cycle
from typing import Any

from tests.benchmarks.measuring import percentile

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TIMEOUT = 60


class Tally:
    """What came back: times in seconds, and how often each status."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.example = ""

    def add(self, status: int, seconds: float, body: bytes) -> None:
        """Count one answer, and keep the first bad one."""
        self.times.append(seconds)
        self.statuses[status] += 1
        if status != 200 and not self.example:
            self.example = f"{status} {body[:300].decode(errors='replace')}"


def request_bytes(client: dict[str, Any], body: str) -> bytes:
    """Return a whole HTTP/1.1 request."""
    sent = body.encode()
    headers = {"Host": "127.0.0.1", **client["headers"], "Content-Length": str(len(sent))}
    lines = [f"{client['method']} {client['path']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + sent


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes
) -> tuple[int, bytes]:
    """Send a request; return status and body."""
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    if length is None:
        raise ValueError(f"an answer without a length: {head[:200]!r}")
    return int(head[9:12]), await reader.readexactly(int(length[1]))


async def drive(client: dict[str, Any], port: int, begin: float, end: float, tally: Tally) -> None:
    """Send requests until `end`; count those begun after `begin`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    requests = cycle([request_bytes(client, body) for body in client["bodies"]])
    while (started := time.perf_counter()) < end:
        answer = exchange(reader, writer, next(requests))
        status, body = await asyncio.wait_for(answer, TIMEOUT)
        if started >= begin:
            tally.add(status, time.perf_counter() - started, body)
    writer.close()


async def drive_all(plan: dict[str, Any]) -> dict[str, Any]:
    """Run all clients of a plan at once; times in milliseconds."""
    begin = time.perf_counter() + plan["warmup"]
    end = begin + plan["seconds"]
    tally = Tally()
    await asyncio.gather(
        *(drive(client, plan["port"], begin, end, tally) for client in plan["clients"])
    )
    elapsed = time.perf_counter() - begin
    return {
        "requests": len(tally.times),
        "rate": len(tally.times) / elapsed,
        "p50_ms": 1000 * percentile(tally.times, 0.5),
        "p95_ms": 1000 * percentile(tally.times, 0.95),
        "statuses": tally.statuses,
        "example": tally.example,
    }


if __name__ == "__main__":
    json.dump(asyncio.run(drive_all(json.load(sys.stdin))), sys.stdout)
