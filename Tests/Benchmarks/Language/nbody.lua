local bodies = {
  {x = 0.0, y = 0.0, z = 0.0, vx = 0.0, vy = 0.0, vz = 0.0, mass = 39.47841760435743},
  {x = 4.841431442464721, y = -1.1603200440274284, z = -0.10362204447112311, vx = 0.606326392995832, vy = 2.81198684491626, vz = -0.02521836165988763, mass = 0.037693674870389486},
  {x = 8.34336671824458, y = 4.124798564124305, z = -0.4035234171143214, vx = -1.01077434617879, vy = 1.8256623712304119, vz = 0.008415761376584154, mass = 0.011286326131968767},
  {x = 12.894369562139131, y = -15.111151401698631, z = -0.22330757889265573, vx = 1.0827910064415354, vy = 0.8687130181696082, vz = -0.010832637401363636, mass = 0.0017237240570597112},
  {x = 15.379697114850917, y = -25.919314609987964, z = 0.17925877295037118, vx = 0.979090732243898, vy = 0.5946989986476762, vz = -0.034755955504078104, mass = 0.0020336868699246304}
}
local function energy(bodies)
  local e = 0.0
  for i = 1, #bodies do
    local b = bodies[i]
    e = e + 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
    for j = i + 1, #bodies do
      local c = bodies[j]
      local dx, dy, dz = b.x - c.x, b.y - c.y, b.z - c.z
      e = e - b.mass * c.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end
local function advance(bodies, dt)
  local n = #bodies
  for i = 1, n do
    local b = bodies[i]
    for j = i + 1, n do
      local c = bodies[j]
      local dx, dy, dz = b.x - c.x, b.y - c.y, b.z - c.z
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (d2 * math.sqrt(d2))
      b.vx = b.vx - dx * c.mass * mag
      b.vy = b.vy - dy * c.mass * mag
      b.vz = b.vz - dz * c.mass * mag
      c.vx = c.vx + dx * b.mass * mag
      c.vy = c.vy + dy * b.mass * mag
      c.vz = c.vz + dz * b.mass * mag
    end
  end
  for i = 1, n do
    local b = bodies[i]
    b.x = b.x + dt * b.vx
    b.y = b.y + dt * b.vy
    b.z = b.z + dt * b.vz
  end
end
for i = 1, 100000 do advance(bodies, 0.01) end
print(math.floor(energy(bodies) * 1e9))
