local function step(p)
  p.x = p.x + p.dx
  p.y = p.y + p.dy
  if p.x > 1000 or p.x < 0 then p.dx = -p.dx end
  if p.y > 1000 or p.y < 0 then p.dy = -p.dy end
  p.hits = p.hits + 1
end
local points = {}
for i = 0, 99 do points[#points + 1] = {x = i * 7 % 1000, y = i * 13 % 1000, dx = i % 5 + 1, dy = i % 3 + 1, hits = 0} end
for turn = 1, 20000 do
  for i = 1, #points do step(points[i]) end
end
local check = 0
for i = 1, #points do
  local p = points[i]
  check = check + p.x * 3 + p.y + p.hits
end
print(check)
