fields = []
for i in range(1000):
    fields.append(f"field{i}")
line = ";".join(fields)
total = 0
for turn in range(1000):
    parts = line.split(";")
    total += len(parts)
    total += len("/".join(parts))
print(total)
