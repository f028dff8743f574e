local function counter(step)
  local n = 0
  return function()
    n = n + step
    return n
  end
end
local function compose(f, g) return function(x) return g(f(x)) end end
local next = counter(3)
local f = compose(function(x) return x + 1 end, function(x) return x * 2 end)
local sum = 0
for i = 1, 2000000 do sum = sum + f(next()) % 7 end
print(sum)
