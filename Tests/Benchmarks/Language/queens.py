def place(n, row, columns, up, down):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if not columns[column] and not up[row + column] and not down[row - column + n - 1]:
            columns[column] = True
            up[row + column] = True
            down[row - column + n - 1] = True
            count += place(n, row + 1, columns, up, down)
            columns[column] = False
            up[row + column] = False
            down[row - column + n - 1] = False
    return count


print(place(11, 0, [False] * 11, [False] * 21, [False] * 21))
