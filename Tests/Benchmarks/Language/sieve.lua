local function sieve(limit)
  local composite = {}
  for i = 0, limit do composite[#composite + 1] = false end
  local count, i = 0, 2
  while i <= limit do
    if not composite[i + 1] then
      count = count + 1
      local j = i * i
      while j <= limit do
        composite[j + 1] = true
        j = j + i
      end
    end
    i = i + 1
  end
  return count
end
print(sieve(3000000))
