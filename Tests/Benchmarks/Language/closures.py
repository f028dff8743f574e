def counter(step):
    n = 0

    def step_once():
        nonlocal n
        n += step
        return n

    return step_once


def compose(f, g):
    return lambda x: g(f(x))


advance = counter(3)
f = compose(lambda x: x + 1, lambda x: x * 2)
total = 0
for i in range(2_000_000):
    total += f(advance()) % 7
print(total)
