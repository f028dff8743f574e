records = []
seed = 7
for i in range(200_000):
    seed = (seed * 1103515245 + 12345) % 2147483648
    records.append({"name": f"n{i}", "size": seed})
records = sorted(records, key=lambda r: r["size"])
check = 0
for i, r in enumerate(records):
    check = (check * 31 + r["size"] + i) % 1000000007
print(check, records[0]["name"])
