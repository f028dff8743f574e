class Odd(Exception):
    def __init__(self, message, n):
        super().__init__(message)
        self.n = n


def risky(i):
    if i % 2 == 0:
        raise Odd("even", i)
    return i


total = 0
for i in range(600_000):
    try:
        total += risky(i)
    except Odd as e:
        total += e.n
print(total)
