#!/usr/bin/env python3
"""A bucket of made-up objects on loopback, answering each request after a fixed time: the least that s5cmd needs to list and delete.

usage: s3_stub.py OBJECTS LATENCY_MS        prints its port, serves until standard input ends, then prints its counts
"""

import asyncio
import html
import re
import sys
import urllib.parse

OBJECTS, LATENCY = int(sys.argv[1]), float(sys.argv[2]) / 1000
NAMES = [f"in/{i:08d}.jpg" for i in range(OBJECTS)]
deleted = set()
counts = {"list": 0, "delete": 0}


def listing(query):
    token = query.get("continuation-token", [""])[0] or query.get("start-after", [""])[0]
    begin = int(token[3:11]) + 1 if token else 0
    page = [name for name in NAMES[begin : begin + 1000] if name not in deleted]
    more = begin + 1000 < len(NAMES)
    contents = "".join(
        f"<Contents><Key>{name}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;0&quot;</ETag>"
        f"<Size>1000</Size><StorageClass>STANDARD</StorageClass></Contents>"
        for name in page
    )
    following = f"<NextContinuationToken>{NAMES[begin + 999]}</NextContinuationToken>" if more else ""
    return (
        f'<?xml version="1.0"?><ListBucketResult><Name>b</Name><Prefix>in/</Prefix><KeyCount>{len(page)}</KeyCount>'
        f"<MaxKeys>1000</MaxKeys><IsTruncated>{str(more).lower()}</IsTruncated>{following}{contents}</ListBucketResult>"
    )


def deletion(body):
    keys = [html.unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", body)]
    deleted.update(keys)
    return '<?xml version="1.0"?><DeleteResult>' + "".join(f"<Deleted><Key>{k}</Key></Deleted>" for k in keys) + "</DeleteResult>"


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            method, target, _ = head.split("\r\n", 1)[0].split(" ")
            length = re.search(r"content-length: *(\d+)", head, re.I)
            if "100-continue" in head.lower():
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = (await reader.readexactly(int(length[1]))).decode() if length else ""
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query, keep_blank_values=True)
            await asyncio.sleep(LATENCY)
            kind = "delete" if method == "POST" and "delete" in query else "list"
            counts[kind] += 1
            answer = (deletion(body) if kind == "delete" else listing(query)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 24)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(f"{counts['list']} {counts['delete']} {len(deleted)}", flush=True)


asyncio.run(main())
