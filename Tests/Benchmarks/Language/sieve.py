def sieve(limit):
    composite = []
    for i in range(limit + 1):
        composite.append(False)
    count = 0
    i = 2
    while i <= limit:
        if not composite[i]:
            count += 1
            j = i * i
            while j <= limit:
                composite[j] = True
                j += i
        i += 1
    return count


print(sieve(3_000_000))
