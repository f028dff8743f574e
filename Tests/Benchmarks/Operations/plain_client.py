#!/usr/bin/env python3
"""The yardstick: sends the requests of a deleting loop, known in advance, over a few connections, as fast as answers come.

usage: plain_client.py BASE_URL LIBRARY SECRET PATHS CONNECTIONS

PATHS is a file with a path in each line, in the order of the listing. The pages of all their directories are asked for first, then the
batches of a thousand are sent, to the space `-`.
"""

import http.client
import itertools
import json
import os
import pathlib
import sys
import threading
import urllib.parse

base, library, secret, listed, connections = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
host = urllib.parse.urlsplit(base).netloc
paths = pathlib.Path(listed).read_text().splitlines()


def call(connection, method, path, body=None):
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or "null")


first = http.client.HTTPConnection(host)
_, token = call(first, "GET", f"/api/v1/token?library_id={library}&library_secret={secret}&grant=admin")
token = f"access_token={token['accessToken']}"
order = "limit=1000&order_by=name&order_by_type=asc&sort_type=union&with_inode=1"


def page(directory, after):
    start = f"&start_name={urllib.parse.quote(after)}" if after else ""
    return "GET", f"/api/v1/directory/{library}/-/{urllib.parse.quote(directory)}?by-marker=1&{order}{start}&{token}", None


def pages():
    """A page for each thousand entries of a directory; those above that hold directories are listed too."""
    below = {}
    for directory, group in itertools.groupby(paths, os.path.dirname):
        names = [os.path.basename(path) for path in group]
        for begin in range(0, len(names), 1000):
            yield page(directory, names[begin - 1] if begin else None)
        if "/" in directory:
            below.setdefault(os.path.dirname(directory), []).append(os.path.basename(directory))
    for directory, names in below.items():
        for begin in range(0, len(names), 1000):
            yield page(directory, names[begin - 1] if begin else None)


def batches():
    for begin in range(0, len(paths), 1000):
        body = json.dumps([{"path": path} for path in paths[begin : begin + 1000]])
        yield "POST", f"/api/v1/batch/{library}/-?delete&{token}", body


def send(requests):
    rest = list(requests)[::-1]
    failures = []

    def worker():
        connection = http.client.HTTPConnection(host)
        while True:
            try:
                method, path, body = rest.pop()
            except IndexError:
                return
            status, answer = call(connection, method, path, body)
            if status != 200 or any(item["status"] != 200 for item in answer.get("result", [])):
                failures.append((status, answer))

    threads = [threading.Thread(target=worker) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(f"{len(failures)} requests failed, the first with {str(failures[0])[:500]}")


send(pages())
send(batches())
