local function a(i, j) return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) end
local function multiplyAv(n, v, out)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + a(i, j) * v[j + 1] end
    out[i + 1] = sum
  end
end
local function multiplyAtv(n, v, out)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + a(j, i) * v[j + 1] end
    out[i + 1] = sum
  end
end
local function filled(n, value)
  local list = {}
  for i = 1, n do list[#list + 1] = value end
  return list
end
local n = 300
local u, v, t = filled(n, 1.0), filled(n, 0.0), filled(n, 0.0)
for i = 1, 10 do
  multiplyAv(n, u, t)
  multiplyAtv(n, t, v)
  multiplyAv(n, v, t)
  multiplyAtv(n, t, u)
end
local vBv, vv = 0.0, 0.0
for i = 1, n do
  vBv = vBv + u[i] * v[i]
  vv = vv + v[i] * v[i]
end
print(math.floor(math.sqrt(vBv / vv) * 1e9))
