local words, seed = {}, 42
for i = 1, 400000 do
  seed = (seed * 1103515245 + 12345) % 2147483648
  words[#words + 1] = "w" .. (seed // 65536 % 5000)
end
local counts, size = {}, 0
for _, word in ipairs(words) do
  if not counts[word] then size = size + 1 end
  counts[word] = (counts[word] or 0) + 1
end
local best = ""
for word, count in pairs(counts) do
  if best == "" or count > counts[best] or count == counts[best] and word < best then best = word end
end
print(best .. " " .. counts[best] .. " " .. size)
