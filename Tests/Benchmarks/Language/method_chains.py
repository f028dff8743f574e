from functools import reduce

numbers = list(range(1000))
total = 0
for turn in range(1500):
    chain = map(lambda x: x * x, filter(lambda x: x % 3 == 0, numbers))
    total += reduce(lambda acc, x: acc + x, chain, 0) % 1000
print(total)
