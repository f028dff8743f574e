local x, sum, i = 0.5, 0.0, 0
while i < 8000000 do
  x = 3.7 * x * (1.0 - x)
  sum = sum + x
  i = i + 1
end
print(math.floor(sum * 1000.0))
