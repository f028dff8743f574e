import math


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)


def multiply_av(n, v, out):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(i, j) * v[j]
        out[i] = total


def multiply_atv(n, v, out):
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(j, i) * v[j]
        out[i] = total


n = 300
u, v, t = [1.0] * n, [0.0] * n, [0.0] * n
for i in range(10):
    multiply_av(n, u, t)
    multiply_atv(n, t, v)
    multiply_av(n, v, t)
    multiply_atv(n, t, u)
vbv = vv = 0.0
for i in range(n):
    vbv += u[i] * v[i]
    vv += v[i] * v[i]
print(math.floor(math.sqrt(vbv / vv) * 1e9))
