def make(depth):
    if depth == 0:
        return {"left": None, "right": None}
    return {"left": make(depth - 1), "right": make(depth - 1)}


def check(tree):
    if tree["left"] is None:
        return 1
    return 1 + check(tree["left"]) + check(tree["right"])


total = 0
long_lived = make(14)
for i in range(150):
    total += check(make(12))
print(total + check(long_lived))
