local total = 0
for i = 0, 500000 - 1 do
  local s = "item-" .. i .. ":" .. i * 2
  total = total + #s
end
local parts = {}
for i = 0, 300000 - 1 do parts[#parts + 1] = "part" .. tostring(i) end
local text = table.concat(parts, ",")
print(total + #text)
