local records, seed = {}, 7
for i = 0, 200000 - 1 do
  seed = (seed * 1103515245 + 12345) % 2147483648
  records[#records + 1] = {name = "n" .. i, size = seed}
end
table.sort(records, function(a, b) return a.size < b.size end)
local check = 0
for i, r in ipairs(records) do check = (check * 31 + r.size + i - 1) % 1000000007 end
print(check .. " " .. records[1].name)
