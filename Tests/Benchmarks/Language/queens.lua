local function place(n, row, columns, up, down)
  if row == n then return 1 end
  local count = 0
  for column = 0, n - 1 do
    if not columns[column + 1] and not up[row + column + 1] and not down[row - column + n] then
      columns[column + 1] = true
      up[row + column + 1] = true
      down[row - column + n] = true
      count = count + place(n, row + 1, columns, up, down)
      columns[column + 1] = false
      up[row + column + 1] = false
      down[row - column + n] = false
    end
  end
  return count
end
local function flags(n)
  local list = {}
  for i = 1, n do list[#list + 1] = false end
  return list
end
print(place(11, 0, flags(11), flags(21), flags(21)))
