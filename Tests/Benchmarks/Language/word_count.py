words = []
seed = 42
for i in range(400_000):
    seed = (seed * 1103515245 + 12345) % 2147483648
    words.append(f"w{seed // 65536 % 5000}")
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
best = ""
for word, count in counts.items():
    if best == "" or count > counts[best] or count == counts[best] and word < best:
        best = word
print(best, counts[best], len(counts))
