import json

records = []
for i in range(2000):
    records.append(
        {"id": i, "name": f"file {i}.jpg", "size": i * 1000, "tags": ["a", "b\n", "c"], "ratio": i / 8, "ok": i % 2 == 0}
    )
total = 0
for turn in range(10):
    text = json.dumps(records, separators=(",", ":"))
    back = json.loads(text)
    total += back[turn]["id"] + len(back[1999]["tags"]) + len(text)
print(total)
