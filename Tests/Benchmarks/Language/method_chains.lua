local function where(list, f)
  local out = {}
  for i = 1, #list do if f(list[i]) then out[#out + 1] = list[i] end end
  return out
end
local function map(list, f)
  local out = {}
  for i = 1, #list do out[#out + 1] = f(list[i]) end
  return out
end
local function reduce(list, value, f)
  for i = 1, #list do value = f(value, list[i]) end
  return value
end
local numbers = {}
for i = 0, 999 do numbers[#numbers + 1] = i end
local total = 0
for turn = 1, 1500 do
  total = total
    + reduce(map(where(numbers, function(x) return x % 3 == 0 end), function(x) return x * x end), 0,
      function(sum, x) return sum + x end) % 1000
end
print(total)
