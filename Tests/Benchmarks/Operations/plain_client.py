#!/usr/bin/env python3
"""The yardstick: sends batch deletes that it knows in advance over a few connections, as fast as answers come.

usage: plain_client.py BASE_URL LIBRARY SECRET FILES CONNECTIONS        deletes in/00000000.jpg … from the space `-`
"""

import http.client
import json
import sys
import threading
import urllib.parse

base, library, secret, files, connections = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
host = urllib.parse.urlsplit(base).netloc


def call(connection, method, path, body=None):
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or "null")


first = http.client.HTTPConnection(host)
_, token = call(first, "GET", f"/api/v1/token?library_id={library}&library_secret={secret}&grant=admin")
path = f"/api/v1/batch/{library}/-?delete&access_token={token['accessToken']}"
bodies = [
    json.dumps([{"path": f"in/{i:08d}.jpg"} for i in range(begin, min(begin + 1000, files))])
    for begin in range(0, files, 1000)
]
lock = threading.Lock()
failures = []


def worker():
    connection = http.client.HTTPConnection(host)
    while True:
        with lock:
            if not bodies:
                return
            body = bodies.pop()
        status, answer = call(connection, "POST", path, body)
        if status != 200 or any(item["status"] != 200 for item in answer["result"]):
            failures.append(status)


threads = [threading.Thread(target=worker) for _ in range(connections)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(f"{len(failures)} batches failed" if failures else 0)
