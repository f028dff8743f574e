total = 0
for i in range(10_000_000):
    if i % 3 == 0:
        total += i
    else:
        total -= i // 2
print(total)
