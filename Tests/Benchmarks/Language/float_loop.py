import math

x, total, i = 0.5, 0.0, 0
while i < 8_000_000:
    x = 3.7 * x * (1.0 - x)
    total += x
    i += 1
print(math.floor(total * 1000.0))
