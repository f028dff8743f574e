local sum = 0
for i = 0, 10000000 - 1 do
  if i % 3 == 0 then sum = sum + i else sum = sum - i // 2 end
end
print(sum)
