local function split(text, separator)
  local parts, from = {}, 1
  while true do
    local i, j = text:find(separator, from, true)
    if not i then
      parts[#parts + 1] = text:sub(from)
      return parts
    end
    parts[#parts + 1] = text:sub(from, i - 1)
    from = j + 1
  end
end
local fields = {}
for i = 0, 999 do fields[#fields + 1] = "field" .. i end
local line = table.concat(fields, ";")
local total = 0
for turn = 1, 1000 do
  local parts = split(line, ";")
  total = total + #parts
  total = total + #table.concat(parts, "/")
end
print(total)
