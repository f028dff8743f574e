local map = {}
for i = 0, 300000 - 1 do
  map["k" .. i] = i
  if i >= 1000 then map["k" .. (i - 1000)] = nil end
end
local sum, count = 0, 0
for key, value in pairs(map) do sum = sum + value; count = count + 1 end
print(sum .. " " .. count)
