local escapes = {['"'] = '\\"', ['\\'] = '\\\\', ['\n'] = '\\n', ['\t'] = '\\t', ['\r'] = '\\r'}
local unescapes = {['"'] = '"', ['\\'] = '\\', n = '\n', t = '\t', r = '\r', ['/'] = '/'}
-- Objects keep their members in a list, so that the text is the same in every language.
local function object(pairs) return {members = pairs} end
local function format(value, out)
  local kind = type(value)
  if kind == "table" and value.members then
    out[#out + 1] = "{"
    for i, pair in ipairs(value.members) do
      if i > 1 then out[#out + 1] = "," end
      out[#out + 1] = '"' .. pair[1] .. '":'
      format(pair[2], out)
    end
    out[#out + 1] = "}"
  elseif kind == "table" then
    out[#out + 1] = "["
    for i, item in ipairs(value) do
      if i > 1 then out[#out + 1] = "," end
      format(item, out)
    end
    out[#out + 1] = "]"
  elseif kind == "string" then
    out[#out + 1] = '"' .. value:gsub('["\\\n\t\r]', escapes) .. '"'
  else
    out[#out + 1] = tostring(value)
  end
end
local parse
local function space(text, i) return text:find("[^ \n\t\r]", i) end
local function parseString(text, i)
  local out, from = {}, i + 1
  while true do
    local j = text:find('["\\]', from)
    out[#out + 1] = text:sub(from, j - 1)
    if text:sub(j, j) == '"' then return table.concat(out), j + 1 end
    out[#out + 1] = unescapes[text:sub(j + 1, j + 1)]
    from = j + 2
  end
end
function parse(text, i)
  i = space(text, i)
  local c = text:sub(i, i)
  if c == "{" then
    local map = {}
    i = space(text, i + 1)
    while text:sub(i, i) ~= "}" do
      local key
      key, i = parseString(text, i)
      i = space(text, i)
      map[key], i = parse(text, i + 1)
      i = space(text, i)
      if text:sub(i, i) == "," then i = space(text, i + 1) end
    end
    return map, i + 1
  elseif c == "[" then
    local list = {}
    i = space(text, i + 1)
    while text:sub(i, i) ~= "]" do
      list[#list + 1], i = parse(text, i)
      i = space(text, i)
      if text:sub(i, i) == "," then i = space(text, i + 1) end
    end
    return list, i + 1
  elseif c == '"' then
    return parseString(text, i)
  elseif text:sub(i, i + 3) == "true" then return true, i + 4
  elseif text:sub(i, i + 4) == "false" then return false, i + 5
  elseif text:sub(i, i + 3) == "null" then return nil, i + 4
  end
  local j = text:find("[^%d%.eE+-]", i) or #text + 1
  return tonumber(text:sub(i, j - 1)), j
end
local records = {}
for i = 0, 1999 do
  records[#records + 1] = object {{"id", i}, {"name", "file " .. i .. ".jpg"}, {"size", i * 1000}, {"tags", {"a", "b\n", "c"}},
    {"ratio", i / 8}, {"ok", i % 2 == 0}}
end
local total = 0
for turn = 0, 9 do
  local out = {}
  format(records, out)
  local text = table.concat(out)
  local back = parse(text, 1)
  total = total + back[turn + 1].id + #back[2000].tags + #text
end
print(total)
