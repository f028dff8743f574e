local function make(depth)
  if depth == 0 then return {left = nil, right = nil} end
  return {left = make(depth - 1), right = make(depth - 1)}
end
local function check(tree)
  if tree.left == nil then return 1 end
  return 1 + check(tree.left) + check(tree.right)
end
local total = 0
local longLived = make(14)
for i = 1, 150 do total = total + check(make(12)) end
print(total + check(longLived))
