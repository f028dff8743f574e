table = {}
for i in range(300_000):
    table[f"k{i}"] = i
    if i >= 1000:
        del table[f"k{i - 1000}"]
total = 0
for key, value in table.items():
    total += value
print(total, len(table))
