local function risky(i)
  if i % 2 == 0 then error({code = "Odd", message = "even", n = i}) end
  return i
end
local sum = 0
for i = 0, 600000 - 1 do
  local ok, result = pcall(risky, i)
  if ok then sum = sum + result else sum = sum + result.n end
end
print(sum)
