total = 0
for i in range(500_000):
    s = f"item-{i}:{i * 2}"
    total += len(s)
parts = []
for i in range(300_000):
    parts.append("part" + str(i))
text = ",".join(parts)
print(total + len(text))
