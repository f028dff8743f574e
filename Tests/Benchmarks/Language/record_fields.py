class Point:
    def __init__(self, x, y, dx, dy):
        self.x, self.y, self.dx, self.dy, self.hits = x, y, dx, dy, 0


def step(p):
    p.x += p.dx
    p.y += p.dy
    if p.x > 1000 or p.x < 0:
        p.dx = -p.dx
    if p.y > 1000 or p.y < 0:
        p.dy = -p.dy
    p.hits += 1


points = [Point(i * 7 % 1000, i * 13 % 1000, i % 5 + 1, i % 3 + 1) for i in range(100)]
for turn in range(20_000):
    for p in points:
        step(p)
print(sum(p.x * 3 + p.y + p.hits for p in points))
